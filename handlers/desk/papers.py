"""The papers of social audit, drawn when they are asked for. They name people: they are for those who may see names."""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from civic.paper import Paper
from handlers.desk import committee_words as said
from handlers.desk import words
from handlers.desk.committees import HERE, access, convener, head
from handlers.desk.door import Door, NotSignedIn
from handlers.desk.errand import Errand, NotHere, Page
from handlers.desk.masking import member_name
from handlers.desk.page import HEADERS
from handlers.desk.typed import day_of, number_of
from handlers.schemes import scheme_in_force
from handlers.staff.finding import NoSuch, NotPossible
from handlers.staff.paperwork import committees as of_committees
from handlers.staff.paperwork import works as of_works
from handlers.staff.paperwork.source import Source
from storage import committees, meetings
from storage.committees import Committee
from storage.reads import note_read
from storage.store import Connection, StoreUnavailable
from storage.visits import find_visit, list_visits

Printer = Callable[[Paper], bytes]
_MOST = 50


def show(errand: Errand) -> Page:
    """Those that can be made of a committee."""
    committee = access(errand)
    connection = errand.connection
    kind = scheme_in_force(connection, errand.world).kind(committee.kind)
    everybody = committees.list_members(connection, committee.id, with_past=True)
    met = meetings.list_meetings(connection, committee.id)[::-1][:_MOST]
    seen = list_visits(connection, committee_id=committee.id)[:_MOST]
    today = errand.world.calendar.local_day(errand.now)
    values = {
        **head(errand, committee, kind),
        "letters": [(one.id, member_name(errand, one.name)) for one in everybody if not one.ended_at and kind and kind.letter],
        "gone": [(one.id, member_name(errand, one.name)) for one in everybody if one.ended_at],
        "meetings": [(one.id, words.moment(one.starts_at, errand.zone)) for one in met],
        "visits": [(one.id, words.moment(one.visited_at, errand.zone)) for one in seen],
        "trains": bool(kind and kind.units),
        "quarter": (f"{today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)}", f"{today}"),
    }  # fmt: skip
    return Page("committee_papers.html", values, read=("committee", committee.id))


def papers_route(door: Door, printer: Printer) -> Route:
    """`GET /desk/comites/{key}/papeles/{paper}`."""

    async def give(request: Request) -> Response:
        try:
            paper = await door.store.read(partial(_made, door, request))
            content = await asyncio.to_thread(printer, paper)
            await door.store.write(partial(_noted, door, request))
        except (NotSignedIn, NotHere, NoSuch):
            return door.plain(404, "El documento no está, o no está a su alcance.")
        except NotPossible as e:
            return door.plain(422, str(e))
        except StoreUnavailable:
            return door.plain(503, "La base de datos no responde. Espere un momento e intente otra vez.")
        name = f"{request.path_params['key']}-{request.path_params['paper']}.pdf"
        headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type="application/pdf", headers=headers)

    return Route(HERE + "/{key}/papeles/{paper:str}", give)


def _made(door: Door, request: Request, connection: Connection) -> Paper:
    """Raises NotSignedIn, NotHere, NoSuch, NotPossible."""
    errand = door.errand(request, connection)
    committee = _reached(errand)
    make = _PAPERS.get(str(errand.path["paper"]))
    if make is None:
        raise NotHere
    return make(Source(convener(errand)), committee, errand.query)


def _noted(door: Door, request: Request, connection: Connection) -> None:
    errand = door.errand(request, connection)
    note_read(connection, errand.world.ids, errand.me.name, "committee", access(errand).id, errand.now)


def _reached(errand: Errand) -> Committee:
    if not errand.me.sees_names:
        raise NotHere
    return access(errand)


def _meeting(of: Source, committee: Committee, query: Mapping[str, str]) -> Paper:
    found = meetings.find_meeting(of.connection, number_of(query.get("id", "")))
    if found is None or found.committee_id != committee.id:
        raise NotHere
    return of_works.meeting(of, found.id)


def _visit(of: Source, committee: Committee, query: Mapping[str, str]) -> Paper:
    found = find_visit(of.connection, number_of(query.get("id", "")))
    if found is None or found.committee != committee.key:
        raise NotHere
    return of_works.visit(of, found.id)


def _report(of: Source, committee: Committee, query: Mapping[str, str]) -> Paper:
    since, until = day_of(query.get("desde", "")), day_of(query.get("hasta", ""))
    if since is None or until is None:
        raise NotPossible("Elija desde qué día y hasta qué día.")
    return of_works.report(of, committee.key, since, until)


def _accreditation(of: Source, committee: Committee, query: Mapping[str, str]) -> Paper:
    found = committees.find_accreditation(of.connection, query.get("codigo", "")[:12])
    if found is None or found.committee_id != committee.id:
        raise NotHere
    return of_committees.accreditation(of, found.code)


_PAPERS: Mapping[str, Callable[[Source, Committee, Mapping[str, str]], Paper]] = {
    "constitucion": lambda of, one, _: of_committees.constitution(of, one.key),
    "sustitucion": lambda of, one, query: of_committees.substitution(of, one.key, query.get("id", "")),
    "capacitacion": lambda of, one, _: of_committees.training(of, one.key),
    "carta": lambda of, one, query: of_committees.letter(of, one.key, query.get("id", "")),
    "reunion": _meeting,
    "visita": _visit,
    "informe": _report,
    "entrega": lambda of, one, _: of_works.handover(of, one.key),
    "acreditacion": _accreditation,
}


def show_accreditations(errand: Errand) -> Page:
    """Of its members: which hold, and which are over."""
    committee = access(errand)
    kind = scheme_in_force(errand.connection, errand.world).kind(committee.kind)
    sitting = committees.list_members(errand.connection, committee.id, with_past=True)
    names = {one.person_id: member_name(errand, one.name) for one in sitting}
    found = committees.list_accreditations(errand.connection, committee_id=committee.id)
    values = {
        **head(errand, committee, kind),
        "accreditations": [_accredited(errand, one, names) for one in found[::-1]],
        "sitting": [(one.id, member_name(errand, one.name)) for one in sitting if not one.ended_at],
        "today": f"{errand.world.calendar.local_day(errand.now)}",
        "may_print": errand.me.sees_names,
    }
    return Page("committee_accreditations.html", values, read=("committee", committee.id))


def _accredited(errand: Errand, one: committees.Accreditation, names: Mapping[int, str]) -> dict[str, Any]:
    is_valid = one.is_valid(errand.now)
    is_over = one.ends_at <= errand.now
    state = "Revocada" if one.revoked_at else "Vale" if is_valid else "Terminó" if is_over else "Todavía no empieza"
    return {
        "one": one,
        "name": names.get(one.person_id, "(datos borrados)"),
        "first": said.day(one.starts_at.astimezone(errand.zone).date()),
        "last": said.day(one.last_day(errand.zone)),
        "state": state,
        "holds": not one.revoked_at and not is_over,
    }
