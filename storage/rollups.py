"""Figures of days and months: kept, added up for whoever asks as far as they may see, and held against each other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, literal, select, union_all

from civic.measures import NAMES, Cut
from civic.periods import Grain, Part, month_of, next_month
from storage.dialect import insert_rows, locked, upsert
from storage.facts import newest_line
from storage.ids import OVERLAP
from storage.tables import chats, counters, rollups

_KEY = ("cut", "grain", "day", "label", "department", "quadrant")

Cell = tuple[date, str, str, str, str]
"""Day, cut, label, department, part of town."""
Sums = Mapping[str, int]


def put_days(connection: Connection, days: Sequence[date], cells: Mapping[Cell, Sums], upto: date) -> None:
    """These are the figures of these days, and of the months they are in that are over by `upto`: others are never asked
    for as a whole."""
    for cut in Cut:
        connection.execute(delete(rollups).where(_rows(cut, Grain.DAY), rollups.c.day.in_(days)))
    if cells:
        insert_rows(connection, rollups, [_row(cell, sums) for cell, sums in cells.items()])
    for month in sorted({month_of(day) for day in days}):
        if next_month(month) - timedelta(days=1) <= upto:
            _add_up(connection, month)


def _row(cell: Cell, sums: Sums) -> dict[str, Any]:
    day, cut, label, department, quadrant = cell
    key = {"cut": cut, "grain": "day", "day": day, "label": label, "department": department, "quadrant": quadrant}
    return {**key, **{name: sums.get(name) for name in NAMES}}


def _rows(cut: Cut, grain: Grain) -> ColumnElement[bool]:
    return and_(rollups.c.cut == cut.value, rollups.c.grain == grain.value)


def _add_up(connection: Connection, month: date) -> None:
    alike = (rollups.c.label, rollups.c.department, rollups.c.quadrant)
    totals = [func.sum(rollups.c[name]) for name in NAMES]
    for cut in Cut:
        connection.execute(delete(rollups).where(_rows(cut, Grain.MONTH), rollups.c.day == month))
        days = and_(_rows(cut, Grain.DAY), rollups.c.day >= month, rollups.c.day < next_month(month))
        rows = (
            select(literal(cut.value), literal("month"), literal(month), *alike, *totals).where(days).group_by(*alike)
        )
        connection.execute(insert(rollups).from_select([*_KEY, *NAMES], rows))


def list_cells(connection: Connection, since: date, until: date) -> dict[Cell, Sums]:
    """As they are kept, both days included."""
    these = and_(rollups.c.grain == "day", rollups.c.day >= since, rollups.c.day <= until)
    found = select(*(rollups.c[name] for name in ("day", "cut", "label", "department", "quadrant", *NAMES))).where(
        these
    )
    return {
        tuple(row[:5]): {n: v for n, v in zip(NAMES, row[5:], strict=True) if v} for row in connection.execute(found)
    }


def _part(part: Part, cut: Cut, within: ColumnElement[bool]) -> ColumnElement[bool]:
    days = and_(rollups.c.day >= part.first, rollups.c.day <= part.last)
    return and_(_rows(cut, part.grain), *([rollups.c.label == ""] if cut is Cut.ALL else []), days, within)


def _added_up(key: Any, parts: Iterable[ColumnElement[bool]], names: Sequence[str]) -> Any:
    """Each part is looked for by itself: a condition on all of them would read every day there is."""
    totals = [func.sum(rollups.c[name]).label(name) for name in names]
    each = [select(key.label("key"), *totals).where(part).group_by(key) for part in parts]
    found = union_all(*each).subquery()
    return select(found.c.key, *(func.sum(found.c[name]) for name in names)).group_by(found.c.key)


def sums_by(
    connection: Connection,
    within: ColumnElement[bool],
    parts: Sequence[Part],
    cut: Cut,
    by: str,
    names: Sequence[str] = NAMES,
    only: Sequence[str] | None = None,
) -> dict[Any, Sums]:
    """`within`: what whoever asks may see; `by`: `label`, `department`, `quadrant` or `day` (of a month the first);
    `only`: these of them."""
    column = rollups.c[by]
    within = within if only is None else and_(within, column.in_(only))
    found = _added_up(column, [_part(part, cut, within) for part in parts], names)
    return {row[0]: _some(names, row[1:]) for row in connection.execute(found)}


def sums_of_two(
    connection: Connection, within: ColumnElement[bool], these: Sequence[Part], others: Sequence[Part]
) -> tuple[Sums, Sums]:
    """Of two periods that do not overlap, in one look."""
    totals = [func.sum(rollups.c[name]) for name in NAMES]
    each = [
        select(literal(number).label("key"), *totals).where(_part(part, Cut.ALL, within))
        for number, parts in enumerate((these, others))
        for part in parts
    ]
    found: tuple[dict[str, int], dict[str, int]] = ({}, {})
    for row in connection.execute(union_all(*each)):
        for name, value in _some(NAMES, row[1:]).items():
            found[row[0]][name] = found[row[0]].get(name, 0) + value
    return found


def _some(names: Sequence[str], values: Sequence[Any]) -> Sums:
    return {name: int(value) for name, value in zip(names, values, strict=True) if value}


def count_people(connection: Connection, within: ColumnElement[bool], start: datetime, end: datetime) -> int:
    """Who asked for a person: each once, from the chats themselves, which is for short times only."""
    people = select(func.count(chats.c.person_id.distinct()))
    return int(
        connection.execute(people.where(chats.c.opened_at >= start, chats.c.opened_at < end, within)).scalar_one()
    )


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the figures go."""

    day: date
    """The last one that was begun."""
    at: datetime
    line: int
    """The last line of history whose consequences for older days are in them."""


_DAY, _AT, _LINE = "figures_day", "figures_at", "figures_line"
_marks = (
    select(counters.c.name, counters.c.value).where(counters.c.name.in_((_DAY, _AT, _LINE))).order_by(counters.c.name)
)


def find_mark(connection: Connection, zone: Any) -> Mark | None:
    """None: nothing was counted yet."""
    return _mark(connection, zone, _marks)


def lock_mark(connection: Connection, zone: Any) -> Mark | None:
    """The same: nobody else counts meanwhile."""
    return _mark(connection, zone, locked(connection, _marks))


def _mark(connection: Connection, zone: Any, rows: Any) -> Mark | None:
    found = {row.name: int(row.value) for row in connection.execute(rows)}
    if _DAY not in found:
        return None
    return Mark(date.fromordinal(found[_DAY]), datetime.fromtimestamp(found[_AT], zone), found.get(_LINE, 0))


def put_mark(connection: Connection, day: date, now: datetime, *, line: int | None = None) -> None:
    """`line`: None leaves it as it was."""
    values = {_DAY: day.toordinal(), _AT: int(now.timestamp())} | ({} if line is None else {_LINE: line})
    upsert(connection, counters, [{"name": name, "value": value} for name, value in values.items()], ("name",))


def line_by_now(connection: Connection) -> int:
    return newest_line(connection) - OVERLAP
