"""Committees at the desk: which there are, who sits on each and what is still to do."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from civic.access import Permission
from civic.scheme import CommitteeKind, Scheme
from handlers.desk import committee_words as said
from handlers.desk import words
from handlers.desk.errand import Errand, NotHere, Page
from handlers.desk.masking import member_name, told
from handlers.invitations import group_link, links_of, words_of
from handlers.schemes import role_name, scheme_in_force
from handlers.staff.committees import Convener
from handlers.world import World
from storage import committee_lists as lists
from storage import committees
from storage.access import visible_committees
from storage.committees import GROUP, Committee, Member
from storage.history import list_events
from storage.visits import Visit, list_visits

HERE = "/desk/comites"
PAGE = 50
_VISITS = 100


@dataclass(frozen=True, slots=True)
class Row:
    committee: Committee
    kind: str
    place: str
    seats: str
    next_meeting: str
    due: tuple[str, ...]


def show(errand: Errand) -> Page:
    query, world = errand.query, errand.world
    scheme = scheme_in_force(errand.connection, world)
    typed, kind = query.get("colonia", "").strip()[:80], query.get("tipo", "")
    places = [one.key for one in world.directory.find(typed).candidates] if typed else []
    found = lists.list_visible(
        errand.connection, visible_committees(errand.me.access, Permission.READ_COMMITTEES),
        most=PAGE + 1, after=query.get("desde", "")[:40], kind=kind[:20], neighbourhoods=places or (["-"] if typed else []),
        with_closed=query.get("cerrados") == "1", now=errand.now, today=world.calendar.local_day(errand.now),
    )  # fmt: skip
    kept = {key: query[key] for key in ("colonia", "tipo", "cerrados") if query.get(key)}
    values = {
        "title": "Comités",
        "rows": [_row(errand, scheme, one) for one in found[:PAGE]],
        "more": f"{HERE}?{urlencode({**kept, 'desde': found[PAGE - 1].committee.key})}" if len(found) > PAGE else "",
        "kinds": [(one.id, one.name) for one in scheme.kinds],
        "asked": {"colonia": typed, "tipo": kind, "cerrados": query.get("cerrados", "")},
        "may_work": errand.me.may(Permission.WORK_COMMITTEES),
        "works": [(work.key, work.name) for work in world.works[:500]],
    }
    return Page("committees.html", values)


def _row(errand: Errand, scheme: Scheme, one: lists.Listed) -> Row:
    committee, kind = one.committee, scheme.kind(one.committee.kind)
    due = []
    if committee.closed_at:
        due.append("Cerrado")
    elif kind and one.seats < kind.least:
        due.append(f"Faltan {kind.least - one.seats} integrantes")
    elif not committee.constituted_on:
        due.append("Por constituir")
    if one.late:
        due.append(f"{one.late} acuerdos vencidos" if one.late > 1 else "Un acuerdo vencido")
    elif one.next_due_on:
        due.append(f"Acuerdo para el {said.day(one.next_due_on)}")
    return Row(
        committee, kind.name if kind else committee.kind, place_of(errand.world, committee),
        f"{one.seats} de {kind.least}" if kind else str(one.seats),
        words.moment(one.next_meeting_at, errand.zone) if one.next_meeting_at else "", tuple(due),
    )  # fmt: skip


def place_of(world: World, committee: Committee) -> str:
    """Its neighbourhood, or its work."""
    where = world.neighbourhood(committee.neighbourhood_key)
    work = next((one.name for one in world.works if one.key == committee.public_work_key), committee.public_work_key)
    return where.name if where else work or world.municipality


@dataclass(frozen=True, slots=True)
class Seated:
    member: Member
    name: str
    role: str
    since: str
    signed: str
    accredited_until: str
    lacks: tuple[str, ...]


def show_one(errand: Errand) -> Page:
    committee = access(errand)
    scheme = scheme_in_force(errand.connection, errand.world)
    kind = scheme.kind(committee.kind)
    everybody = committees.list_members(errand.connection, committee.id, with_past=True)
    sitting = [one for one in everybody if not one.ended_at]
    standings = lists.list_standings(errand.connection, sitting, kind.figure if kind else "", errand.now)
    values = {
        **head(errand, committee, kind),
        "seated": [_seated(errand, scheme, kind, one, standings) for one in sitting],
        "past": [
            (member_name(errand, one.name), role_name(kind, one.role), said.ENDINGS.get(one.ended_as, one.ended_as), one)  # type: ignore[call-overload]
            for one in everybody
            if one.ended_at
        ],
        "roles": [
            (role.id, role.name, sum(one.role == role.id for one in sitting), role.most) for role in kind.roles
        ] if kind else [],
        "signs": bool(kind and kind.letter),
        "trains": bool(kind and kind.units),
        "least": kind.least if kind else 0,
        "events": _events(errand, committee),
        "today": f"{errand.world.calendar.local_day(errand.now)}",
    }  # fmt: skip
    return Page("committee.html", values, read=("committee", committee.id))


def _events(errand: Errand, committee: Committee) -> list[tuple[str, str, str, str]]:
    """The newest first. Notes name people."""
    shows = errand.me.sees_names
    return [
        (
            words.moment(one.at, errand.zone),
            said.EVENTS.get(one.event, one.event),
            "un integrante" if one.by == "resident" else one.by.removeprefix("staff:"),
            one.note if shows and one.event in said.TOLD else "",
        )
        for one in list_events(errand.connection, "committee", committee.id)[::-1]
    ]


def _seated(
    errand: Errand, scheme: Scheme, kind: CommitteeKind | None, one: Member, standings: dict[int, Any]
) -> Seated:
    standing, signed_at = standings[one.id]
    until = standing.accredited_until
    return Seated(
        one, member_name(errand, one.name), role_name(kind, one.role), _day(errand, one.started_at),
        _day(errand, signed_at) if signed_at else "", _day(errand, until) if until else "",
        tuple(said.LACKING[what] for what in standing.lacks(kind, scheme, errand.now)) if kind else (),
    )  # fmt: skip


def _day(errand: Errand, at: datetime) -> str:
    return said.day(at.astimezone(errand.zone).date())


def show_invitations(errand: Errand) -> Page:
    """Codes let people in: they are for those who may make them."""
    committee = access(errand, Permission.WORK_COMMITTEES)
    kind = scheme_in_force(errand.connection, errand.world).kind(committee.kind)
    named = {one.id: one for one in committees.list_members(errand.connection, committee.id)}
    invitations = []
    for one in lists.list_invitations(errand.connection, committee.id, errand.now):
        group = {"Telegram": group_link(errand.world, one.code)} if group_link(errand.world, one.code) else {}
        links = group if one.role == GROUP else links_of(errand.world, one.code)
        whose = named.get(one.member_id or 0)
        invitations.append(
            {
                "one": one,
                "for": "Su grupo de Telegram" if one.role == GROUP else role_name(kind, one.role),
                "member": member_name(errand, whose.name) if whose else "",
                "until": words.moment(one.expires_at, errand.zone),
                "words": f"/{words_of(one.code)}" if one.role == GROUP else words_of(one.code),
                "links": [(channel, link, Markup(errand.square(link))) for channel, link in links.items()],  # noqa: S704
            }
        )
    values = {**head(errand, committee, kind), "invitations": invitations}
    return Page("committee_invitations.html", values)


def show_visits(errand: Errand) -> Page:
    """What its members saw, and where what they saw and what was reported lie apart."""
    committee = access(errand)
    kind = scheme_in_force(errand.connection, errand.world).kind(committee.kind)
    found = list_visits(errand.connection, committee_id=committee.id)
    names = {work.key: work.name for work in errand.world.works}
    values = {
        **head(errand, committee, kind),
        "visits": [_visit(errand, one, names) for one in found[:_VISITS]],
        "left_out": max(len(found) - _VISITS, 0),
    }
    return Page("committee_visits.html", values, read=("committee", committee.id))


def _visit(errand: Errand, one: Visit, names: dict[str, str]) -> dict[str, Any]:
    return {
        "one": one,
        "at": words.moment(one.visited_at, errand.zone),
        "member": member_name(errand, one.member),
        "work": names.get(one.public_work_key, one.public_work_key),
        "answers": [(point["text"], said.ANSWERS.get(point["answer"], point["answer"])) for point in one.answers],
        "note": told(errand, one.note),
    }


def head(errand: Errand, committee: Committee, kind: CommitteeKind | None) -> dict[str, Any]:
    """What stands above each page of one."""
    may_work = errand.me.may(Permission.WORK_COMMITTEES)
    below = f"{HERE}/{committee.key}"
    tabs = [("", "Integrantes"), ("/reuniones", "Reuniones y acuerdos"), ("/visitas", "Visitas")]
    tabs += [("/invitaciones", "Invitaciones")] if may_work else []
    tabs += [("/acreditaciones", "Acreditaciones")] if kind and kind.figure else []
    tabs += [("/papeles", "Documentos")] if errand.me.sees_names else []
    return {
        "title": committee.name,
        "committee": committee,
        "kind_name": kind.name if kind else committee.kind,
        "place": place_of(errand.world, committee),
        "state": _state(errand, committee),
        "tabs": [(below + path, label) for path, label in tabs],
        "may_work": may_work and not committee.closed_at,
        "below": below,
    }


def _state(errand: Errand, committee: Committee) -> str:
    if committee.closed_at:
        return f"Cerrado el {_day(errand, committee.closed_at)}: {committee.closed_why}"
    return f"Constituido el {said.day(committee.constituted_on)}" if committee.constituted_on else "En formación"


def access(errand: Errand, permission: Permission = Permission.READ_COMMITTEES) -> Committee:
    """Raises NotHere."""
    within = visible_committees(errand.me.access, permission)
    found = lists.find_visible(errand.connection, str(errand.path["key"])[:40], within)
    if found is None:
        raise NotHere
    return found


def convener(errand: Errand) -> Convener:
    return Convener(errand.connection, errand.world, errand.me.name, errand.now, channel="desk")
