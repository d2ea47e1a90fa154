from collections.abc import Mapping
from typing import Any

from flows.talk import Outcome
from handlers.scene import Scene
from handlers.schemes import scheme_in_force
from storage.committees import find_accreditation


def check_accreditation(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """Whether it holds now; of its holder only the name that they agreed to show."""
    found = find_accreditation(scene.connection, str(answers["code"]))
    if found is None or not found.is_valid(scene.now):
        return Outcome("invalid")
    figure = scheme_in_force(scene.connection, scene.world).figure(found.figure)
    named = figure.name if figure else found.figure
    return Outcome(
        "valid",
        {
            "figure": named,
            "until": scene.spoken_day(found.last_day(scene.world.calendar.zone)),
            "name": found.name_shown,
        },
    )
