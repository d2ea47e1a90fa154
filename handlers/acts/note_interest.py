from collections.abc import Mapping
from typing import Any

from civic.consent import Purpose
from flows.talk import Outcome
from handlers.acts.answers import neighbourhood_key
from handlers.acts.notices import set_notice
from handlers.scene import Scene


def note_interest(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """Somebody would sit on a committee: kept with the neighbourhood, and they agree to be written about it."""
    key = neighbourhood_key(answers)
    if key:
        scene.person.neighbourhood_key = key
        scene.ledger.change("people", scene.person.id, neighbourhood_key=key)
    scene.record("person", scene.person.id, "committee_interest", key)
    set_notice(scene, Purpose.COMMITTEE, granted=True)
    return Outcome("noted")
