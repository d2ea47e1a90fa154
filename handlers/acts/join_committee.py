from collections.abc import Mapping
from typing import Any

from civic.committee import Standing, has_room
from civic.consent import Purpose
from civic.scheme import CommitteeKind, Scheme
from flows.talk import Outcome
from handlers.acts.my_committee import steps
from handlers.acts.notices import set_notice
from handlers.committee import roles_taken, seat
from handlers.scene import Scene
from handlers.schemes import role_name, scheme_in_force
from storage import committees
from storage.chats import note_change_of
from storage.committees import GROUP, Committee, Invitation, use_invitation


def join_committee(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """Somebody takes the seat to which a code invites. What was so when it was shown may have changed since."""
    taken = str(answers["invitation"])
    if taken not in ("yes", "named"):
        return Outcome("declined" if taken == "no" else taken)
    invitation = _invitation(scene, str(answers["code"]))
    if invitation is None:
        return Outcome("over")
    committee = committees.get_committee(scene.connection, invitation.committee_id)
    scheme = scheme_in_force(scene.connection, scene.world)
    kind = scheme.kind(committee.kind)
    if kind is None or committee.closed_at:
        return Outcome("over")
    if _sits(scene, committee):
        return Outcome("sits")
    if invitation.member_id:
        _take_over(scene, invitation.member_id)
    elif not has_room(kind, invitation.role, roles_taken(scene.hand(), committee)):
        return Outcome("full")
    else:
        _sit_down(scene, committee, invitation, str(answers["full_name"]))
    use_invitation(scene.connection, invitation.code)  # now: another message of this batch may bring the same code
    set_notice(scene, Purpose.COMMITTEE, granted=True)
    return Outcome(
        "joined",
        {"committee": committee.name, "role": role_name(kind, invitation.role), **_next(scene, kind, scheme)},
    )


def _invitation(scene: Scene, code: str) -> Invitation | None:
    """As it stands when nobody else can use it; the committee is locked and not its invitations, because two who come by
    different ones wait for each other only in one order."""
    found = committees.find_invitation(scene.connection, code, scene.now)
    if found is None or found.role == GROUP:
        return None
    committees.lock_committee(scene.connection, found.committee_id)
    return committees.find_invitation(scene.connection, code, scene.now)


def _sits(scene: Scene, committee: Committee) -> bool:
    """Already, or since a moment ago: a second tap."""
    pending = scene.ledger.pending("members", committee_id=committee.id, person_id=scene.person.id)
    return bool(pending) or committees.find_member(scene.connection, committee.id, scene.person.id) is not None


def _take_over(scene: Scene, member_id: int) -> None:
    """Staff had written them down: this is them."""
    written, own = committees.get_member(scene.connection, member_id).person_id, scene.person.id
    scene.join(written, own)


def _sit_down(scene: Scene, committee: Committee, invitation: Invitation, name: str) -> None:
    seat(scene.hand(), committee, person_id=scene.person.id, role=invitation.role, name=name, came_by="code")
    if not scene.person.name:
        scene.person.name = name
        scene.ledger.change("people", scene.person.id, name=name)
        scene.ledger.later(lambda connection: note_change_of(connection, scene.world.ids, scene.person.id))


def _next(scene: Scene, kind: CommitteeKind, scheme: Scheme) -> dict[str, str]:
    known = committees.list_trainings(scene.connection, scene.person.id)
    passed = frozenset(unit for unit, one in known.items() if one.passed_at)
    return steps(Standing(passed).lacks(kind, scheme, scene.now))
