"""Complaints and proposals: what a resident can ask about by folio, and what is like something else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, func, literal, select, union_all

from storage.dialect import first, next_number
from storage.tables import complaint_reporters, complaints, counters, proposals


def take_number(connection: Connection, year: int) -> int:
    """The next folio number of the year. The row stays locked until the commit, so no number is given twice or lost."""
    return next_number(connection, counters, f"folio:{year}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A complaint or a proposal as its folio shows it."""

    id: int
    kind: str
    """`complaint` or `proposal`."""
    folio: str
    text: str
    category: str
    """A complaint's category or a proposal's topic."""
    neighbourhood_key: str
    status: str
    created_at: datetime
    is_own: bool


_OF_COMPLAINT = (
    complaints.c.id,
    literal("complaint").label("kind"),
    complaints.c.folio,
    complaints.c.text,
    complaints.c.category,
    complaints.c.neighbourhood_key,
    complaints.c.status,
    complaints.c.created_at,
)
_OF_PROPOSAL = (
    proposals.c.id,
    literal("proposal").label("kind"),
    proposals.c.folio,
    proposals.c.text,
    proposals.c.topic.label("category"),
    proposals.c.neighbourhood_key,
    proposals.c.status,
    proposals.c.created_at,
)


def find_matter(connection: Connection, folio: str, person_id: int) -> Matter | None:
    both = union_all(
        select(*_OF_COMPLAINT, complaints.c.person_id).where(complaints.c.folio == folio),
        select(*_OF_PROPOSAL, proposals.c.person_id).where(proposals.c.folio == folio),
    )
    row = connection.execute(both).first()
    if row is None:
        return None
    return _matter(row, is_own=row.person_id == person_id or is_reporter(connection, row.id, person_id))


def list_own(connection: Connection, person_id: int, most: int = 5) -> list[Matter]:
    """A resident's own and joined matters, newest first."""
    reported = select(*_OF_COMPLAINT).join(complaint_reporters, complaint_reporters.c.complaint_id == complaints.c.id)
    both = union_all(
        reported.where(complaint_reporters.c.person_id == person_id),
        select(*_OF_PROPOSAL).where(proposals.c.person_id == person_id),
    ).subquery()
    rows = connection.execute(select(both).order_by(both.c.created_at.desc(), both.c.id.desc()).limit(most))
    return [_matter(row, is_own=True) for row in rows]


def _matter(row: Row[tuple[object, ...]], *, is_own: bool) -> Matter:
    names = ("id", "kind", "folio", "text", "category", "neighbourhood_key", "status", "created_at")
    return Matter(**{name: getattr(row, name) for name in names}, is_own=is_own)


class Nearby(Struct, frozen=True):
    """An open complaint that may be about the same thing."""

    id: int
    folio: str
    text: str
    neighbourhood_key: str
    place: str
    latitude: float | None
    longitude: float | None
    created_at: datetime


_mine = select(complaint_reporters.c.complaint_id).where(complaint_reporters.c.person_id == bindparam("person_id"))
_columns = (
    complaints.c.id,
    complaints.c.folio,
    complaints.c.text,
    complaints.c.neighbourhood_key,
    complaints.c.place,
    complaints.c.latitude,
    complaints.c.longitude,
    complaints.c.created_at,
)


def _newest_open(where: ColumnElement[bool], most: int) -> Select[Any]:
    """The newest open complaints of one category somewhere that this person has not reported already."""
    return first(
        select(*_columns)
        .where(
            where,
            complaints.c.category == bindparam("category"),
            complaints.c.created_at >= bindparam("since"),
            complaints.c.ended_at.is_(None),
            complaints.c.status != "done",
            complaints.c.id.not_in(_mine),
        )
        .order_by(complaints.c.created_at.desc()),
        most,
    )


_here = _newest_open(complaints.c.neighbourhood_key == bindparam("neighbourhood_key"), 50)
_CELLS = 9
_around = [_newest_open(complaints.c.cell == bindparam(f"cell_{place}"), 20) for place in range(_CELLS)]
"""Of each cell apart, by the index: where more are open, those of the last days are among them."""


@lru_cache(maxsize=4)
def _nearby(*, here: bool, around: bool) -> Any:
    """One statement: going to PostgreSQL once more takes longer than all that it looks for."""
    places = ([_here] if here else []) + (_around if around else [])
    return union_all(*(select(one.subquery()) for one in places))


def list_nearby(
    connection: Connection,
    *,
    neighbourhood_key: str,
    cells: Sequence[int],
    category: str,
    since: datetime,
    person_id: int,
) -> list[Nearby]:
    """The newest open complaints of one category in one neighbourhood, or in nine cells of the grid (civic.distance), that this
    person has not reported already; each once. Either may be empty."""
    if not (neighbourhood_key or cells):
        return []
    values = {
        "category": category,
        "since": since,
        "person_id": person_id,
        "neighbourhood_key": neighbourhood_key,
        **{f"cell_{place}": cell for place, cell in enumerate(cells)},
    }
    rows = connection.execute(_nearby(here=bool(neighbourhood_key), around=bool(cells)), values).all()
    return list({row.id: Nearby(*row) for row in rows}.values())


_filed = select(func.count()).where(
    complaints.c.person_id == bindparam("person_id"), complaints.c.created_at >= bindparam("since")
)


def count_filed(connection: Connection, person_id: int, since: datetime) -> int:
    """How many complaints a person filed since then."""
    return int(connection.execute(_filed, {"person_id": person_id, "since": since}).scalar_one())


_proposed = select(func.count()).where(
    proposals.c.person_id == bindparam("person_id"), proposals.c.created_at >= bindparam("since")
)


def count_proposed(connection: Connection, person_id: int, since: datetime) -> int:
    """How many proposals a person made since then."""
    return int(connection.execute(_proposed, {"person_id": person_id, "since": since}).scalar_one())


def is_reporter(connection: Connection, complaint_id: int, person_id: int) -> bool:
    """This complaint already concerns this person."""
    mine = (complaint_reporters.c.complaint_id == complaint_id) & (complaint_reporters.c.person_id == person_id)
    return connection.execute(select(complaint_reporters.c.person_id).where(mine)).first() is not None
