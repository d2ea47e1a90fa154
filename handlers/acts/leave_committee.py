from collections.abc import Mapping
from typing import Any

from civic.committee import Ending
from flows.talk import Outcome
from handlers.committee import unseat
from handlers.scene import Scene
from handlers.schemes import scheme_in_force
from storage import committees


def leave_committee(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """A member gives up their seat; who had left already is told that they sit nowhere."""
    seats = committees.list_seats(scene.connection, scene.person.id)
    found = next(((committee, member) for committee, member in seats if member.id == answers.get("seat")), None)
    if found is None:
        return Outcome("none")
    committee, member = found
    why = str((answers.get("reason") or {}).get("text") or "")
    scheme = scheme_in_force(scene.connection, scene.world)
    unseat(scene.hand(), scheme, committee, member, Ending.LEFT, why)
    return Outcome("left", {"committee": committee.name})
