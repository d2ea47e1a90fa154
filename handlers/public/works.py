"""Public works: `/obras` lists them, `/obras/{clave}` tells all about one. Of complaints there are only figures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from civic.neighbourhood import Neighbourhood
from civic.spanish import fold
from civic.works import PublicWork
from handlers.public import words
from handlers.public.kindly import kindly
from handlers.public.page import page
from handlers.public.story import story
from storage.store import Connection, Store
from storage.text import clean
from storage.works import (
    Figures,
    Registered,
    Version,
    complaint_figures,
    find_work,
    list_versions,
    list_works,
    newest_version,
    work_places,
)

NOWHERE = "Sin colonia en el registro"
_LONGEST_SEARCH = 80

_OUTCOMES = {
    "confirmed": "Reparadas y confirmadas por los vecinos",
    "unconfirmed": "Terminadas según el municipio, sin confirmar por los vecinos",
    "partly_done": "Resueltas en parte",
    "closed": "Cerradas sin reparar",
    "not_competent": "Enviadas a otra autoridad",
    "duplicate": "Repetidas, unidas a otra queja",
    "cancelled": "Canceladas",
}
_ALWAYS_TOLD = ("confirmed", "unconfirmed", "closed")
"""Also when nobody: a page that shows only good news says too little."""


def public_routes(store: Store, *, municipality: str, zone: ZoneInfo) -> list[Route]:
    pages = _Pages(store, municipality, zone)
    wrap = partial(kindly, municipality=municipality)
    return [
        Route("/obras", wrap(pages.works), name="works"),
        Route("/obras/{key:path}", wrap(pages.work), name="work"),
    ]


@dataclass(frozen=True, slots=True)
class _Pages:
    store: Store
    municipality: str
    zone: ZoneInfo

    async def works(self, request: Request) -> Response:
        search = clean(request.query_params.get("buscar", "")).strip()[:_LONGEST_SEARCH]
        listed = await self.store.read(_load_works)
        found = [work for work in listed.works if _is_like(work, listed.places, search)]
        return page(
            "works.html",
            municipality=self.municipality,
            search=search,
            total=len(listed.works),
            found=len(found),
            groups=_by_neighbourhood(found, listed.places),
            as_of=listed.as_of and listed.as_of.astimezone(self.zone).date(),
        )

    async def work(self, request: Request) -> Response:
        if not request.path_params["key"]:
            return RedirectResponse("/obras", 308)
        key = clean(request.path_params["key"])
        told = await self.store.read(partial(_load_work, key=key))
        if told is None:
            return page("no_work.html", 404, municipality=self.municipality, key=key)
        return page(
            "work.html",
            municipality=self.municipality,
            work=told.registered.work,
            retired=told.registered.retired,
            places=_titles(told.registered.work, told.places),
            figures=told.figures,
            outcomes=_outcomes(told.figures.ended),
            story=story(told.versions, told.places, self.zone),
        )


@dataclass(frozen=True, slots=True)
class _Listed:
    works: Sequence[PublicWork]
    places: Mapping[str, Neighbourhood]
    as_of: datetime | None


def _load_works(connection: Connection) -> _Listed:
    works, newest = list_works(connection), newest_version(connection)
    return _Listed(works, _places_of(connection, works), newest.imported_at if newest else None)


@dataclass(frozen=True, slots=True)
class _Told:
    registered: Registered
    versions: Sequence[Version]
    figures: Figures
    places: Mapping[str, Neighbourhood]


def _load_work(connection: Connection, key: str) -> _Told | None:
    registered = find_work(connection, key)
    if registered is None:
        return None
    versions = list_versions(connection, key)
    places = _places_of(connection, [version.work for version in versions])
    return _Told(registered, versions, complaint_figures(connection, key), places)


def _places_of(connection: Connection, works: Iterable[PublicWork]) -> Mapping[str, Neighbourhood]:
    return work_places(connection, {key for work in works for key in work.neighbourhood_keys})


def _is_like(work: PublicWork, places: Mapping[str, Neighbourhood], search: str) -> bool:
    """Every word that was typed begins a word of its name, its key or its neighbourhoods' names."""
    names = [work.name, work.key, *(places[key].name for key in work.neighbourhood_keys if key in places)]
    known = fold(" ".join(names)).split()
    return all(any(word.startswith(typed) for word in known) for typed in fold(search).split())


def _by_neighbourhood(
    works: Iterable[PublicWork], places: Mapping[str, Neighbourhood]
) -> list[tuple[str, list[PublicWork]]]:
    """Title and works, both in the order of the alphabet; a work of several neighbourhoods stands under each, one of
    none at the end."""
    groups: dict[str, list[PublicWork]] = {}
    for work in sorted(works, key=lambda work: fold(work.name)):
        for title in _titles(work, places) or [NOWHERE]:
            groups.setdefault(title, []).append(work)
    return sorted(groups.items(), key=lambda group: (group[0] == NOWHERE, fold(group[0])))


def _titles(work: PublicWork, places: Mapping[str, Neighbourhood]) -> list[str]:
    return sorted((words.place(places[key]) for key in work.neighbourhood_keys if key in places), key=fold)


def _outcomes(ended: Mapping[str, int]) -> list[tuple[str, int]]:
    """Words and count of each outcome; those of a status that is unknown here stand alone under its own name."""
    told = [(says, ended.get(name, 0)) for name, says in _OUTCOMES.items() if name in _ALWAYS_TOLD or ended.get(name)]
    return told + [(f"Con otro resultado ({name})", count) for name, count in ended.items() if name not in _OUTCOMES]
