"""What a flow asks about the committees that the sender sits on, or is invited to."""

from collections.abc import Callable, Mapping
from typing import Any

from civic.committee import has_room
from civic.scheme import Unit
from flows.talk import Work
from handlers.scene import Scene
from handlers.schemes import lacking, letter_for, role_name, scheme_in_force
from handlers.world import World
from storage import committees
from storage.committees import GROUP, Committee


def find_seats(scene: Scene, _arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Where they sit: id of the membership, and the committee's name."""
    seats = committees.list_seats(scene.connection, scene.person.id)
    return {"seats": [{"id": member.id, "name": committee.name} for committee, member in seats]}


def find_unit(scene: Scene, _arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The unit of the training that comes next for them; None: they passed all."""
    unit = next_unit(scene)
    return {"unit": _told(unit) if unit else None}


def next_unit(scene: Scene) -> Unit | None:
    seats = committees.list_seats(scene.connection, scene.person.id)
    scheme = scheme_in_force(scene.connection, scene.world)
    known = committees.list_trainings(scene.connection, scene.person.id)
    passed = {unit for unit, one in known.items() if one.passed_at}
    passed |= {
        str(row["unit"]) for row in scene.ledger.pending("trainings", person_id=scene.person.id) if row["passed_at"]
    }
    units = scheme.units_of([committee.kind for committee, _ in seats])
    return next((unit for unit in units if unit.id not in passed), None)


def _told(unit: Unit) -> dict[str, Any]:
    options = [{"id": one.id, "label": one.label} for one in unit.options]
    return {"id": unit.id, "title": unit.title, "text": unit.text, "ask": unit.ask, "options": options}


def find_letter(scene: Scene, _arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The letter that they have not signed yet, as it would be signed; None: there is none."""
    scheme = scheme_in_force(scene.connection, scene.world)
    for committee, member in committees.list_seats(scene.connection, scene.person.id):
        signed = scene.ledger.pending("letters", member_id=member.id)
        offered = letter_for(scene.connection, scene.world, scheme, committee, member)
        if offered and not signed and not committees.find_letter(scene.connection, member.id):
            return {"letter": {"member": member.id, "text": offered.text, "sha256": offered.sha256}}
    return {"letter": None}


def find_invitation(scene: Scene, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """To which committee and as what a code invites; why it does not: `over`, `full` or `sits`."""
    invitation = committees.find_invitation(scene.connection, str(arguments.get("code", "")), scene.now)
    if invitation is None or invitation.role == GROUP:
        return {"invitation": {"no": "over"}}
    committee = committees.get_committee(scene.connection, invitation.committee_id)
    kind = scheme_in_force(scene.connection, scene.world).kind(committee.kind)
    if kind is None or committee.closed_at:
        return {"invitation": {"no": "over"}}
    if committees.find_member(scene.connection, committee.id, scene.person.id):
        return {"invitation": {"no": "sits"}}
    taken = [one.role for one in committees.list_members(scene.connection, committee.id)]
    if invitation.member_id is None and not has_room(kind, invitation.role, taken):
        return {"invitation": {"no": "full"}}
    named = "yes" if invitation.member_id else ""
    told = {"committee": committee.name, "role": role_name(kind, invitation.role), "named": named}
    return {"invitation": told}


def find_watching(scene: Scene, _arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Works that they may look into now: those of a committee of one work, all others for who watches the municipality."""
    scheme = scheme_in_force(scene.connection, scene.world)
    found: dict[str, dict[str, Any]] = {}
    for committee, member in committees.list_seats(scene.connection, scene.person.id):
        if not lacking(scene.connection, scheme, committee, member, scene.now):
            for work in watched_by(scene.world, committee):
                found.setdefault(work.key, {"member": member.id, "key": work.key, "name": work.name})
    return {"watching": list(found.values())}


def watched_by(world: World, committee: Committee) -> list[Work]:
    """Of the register: its own work, those of its neighbourhood, or all."""
    if committee.public_work_key:
        return [work for work in world.works if work.key == committee.public_work_key]
    where = committee.neighbourhood_key
    return [work for work in world.works if not where or where in work.neighbourhood_keys]


def find_checklist(scene: Scene, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """What is looked at in works like this one."""
    work = next((one for one in scene.world.works if one.key == arguments["work"]), None)
    checklist = scheme_in_force(scene.connection, scene.world).checklist(work.name if work else "")
    points = [{"id": one.id, "label": one.label} for one in checklist.points] if checklist else []
    return {"checklist": {"id": checklist.id if checklist else "", "points": points}}


COMMITTEE_FINDERS: Mapping[str, Callable[[Scene, Mapping[str, Any]], dict[str, Any]]] = {
    "seats": find_seats,
    "unit": find_unit,
    "letter": find_letter,
    "invitation": find_invitation,
    "watching": find_watching,
    "checklist": find_checklist,
}
