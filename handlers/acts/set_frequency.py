from collections.abc import Mapping
from typing import Any

from civic.updates import Frequency
from flows.talk import Outcome
from handlers.scene import Scene
from storage import updates
from storage.store import Connection


def set_frequency(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """How often they hear of their reports. What they have not heard yet is looked at again now, by the new rule."""
    frequency, person_id = Frequency(str(answers["frequency"])), scene.person.id

    def choose(connection: Connection) -> None:
        updates.concern(connection, person_id, scene.now, scene.now)  # the choice also holds for their first report
        updates.set_frequency(connection, person_id, frequency, scene.now)

    scene.ledger.later(choose)
    scene.record("person", person_id, f"updates_{frequency}")
    return Outcome(frequency.value)
