"""Consultations: `/consultas` lists them, `/consultas/{clave}` tells what each is about and, when it is time, what came of it.

What is shown of results is what `handlers.release` kept: the same bytes as the files that can be downloaded beside it.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache, partial
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from civic.closing import is_over, results_from, shows_results
from civic.consultation import ALLOWS, Action, Consultation, Phase, Published
from civic.consultation_document import read_consultation
from civic.document import Unreadable, read_document
from civic.document_table import Refused
from civic.open_data import PLACES, PROPOSALS
from civic.tiles import legend, tiles
from handlers.public import charts, words
from handlers.public.kindly import kindly
from handlers.public.page import HEADERS, page, style_of
from handlers.release import Release, release_files
from handlers.release.files import dictionary
from handlers.release.keep import release_from
from storage.consultations import InForce, get_document, list_in_force
from storage.places import list_neighbourhoods
from storage.releases import Content, Kept, find_release, list_tables
from storage.results import Totals, totals
from storage.store import Connection, Store

PHASES = {
    Phase.INFORMING: "Información",
    Phase.PROPOSING: "Propuestas",
    Phase.SUPPORTING: "Apoyos",
    Phase.VOTING: "Votación",
    Phase.REVIEWING: "El municipio revisa",
    Phase.RESULTS: "Resultados",
}
_STYLE = style_of("style.css", "results.css")
_KINDS = {"csv": "text/csv; charset=utf-8", "json": "application/json", "txt": "text/plain; charset=utf-8"}


def consultation_routes(store: Store, *, municipality: str, zone: ZoneInfo, now: Callable[[], datetime]) -> list[Route]:
    pages = _Pages(store, municipality, zone, now)
    wrap = partial(kindly, municipality=municipality)
    return [
        Route("/consultas", wrap(pages.list), name="consultations"),
        Route("/consultas/", wrap(pages.redirect)),
        Route("/consultas/{key}", wrap(pages.one), name="consultation"),
        Route("/consultas/{key}/datos/{name}", wrap(pages.file), name="consultation_file"),
    ]


@dataclass(frozen=True, slots=True)
class _Shelf:
    """One release, made ready for the page and to be downloaded."""

    sha256: str
    files: Mapping[str, bytes]
    told: Mapping[str, Any]
    """What the page shows of it."""


@dataclass(slots=True)
class _Pages:
    store: Store
    municipality: str
    zone: ZoneInfo
    now: Callable[[], datetime]
    shelves: dict[int, _Shelf] = field(default_factory=dict)

    async def redirect(self, request: Request) -> Response:
        return RedirectResponse("/consultas", 308)

    async def list(self, request: Request) -> Response:
        held = await self.store.read(partial(_load_all, zone=self.zone))
        listed = [(one.consultation, self._state(one)) for one in reversed(held)]
        return self._page("consultations.html", listed=listed)

    async def one(self, request: Request) -> Response:
        published = await self._published(request)
        if published is None:
            return self._page("no_consultation.html", 404, key=request.path_params["key"])
        shelf = await self._shelf(published)
        about = await self._about(published)
        if shelf is None:
            return self._page("consultation.html", **about, totals=await self._totals(published))
        return self._page("results.html", **about, **shelf.told)

    async def file(self, request: Request) -> Response:
        published = await self._published(request)
        shelf = await self._shelf(published) if published else None
        name = request.path_params["name"]
        if shelf is None or name not in shelf.files:
            return self._page("no_consultation.html", 404, key=request.path_params["key"])
        kind = _KINDS.get(name.rpartition(".")[2], _KINDS["txt"])
        return Response(shelf.files[name], media_type=kind, headers={**HEADERS, "Content-Disposition": "attachment"})

    def _page(self, template: str, status: int = 200, **values: Any) -> Response:
        return page(template, status, style=_STYLE, municipality=self.municipality, **values)

    async def _published(self, request: Request) -> Published | None:
        return await self.store.read(partial(_load_one, key=request.path_params["key"], zone=self.zone))

    async def _totals(self, published: Published) -> Totals:
        return await self.store.read(partial(totals, consultation_id=published.id))

    async def _shelf(self, published: Published) -> _Shelf | None:
        """From memory, as long as what is kept is still the same."""
        if not shows_results(published, self.now()):
            return None
        kept = await self.store.read(partial(find_release, consultation_id=published.id))
        if kept is None:
            return None
        known = self.shelves.get(published.id)
        if known is None or known.sha256 != kept.sha256:
            known = await self._filled(kept)
            self.shelves[published.id] = known
        return known

    async def _filled(self, kept: Kept) -> _Shelf:
        contents = await self.store.read(partial(list_tables, consultation_id=kept.consultation_id))
        return await asyncio.to_thread(_shelf_of, kept, contents)

    async def _about(self, published: Published) -> dict[str, Any]:
        made, now = published.consultation, self.now()
        names = await self.store.read(_place_names) if made.neighbourhood_keys else {}
        return {
            "made": made,
            "places": sorted(names.get(key, key) for key in made.neighbourhood_keys),
            "state": self._state(published),
            "spans": [
                (PHASES[one.phase], words.span(one.opens_at, one.closes_at, self.zone), one.holds(now))
                for one in made.spans
            ],
            "open": bool(published.allowed(now)),
            "over": is_over(published, now),
            "levels": {action.value: made.level(action).value for action in Action if made.has(action)},
        }

    def _state(self, published: Published) -> str:
        made, now = published.consultation, self.now()
        if shows_results(published, now):
            return "Ya terminó. Estos son sus resultados."
        if is_over(published, now):
            begins = results_from(published)
            when = f" Los resultados se publican el {self._day(begins)}." if begins else ""
            return f"Ya nadie puede participar.{when}"
        if published.allowed(now):
            last = max(span.closes_at for span in made.phases(now) if ALLOWS[span.phase])
            return f"Abierta {words.until(last, self.zone)}."
        ahead = [span.opens_at for span in made.spans if ALLOWS[span.phase] and span.opens_at > now]
        return f"Se puede participar desde el {self._day(min(ahead))}."

    def _day(self, moment: datetime) -> str:
        return words.day(moment.astimezone(self.zone).date())


def _shelf_of(kept: Kept, contents: Sequence[Content]) -> _Shelf:
    """Takes a second or two with ten thousands of proposals."""
    release = release_from(kept, contents)
    files = release_files(release)
    return _Shelf(kept.sha256, files, _told(release, files))


def _told(release: Release, files: Mapping[str, bytes]) -> dict[str, Any]:
    tables = release.by_name
    return {
        "figures": {row["cifra"]: row["cuenta"] for row in tables["totales"].records()},
        "vote": charts.vote_chart(release),
        "rounds": tables["rondas"].records() if "rondas" in tables else [],
        "ties": tables["empates"].records() if "empates" in tables else [],
        "breakdowns": charts.breakdown_charts(release),
        "coverage": list(charts.coverage_charts(tables)),
        "tiles": tiles(tables[PLACES].records(), tables[PROPOSALS].records()),
        "legend": legend(),
        "questions": list(charts.question_charts(release)),
        "statements": charts.statement_chart(tables),
        "people": list(charts.people_charts(release)),
        "proposals": charts.most_supported(tables),
        "files": [(name, len(content), _described(name)) for name, content in files.items()],
        "full": charts.FULL,
    }


_OTHER_FILES = {
    "LEAME.txt": "Qué es cada tabla y cada columna.",
    "consulta.json": "Lo que se preguntó.",
    "datos.json": "Todas las tablas en un archivo.",
    "SHA256SUMS": "La suma de cada archivo, para saber si alguien lo cambió.",
}


def _described(file: str) -> str:
    return _OTHER_FILES.get(file) or dictionary()[file.removesuffix(".csv")]["tabla"]


def _load_all(connection: Connection, zone: ZoneInfo) -> list[Published]:
    found = (_read(connection, one, zone) for one in list_in_force(connection))
    return [one for one in found if one]


def _load_one(connection: Connection, key: str, zone: ZoneInfo) -> Published | None:
    one = next((one for one in list_in_force(connection) if one.key == key), None)
    return _read(connection, one, zone) if one else None


def _read(connection: Connection, one: InForce, zone: ZoneInfo) -> Published | None:
    """None: a document that this version cannot read, of which staff are told elsewhere."""
    made = _consultation(get_document(connection, one.id, one.revision), zone)
    if made is None:
        return None
    return Published(id=one.id, revision=one.revision, consultation=made, closed_at=one.closed_at)


def _place_names(connection: Connection) -> dict[str, str]:
    return {place.key: words.place(place) for place in list_neighbourhoods(connection, retired=True)}


@lru_cache(maxsize=32)
def _consultation(document: str, zone: ZoneInfo) -> Consultation | None:
    """Whose people may take part is left as it was written."""
    try:
        return read_consultation(read_document(document), zone, lambda said: [said])
    except (Unreadable, Refused):
        return None
