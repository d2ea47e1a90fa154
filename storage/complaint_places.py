"""Where complaints are: by neighbourhood, and by the cell of the grid their point lies in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, func, select

from storage.complaint_lists import Wanted, conditions_of, of_view
from storage.complaints import is_late
from storage.tables import complaint_reporters, complaints


@dataclass(frozen=True, slots=True)
class Spot:
    """Complaints of one cell of the grid (civic.distance), about its middle."""

    latitude: float
    longitude: float
    count: int
    late: int


@dataclass(frozen=True, slots=True)
class Place:
    """Complaints of one neighbourhood. `pinned`: those with a point; about the middle of these it lies."""

    neighbourhood_key: str
    count: int
    late: int
    people: int
    pinned: int
    latitude: float | None
    longitude: float | None


def list_spots(
    connection: Connection, within: ColumnElement[bool], wanted: Wanted, *, departments: Sequence[str], today: date
) -> list[Spot]:
    """Of those with a point."""
    these = and_(of_view(wanted.view, departments, today), within, *conditions_of(connection, wanted, today))
    rows = (
        select(
            func.avg(complaints.c.latitude), func.avg(complaints.c.longitude), func.count(),
            func.count().filter(is_late(today)),
        )
        .where(these, complaints.c.cell.is_not(None))
        .group_by(complaints.c.cell)
    )  # fmt: skip
    return [Spot(float(row[0]), float(row[1]), *row[2:]) for row in connection.execute(rows)]


def list_places(
    connection: Connection, within: ColumnElement[bool], wanted: Wanted, *, departments: Sequence[str], today: date
) -> list[Place]:
    """Where most are first."""
    these = and_(of_view(wanted.view, departments, today), within, *conditions_of(connection, wanted, today))
    people = (
        select(complaints.c.neighbourhood_key.label("key"), func.count().label("people"))
        .join(complaint_reporters, complaint_reporters.c.complaint_id == complaints.c.id)
        .where(these)
        .group_by(complaints.c.neighbourhood_key)
        .subquery()
    )
    rows = (
        select(
            complaints.c.neighbourhood_key, func.count().label("found"), func.count().filter(is_late(today)),
            func.coalesce(func.max(people.c.people), 0), func.count(complaints.c.cell),
            func.avg(complaints.c.latitude), func.avg(complaints.c.longitude),
        )
        .join(people, people.c.key == complaints.c.neighbourhood_key, isouter=True)
        .where(these)
        .group_by(complaints.c.neighbourhood_key)
        .order_by(func.count().desc(), complaints.c.neighbourhood_key)
    )  # fmt: skip
    return [Place(*row) for row in connection.execute(rows)]
