from collections.abc import Mapping
from typing import Any

from civic.committee import Lacking
from flows.talk import Outcome
from handlers.committee import sign
from handlers.scene import Scene
from handlers.schemes import OfferedLetter, lacking, letter_for, scheme_in_force
from storage import committees
from storage.committees import Committee, Member

_PRINT_SIGNS = 16


def sign_letter(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """The text that was shown is what is signed, once; when it changed meanwhile it is shown again."""
    given = answers.get("letter")
    if given is None:
        return _copy(scene)
    if not given["accepts"]:
        return Outcome("later")
    seats = committees.list_seats(scene.connection, scene.person.id)
    seat = next(((committee, member) for committee, member in seats if member.id == given["member"]), None)
    return _sign(scene, *seat, shown=given["sha256"]) if seat else Outcome("none")


def _sign(scene: Scene, committee: Committee, member: Member, *, shown: str) -> Outcome:
    scheme = scheme_in_force(scene.connection, scene.world)
    offered = letter_for(scene.connection, scene.world, scheme, committee, member)
    if Lacking.TRAINING in lacking(scene.connection, scheme, committee, member, scene.now):
        return Outcome("untrained")
    if offered is None or offered.sha256 != shown:
        return Outcome("changed")
    if not sign(scene.hand(), committee, member, offered):
        return _copy(scene)
    return Outcome("signed", _values(scene, offered))


def _values(scene: Scene, offered: OfferedLetter) -> dict[str, str]:
    return {
        "version": offered.letter.version,
        "when": scene.spoken_date(scene.now),
        "text": offered.text,
        "print": offered.sha256[:_PRINT_SIGNS],
    }


def _copy(scene: Scene) -> Outcome:
    """Of the one they signed last, exactly as it was."""
    seats = committees.list_seats(scene.connection, scene.person.id)
    signed = [letter for _, member in seats if (letter := committees.find_letter(scene.connection, member.id))]
    if not signed:
        return Outcome("none")
    last = max(signed, key=lambda one: one.accepted_at)
    return Outcome(
        "copy",
        {
            "version": last.version,
            "when": scene.spoken_date(last.accepted_at),
            "text": last.text,
            "print": last.sha256[:_PRINT_SIGNS],
        },
    )
