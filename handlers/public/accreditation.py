"""`/acreditacion?codigo=`: whether an accreditation holds now. Of its holder only the name that they agreed to show."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from handlers.public.kindly import kindly
from handlers.public.page import page
from handlers.schemes import scheme_from
from storage.committees import find_accreditation
from storage.documents import Kind, find_document
from storage.store import Connection, Store
from storage.text import clean

_LONGEST = 12


def accreditation_routes(
    store: Store, *, municipality: str, zone: ZoneInfo, now: Callable[[], datetime]
) -> list[Route]:
    pages = _Pages(store, municipality, zone, now)
    return [Route("/acreditacion", kindly(pages.verify, municipality=municipality), name="accreditation")]


@dataclass(frozen=True, slots=True)
class _Verified:
    figure: str
    shown: str
    last_day: date


@dataclass(frozen=True, slots=True)
class _Pages:
    store: Store
    municipality: str
    zone: ZoneInfo
    now: Callable[[], datetime]

    async def verify(self, request: Request) -> Response:
        code = clean(request.query_params.get("codigo", "")).strip().upper()[:_LONGEST]
        found = await self.store.read(partial(self._verified, code=code)) if code else None
        return page(
            "accreditation.html",
            municipality=self.municipality,
            code=code,
            valid=found is not None,
            figure=found.figure if found else "",
            shown=found.shown if found else "",
            last_day=found.last_day if found else None,
        )

    def _verified(self, connection: Connection, code: str) -> _Verified | None:
        one = find_accreditation(connection, code)
        if one is None or not one.is_valid(self.now()):
            return None
        scheme = find_document(connection, Kind.SCHEME)
        figure = scheme_from(scheme.document, self.zone).figure(one.figure) if scheme else None
        return _Verified(figure.name if figure else one.figure, one.name_shown, one.last_day(self.zone))
