"""What happened in a neighbourhood, or about a work, in a stretch of time."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, case, func, select

from civic.complaint import Status
from civic.proposal import UNSEEN
from storage.complaints import is_late
from storage.tables import complaints, proposals, supports

_WORDS_KEPT = 300


@dataclass(frozen=True, slots=True)
class Week:
    """Of complaints: how many came, are late at its end, ended without a confirmation, were confirmed by neighbours."""

    new: int
    late: int
    closed: int
    confirmed: int
    open: int


def week_of(connection: Connection, neighbourhood_key: str, since: datetime, until: datetime, today: date) -> Week:
    ended = complaints.c.ended_at.between(since, until)
    confirmed = complaints.c.status == Status.CONFIRMED.value
    row = connection.execute(
        select(
            _count(complaints.c.created_at.between(since, until)),
            _count(is_late(today)),
            _count(ended & ~confirmed),
            _count(ended & confirmed),
            _count(complaints.c.ended_at.is_(None)),
        ).where(complaints.c.neighbourhood_key == neighbourhood_key)
    ).one()
    return Week(*(int(value) for value in row))


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


@dataclass(frozen=True, slots=True)
class Top:
    folio: str
    text: str
    voices: int


def top_proposals(connection: Connection, neighbourhood_key: str, most: int) -> list[Top]:
    """Of those that everybody may see and that stand for themselves: what most people are behind."""
    behind = select(func.count()).where(supports.c.proposal_id == proposals.c.id).scalar_subquery() + 1
    listed = (
        select(proposals.c.folio, func.substr(proposals.c.text, 1, _WORDS_KEPT), behind)
        .where(proposals.c.neighbourhood_key == neighbourhood_key, proposals.c.text != "")
        .where(proposals.c.status.not_in(sorted(UNSEEN)), proposals.c.grouped_into.is_(None))
        .order_by(behind.desc(), proposals.c.id)
        .limit(most)
    )
    return [Top(*row) for row in connection.execute(listed)]
