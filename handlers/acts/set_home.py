from collections.abc import Mapping
from typing import Any

from flows.talk import Outcome
from handlers.acts.answers import neighbourhood_key
from handlers.scene import Scene


def set_home(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """Where somebody says they live: no street and no number."""
    key = neighbourhood_key(answers)
    place = scene.world.neighbourhood(key)
    if place is None:
        return Outcome("unknown")
    scene.person.neighbourhood_key = key
    scene.ledger.change("people", scene.person.id, neighbourhood_key=key)
    scene.record("person", scene.person.id, "home_told", key)
    return Outcome("kept", {"neighbourhood": place.name})
