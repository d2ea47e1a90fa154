"""Every figure that is kept counted anew from what happened, and what was kept otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from civic.periods import month_of
from handlers.clock.count_days import count, days_between
from handlers.world import World
from storage.facts import first_moment, newest_line
from storage.rollups import Cell, list_cells, lock_mark, put_days, put_mark
from storage.store import Connection


@dataclass(frozen=True, slots=True)
class Difference:
    cell: Cell
    name: str
    kept: int
    counted: int


def days_to_count(connection: Connection, world: World, now: datetime) -> list[list[date]]:
    """All days up to today, by months."""
    first = first_moment(connection)
    if first is None:
        return []
    months: dict[date, list[date]] = {}
    for day in days_between(world.calendar.local_day(first), world.calendar.local_day(now)):
        months.setdefault(month_of(day), []).append(day)
    return list(months.values())


def recount(connection: Connection, world: World, days: Sequence[date], now: datetime) -> list[Difference]:
    """Of one month. What happened since the figures were counted last is no difference."""
    mark = lock_mark(connection, world.hours.zone)
    kept, counted = list_cells(connection, days[0], days[-1]), count(connection, world, days)
    put_days(connection, days, counted, days[-1])
    if mark is None or days[-1] >= mark.day:
        put_mark(connection, days[-1], now, line=newest_line(connection) if mark is None else None)
    return [
        Difference(cell, name, kept.get(cell, {}).get(name, 0), counted.get(cell, {}).get(name, 0))
        for cell in sorted({*kept, *counted})
        if mark and cell[0] < mark.day
        for name in sorted({*kept.get(cell, {}), *counted.get(cell, {})})
        if kept.get(cell, {}).get(name, 0) != counted.get(cell, {}).get(name, 0)
    ]
