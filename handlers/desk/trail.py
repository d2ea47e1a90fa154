"""The trail: what staff did, and whose data they looked at."""

import asyncio
import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from civic.access import Permission
from civic.table import as_words
from handlers.desk import trail_words, words
from handlers.desk.door import Door, NotSignedIn
from handlers.desk.errand import Errand, Page
from handlers.desk.masking import told
from handlers.desk.page import HEADERS
from handlers.desk.typed import day_of
from storage import reads, staff
from storage.store import Connection, StoreUnavailable
from storage.trail import Entry, Wanted, list_trail, name_subjects, walk_trail

PAGE = 50
MOST_ROWS = 100_000
"""Of a file: as many as a spreadsheet opens without effort."""
_READS = "lecturas"
_FILTERS = ("persona", "tipo", "desde", "hasta")
_COLUMNS = ("cuándo", "quién", "qué", "sobre", "cuál", "detalle")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ListedEntry:
    at: str
    iso: str
    staff: str
    event: str
    subject: str
    which: str
    path: str
    note: str


def show(errand: Errand) -> Page:
    wanted, kept = wanted_of(errand.query, errand.zone), _filters(errand.query)
    found = list_trail(errand.connection, errand.me.access, wanted, PAGE + 1)
    entries, more = found[:PAGE], ""
    if len(found) > PAGE:
        more = f"/desk/bitacora?{urlencode({**kept, 'tras': _mark(entries[-1])})}"
    values = {
        "title": "Bitácora",
        "rows": _listed(errand, entries),
        "more": more,
        "file": f"/desk/bitacora.csv?{urlencode(kept)}",
        "most": MOST_ROWS,
        "filters": {name: kept.get(name, "") for name in _FILTERS},
        "subjects": {_READS: "Solo lecturas de datos", **trail_words.SUBJECTS},
        "people": [one.name for one in staff.list_accounts(errand.connection)],
    }
    return Page("trail.html", values)


def wanted_of(query: Mapping[str, str], zone: ZoneInfo) -> Wanted:
    """What makes no sense is not asked for. Days are those of the municipality."""
    kind, since, until = query.get("tipo", "")[:12], day_of(query.get("desde", "")), day_of(query.get("hasta", ""))
    return Wanted(
        staff=query.get("persona", "")[:80],
        subject="" if kind == _READS else kind,
        reads_only=kind == _READS,
        since=datetime.combine(since, time(0), zone) if since else None,
        until=datetime.combine(until + timedelta(days=1), time(0), zone) if until else None,
        after=_after(query.get("tras", "")),
    )


def _mark(entry: Entry) -> str:
    return f"{(entry.at - _EPOCH) // timedelta(microseconds=1)}.{entry.id}"


def _after(mark: str) -> tuple[datetime, int] | None:
    at, _, last = mark.partition(".")
    if not (at.isdecimal() and last.isdecimal() and len(at) <= 16 and len(last) <= 18):
        return None
    return _EPOCH + timedelta(microseconds=int(at)), int(last)


def _filters(query: Mapping[str, str]) -> dict[str, str]:
    return {name: query[name] for name in _FILTERS if query.get(name)}


def _listed(errand: Errand, entries: list[Entry]) -> list[ListedEntry]:
    names = name_subjects(errand.connection, entries)
    return [_line(errand, one, names.get((one.subject, one.subject_id), "")) for one in entries]


def _line(errand: Errand, one: Entry, which: str) -> ListedEntry:
    return ListedEntry(
        at=words.moment(one.at, errand.zone),
        iso=one.at.isoformat(),
        staff=one.staff,
        event=trail_words.event(one.event),
        subject=trail_words.subject(one.subject),
        which=which,
        path=_path(errand, one, which),
        note=trail_words.note(told(errand, one.note), one.event),
    )


def _path(errand: Errand, one: Entry, which: str) -> str:
    """Where it is looked at, for who may."""
    if one.subject == "chat" and errand.me.may(Permission.READ_CHATS):
        return f"/desk/chats/{one.subject_id}"
    if one.subject == "staff" and which and errand.me.may(Permission.MANAGE_STAFF):
        return f"/desk/personal/{which}"
    return ""


def trail_file_route(door: Door) -> Route:
    """`GET /desk/bitacora.csv`: the same as a file. That it was taken is in the trail itself."""

    async def give(request: Request) -> Response:
        try:
            rows = await door.store.read(partial(_take, door, request))
            if rows is not None:
                await door.store.write(partial(_note, door, request))
        except NotSignedIn:
            return door.plain(404, "Aquí no hay nada, o no está a su alcance.")
        except StoreUnavailable:
            return door.plain(503, "La base de datos no responde. Espere un momento e intente otra vez.")
        if rows is None:
            return door.plain(404, "Aquí no hay nada, o no está a su alcance.")
        headers = {**HEADERS, "Content-Disposition": 'attachment; filename="bitacora.csv"'}
        return Response(await asyncio.to_thread(_as_csv, rows), media_type="text/csv; charset=utf-8", headers=headers)

    return Route("/desk/bitacora.csv", give)


def _take(door: Door, request: Request, connection: Connection) -> list[ListedEntry] | None:
    """None: it is not for them."""
    errand = door.errand(request, connection)
    if not errand.me.may(Permission.READ_TRAIL):
        return None
    wanted = wanted_of(errand.query, errand.zone)
    return _listed(errand, list(walk_trail(connection, errand.me.access, wanted, MOST_ROWS)))


def _note(door: Door, request: Request, connection: Connection) -> None:
    errand = door.errand(request, connection)
    reads.note_read(connection, errand.world.ids, errand.me.name, "trail", 0, errand.now)


def _as_csv(rows: Iterable[ListedEntry]) -> bytes:
    """With the mark by which spreadsheets know UTF-8."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(_COLUMNS)
    for one in rows:
        cells = (one.iso, one.staff, one.event, one.subject, one.which, one.note)
        writer.writerow([as_words(cell) for cell in cells])
    return file.getvalue().encode("utf-8-sig")
