"""Figures of each day: those of today as it goes, of yesterday when it is over, and of older days of which something is
told otherwise since."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from civic.measures import EVERYWHERE, TOGETHER, Cut, Span, step_name, step_of
from civic.working_time import working_time
from handlers.world import World
from storage.facts import Fact, facts_between, first_moment, list_disturbed, newest_line
from storage.rollups import Cell, Sums, line_by_now, lock_mark, put_days, put_mark
from storage.store import Connection

_MOST = 7
"""Days in one transaction: those who write in meanwhile are not kept waiting."""
_DAY = timedelta(days=1)


def count_days(connection: Connection, now: datetime, *, world: World) -> Mapping[str, int]:
    """From the last day that was begun on. `more`: there are later ones."""
    today, mark = world.calendar.local_day(now), lock_mark(connection, world.hours.zone)
    begin = mark.day if mark else _first_day(connection, world) or today
    days = days_between(begin, min(today, begin + (_MOST - 1) * _DAY))
    line: int | None = newest_line(connection) if mark is None else None
    disturbed: list[date] = []
    if mark and mark.day < today:
        disturbed = _disturbed(connection, world, mark.line, begin)
        line = line_by_now(connection)
    for run in _runs([*disturbed, *days]):
        put_days(connection, run, count(connection, world, run), days[-1])
    put_mark(connection, days[-1], now, line=line)
    return {"days": len(disturbed) + len(days), "more": int(days[-1] < today)}


def count(connection: Connection, world: World, days: Sequence[date]) -> dict[Cell, Sums]:
    """Of days that follow one another."""
    start, end = (world.calendar.instant(day, time.min) for day in (days[0], days[-1] + _DAY))
    cells: dict[Cell, Counter[str]] = {}
    for fact in facts_between(connection, start, end):
        names = _names(world, fact)
        for cell in _cells(world, fact):
            cells.setdefault(cell, Counter()).update(names)
    return dict(cells)


def _names(world: World, fact: Fact) -> list[str]:
    """The columns that it adds one to."""
    names = [one.value for one in fact.counts]
    return [*names, step_name(fact.took, step_of(_took(world, fact)))] if fact.took else names


def _took(world: World, fact: Fact) -> timedelta:
    if fact.took is Span.SOLVED or fact.since is None:
        return timedelta(seconds=fact.seconds)
    return working_time(world.hours, world.calendar, fact.since, fact.at)


def _cells(world: World, fact: Fact) -> Iterable[Cell]:
    local, there = fact.at.astimezone(world.hours.zone), world.neighbourhood(fact.neighbourhood_key)
    labels = {
        Cut.ALL: "",
        Cut.CHANNEL: fact.account.partition(":")[0],
        Cut.NEIGHBOURHOOD: fact.neighbourhood_key,
        Cut.HOUR: f"{local.hour:02}",
        Cut.WEEKDAY: str(local.isoweekday()),
    }
    quadrant = there.quadrant if there else ""
    place, day = (fact.department, quadrant), local.date()
    apart = [(day, cut.value, label, *place) for cut, label in labels.items()]
    return [*apart, *((day, cut.value, labels[cut], EVERYWHERE, EVERYWHERE) for cut in TOGETHER)]


def days_between(since: date, until: date) -> list[date]:
    """Both included."""
    return [since + ahead * _DAY for ahead in range((until - since).days + 1)]


def _first_day(connection: Connection, world: World) -> date | None:
    first = first_moment(connection)
    return world.calendar.local_day(first) if first else None


def _disturbed(connection: Connection, world: World, line: int, before: date) -> list[date]:
    found: set[date] = set()
    for start, end in list_disturbed(connection, line):
        found.update(days_between(world.calendar.local_day(start), world.calendar.local_day(end)))
    return sorted(day for day in found if day < before)


def _runs(days: Iterable[date]) -> list[list[date]]:
    """Days that follow one another, together."""
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == _DAY and len(runs[-1]) < _MOST:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs
