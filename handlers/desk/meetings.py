"""A committee's meetings and agreements at the desk: called, written down, kept."""

from collections.abc import Mapping
from typing import Any

from civic.access import Permission
from handlers.desk import committee_words as said
from handlers.desk import words
from handlers.desk.committees import HERE, access, convener, head
from handlers.desk.errand import Errand, Goto, NotHere, Page
from handlers.desk.masking import member_name, told
from handlers.desk.typed import typed_day, typed_moment, typed_number
from handlers.schemes import scheme_in_force
from handlers.staff.calling import PREFIX, Caller
from handlers.staff.committees import NoSuchMember
from handlers.staff.finding import NotPossible
from handlers.staff.meetings import Secretary, expected_at
from storage import committee_lists as lists
from storage import meetings as stored
from storage.committees import Committee, Member
from storage.meetings import Agreement, Meeting

_MOST = 100


def show(errand: Errand) -> Page:
    committee = access(errand)
    connection = errand.connection
    kind = scheme_in_force(connection, errand.world).kind(committee.kind)
    known, attended = lists.list_attended(connection, committee.id)
    everybody = {one.id: one for one in known}
    found = lists.list_meetings_called(connection, committee.id, PREFIX)[:_MOST]
    agreed = stored.list_agreements(connection, committee.id, with_ended=True)
    values = {
        **head(errand, committee, kind),
        "meetings": [
            {**_meeting(errand, one, everybody, attended.get(one.id, {})), "is_called": is_called}
            for one, is_called in found
        ],
        "open": [_agreement(errand, one, everybody) for one in agreed if not one.ended_at],
        "ended": [_agreement(errand, one, everybody) for one in agreed if one.ended_at][::-1][:_MOST],
        "sitting": [(one.id, member_name(errand, one.name)) for one in everybody.values() if not one.ended_at],
        "departments": errand.world.routes.names,
        "today": f"{errand.world.calendar.local_day(errand.now)}",
        "local_now": f"{errand.now.astimezone(errand.zone):%Y-%m-%dT%H:%M}",
    }
    return Page("committee_meetings.html", values, read=("committee", committee.id))


def _meeting(
    errand: Errand, one: Meeting, everybody: Mapping[int, Member], attended: Mapping[int, bool]
) -> dict[str, Any]:
    there = [member_name(errand, everybody[id].name) for id, was in attended.items() if was and id in everybody]
    is_ahead = one.starts_at > errand.now
    return {
        "one": one,
        "at": words.moment(one.starts_at, errand.zone),
        "state": "Cancelada" if one.called_off_at else "Con minuta" if one.held_at else "Por celebrarse" if is_ahead else "Sin minuta",
        "there": there,
        "many": f"{len(there)} de {len(attended)}" if attended else "",
        "minutes": told(errand, one.minutes),
        "is_ahead": is_ahead and not one.called_off_at,
        "expected": [(each.id, member_name(errand, each.name)) for each in expected_at(one, everybody.values())],
        "needs_minutes": not (is_ahead or one.called_off_at or one.held_at),
    }  # fmt: skip


def _agreement(errand: Errand, one: Agreement, everybody: Mapping[int, Member]) -> dict[str, Any]:
    member = everybody.get(one.member_id or 0)
    who = member_name(errand, member.name) if member else errand.world.department(one.department)
    return {
        "one": one,
        "who": who or "Todo el comité",
        "due": said.day(one.due_on),
        "is_late": one.ended_at is None and one.due_on < errand.world.calendar.local_day(errand.now),
        "ended": {"done": "Cumplido", "dropped": "Descartado"}.get(one.ended_as, ""),
    }


def plan(errand: Errand) -> Goto:
    """And its members are called to it, unless that is to wait."""
    committee, form, writer = _mine(errand), errand.form, _secretary(errand)
    starts_at = typed_moment(errand, "cuando", "Cuándo")
    made = writer.plan(committee.key, starts_at, form.get("lugar", ""), form.get("temas", ""))
    if form.get("citar") == "1":
        Caller(writer).call(made)
    return _back(committee)


def call(errand: Errand) -> Goto:
    committee = _mine(errand)
    Caller(_secretary(errand)).call(_meeting_of(errand, committee))
    return _back(committee)


def call_off(errand: Errand) -> Goto:
    committee = _mine(errand)
    Caller(_secretary(errand)).call_off(_meeting_of(errand, committee), errand.form.get("why", ""))
    return _back(committee)


def write_down(errand: Errand) -> Goto:
    """Who was there is ticked: `presente:ID`."""
    committee, form = _mine(errand), errand.form
    there = [name.partition(":")[2] for name, value in form.items() if name.startswith("presente:") and value]
    try:
        _secretary(errand).write_down(_meeting_of(errand, committee), form.get("minuta", ""), there)
    except NoSuchMember:
        raise NotPossible("Alguien de quienes marcó ya no está en la lista. Revise quién asistió.") from None
    return _back(committee)


def agree(errand: Errand) -> Goto:
    committee, form = _mine(errand), errand.form
    day, meeting_id = typed_day(errand, "para", "Para qué día"), typed_number(errand, "reunion") or None
    try:
        _secretary(errand).agree(
            committee.key, form.get("texto", ""), day, meeting_id=meeting_id, who=form.get("quien", "")
        )
    except NoSuchMember:
        raise NotPossible("Quién lo ve: esa persona ya no está en el comité. Elija a otra.") from None
    return _back(committee)


def settle(errand: Errand) -> Goto:
    committee, form = _mine(errand), errand.form
    found = stored.find_agreement(errand.connection, typed_number(errand, "acuerdo"))
    if found is None or found.committee_id != committee.id:
        raise NotHere
    _secretary(errand).settle(found.id, done=form.get("como") == "done", note=form.get("nota", ""))
    return _back(committee)


def _meeting_of(errand: Errand, committee: Committee) -> int:
    """Raises NotHere for one of another committee."""
    found = stored.find_meeting(errand.connection, typed_number(errand, "reunion"))
    if found is None or found.committee_id != committee.id:
        raise NotHere
    return found.id


def _mine(errand: Errand) -> Committee:
    return access(errand, Permission.WORK_COMMITTEES)


def _secretary(errand: Errand) -> Secretary:
    return Secretary(convener(errand))


def _back(committee: Committee) -> Goto:
    return Goto(f"{HERE}/{committee.key}/reuniones", "hecho")
