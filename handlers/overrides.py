"""What staff set at the desk, laid over the settings and the flows that ship."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, time

import msgspec

from civic.hours import OfficeHours
from flows.book import Book, book_of
from flows.wording import Wording
from handlers.world import World
from storage import overrides
from storage.overrides import Override
from storage.store import Connection

TEXT, HOURS, CLOSED_DAY = "text", "hours", "closed_day"
OFFICE = "office"
"""The key of the one timetable."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """`days`: ISO weekdays. `opens`, `closes`: local time."""

    days: tuple[int, ...]
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class ClosedDay:
    reason: str


def with_overrides(connection: Connection, world: World) -> World:
    """The world with what is set now. The consultations have to be put in again."""
    return overridden(world, overrides.list_in_force(connection))


def overridden(world: World, rows: Iterable[Override]) -> World:
    """The world that the settings and the files made, with these instead."""
    base, rows = world.base or world, tuple(rows)
    hours = next((_hours(one, base.hours) for one in rows if one.kind == HOURS), base.hours)
    closed = {date.fromisoformat(one.key) for one in rows if one.kind == CLOSED_DAY}
    calendar = replace(base.calendar, closed=base.calendar.closed | closed)
    charter = replace(base.charter, calendar=calendar, opens=hours.opens)
    book = _book(base.book, {one.key: wording_of(one) for one in rows if one.kind == TEXT})
    return replace(world, base=base, hours=hours, charter=charter, book=book, in_force=())


def wordings_in_force(connection: Connection) -> dict[str, Wording]:
    """By place."""
    return {one.key: wording_of(one) for one in overrides.list_in_force(connection) if one.kind == TEXT}


def timetable_of(override: Override) -> Timetable:
    return msgspec.json.decode(override.value, type=Timetable)


def closed_day_of(override: Override) -> ClosedDay:
    return msgspec.json.decode(override.value, type=ClosedDay)


def wording_of(override: Override) -> Wording:
    return msgspec.json.decode(override.value, type=Wording)


def encoded(value: Timetable | ClosedDay | Wording) -> str:
    return msgspec.json.encode(value).decode()


def _hours(override: Override, base: OfficeHours) -> OfficeHours:
    said = timetable_of(override)
    return replace(base, days=said.days, opens=said.opens, closes=said.closes)


def _book(book: Book, wordings: dict[str, Wording]) -> Book:
    """Raises FormError: nothing is set that makes none."""
    return book_of(book.source, wordings) if book.source else book
