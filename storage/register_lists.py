"""The register of public works as staff read it: each with figures of the complaints that they may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, func, select, true

from civic.works import PublicWork
from storage.complaints import is_late
from storage.dialect import first
from storage.keyset import past
from storage.searching import holding
from storage.tables import committees, complaints, members, neighbourhoods, public_works, work_neighbourhoods

_MOST_WORDS = 6
_TOLD = ("key", "name", "status", "contractor", "supervisor", "centavos", "metres", "starts_on", "ends_on", "progress")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    words: str = ""
    """Of its name, its key, who builds it or where it is."""
    status: str = ""
    retired: bool = False
    """Those that are no longer in the register, too."""
    after: str = ""
    """The key of the last work of the page before."""


@dataclass(frozen=True, slots=True)
class Row:
    work: PublicWork
    retired: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """Complaints that name a work."""

    all: int = 0
    open: int = 0
    late: int = 0


def list_page(connection: Connection, wanted: Wanted, most: int) -> list[Row]:
    """By name."""
    keys = [public_works.c.name, public_works.c.key]
    rows = select(*(public_works.c[name] for name in _TOLD), public_works.c.retired)
    if not wanted.retired:
        rows = rows.where(public_works.c.retired.is_(None))
    if wanted.status:
        rows = rows.where(public_works.c.status == wanted.status)
    rows = rows.where(*(_called(connection, word) for word in wanted.words.split()[:_MOST_WORDS]))
    if wanted.after:
        rows = rows.where(past(connection, keys, public_works.c.key == wanted.after, upwards=True))
    found = connection.execute(first(rows.order_by(*keys), most)).all()
    places = _places(connection, [row.key for row in found])
    return [
        Row(
            PublicWork(**{n: getattr(row, n) for n in _TOLD}, neighbourhood_keys=places.get(row.key, ())),
            row.retired is not None,
        )
        for row in found
    ]


def _called(connection: Connection, word: str) -> ColumnElement[bool]:
    """By itself, by who builds it, or by one of its neighbourhoods."""
    own = holding(connection, word, [public_works.c.name, public_works.c.key, public_works.c.contractor])
    there = (
        select(work_neighbourhoods.c.work_key)
        .join(neighbourhoods, neighbourhoods.c.key == work_neighbourhoods.c.neighbourhood_key)
        .where(*holding(connection, word, [neighbourhoods.c.name]))
    )
    return and_(true(), *own) | public_works.c.key.in_(there)


def _places(connection: Connection, keys: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    these = select(work_neighbourhoods).where(work_neighbourhoods.c.work_key.in_(keys))
    for row in connection.execute(these.order_by(work_neighbourhoods.c.neighbourhood_key)):
        found[row.work_key] = (*found.get(row.work_key, ()), row.neighbourhood_key)
    return found


def count_complaints(
    connection: Connection, keys: Sequence[str], within: ColumnElement[bool], today: date
) -> Mapping[str, Counts]:
    is_open = complaints.c.ended_at.is_(None)
    rows = (
        select(
            complaints.c.public_work_key, func.count(), func.count().filter(is_open),
            func.count().filter(is_late(today)),
        )
        .where(complaints.c.public_work_key.in_(keys), within)
        .group_by(complaints.c.public_work_key)
    )  # fmt: skip
    return {key: Counts(*counts) for key, *counts in connection.execute(rows)}


def list_statuses(connection: Connection) -> list[str]:
    """In the municipality's own words."""
    rows = select(public_works.c.status).where(public_works.c.retired.is_(None)).distinct()
    return list(connection.execute(rows.order_by(public_works.c.status)).scalars())


@dataclass(frozen=True, slots=True)
class WatchedBy:
    """A committee of a work. `sitting`: how many sit on it."""

    key: str
    name: str
    sitting: int
    is_closed: bool


def list_watching(connection: Connection, work_key: str, within: ColumnElement[bool]) -> list[WatchedBy]:
    sitting = (
        select(func.count())
        .where(members.c.committee_id == committees.c.id, members.c.ended_at.is_(None))
        .scalar_subquery()
    )
    rows = (
        select(committees.c.key, committees.c.name, sitting, committees.c.closed_at.is_not(None))
        .where(committees.c.public_work_key == work_key, within)
        .order_by(committees.c.key)
    )
    return [WatchedBy(*row) for row in connection.execute(rows)]
