"""What members of committees saw at public works."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from storage.tables import committees, members, visits


@dataclass(frozen=True, slots=True)
class Visit:
    id: int
    committee: str
    """Its key."""
    member_id: int
    member: str
    """The name in the papers."""
    public_work_key: str
    checklist: str
    answers: Sequence[Mapping[str, str]]
    """`id`, `text` and `answer` (yes | no | unseen) of each point."""
    observed: int | None
    reported: float | None
    note: str
    place: str
    latitude: float | None
    longitude: float | None
    alerted: bool
    visited_at: datetime


_visits = (
    select(
        visits.c.id,
        committees.c.key,
        members.c.id,
        members.c.name,
        visits.c.public_work_key,
        visits.c.checklist,
        visits.c.answers,
        visits.c.observed,
        visits.c.reported,
        visits.c.note,
        visits.c.place,
        visits.c.latitude,
        visits.c.longitude,
        visits.c.alerted,
        visits.c.visited_at,
    )
    .join(committees, committees.c.id == visits.c.committee_id)
    .join(members, members.c.id == visits.c.member_id)
)

_ANSWERS = [field.name for field in fields(Visit)].index("answers")


def _visit(row: Any) -> Visit:
    values = list(row)
    values[_ANSWERS] = json.loads(values[_ANSWERS])
    return Visit(*values)


def list_visits(
    connection: Connection,
    *,
    work: str = "",
    committee_id: int | None = None,
    alerts: bool = False,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Visit]:
    """The latest first; of `since` up to `until`, that moment left out."""
    wanted = _visits.order_by(visits.c.visited_at.desc(), visits.c.id.desc())
    if work:
        wanted = wanted.where(visits.c.public_work_key == work)
    if committee_id:
        wanted = wanted.where(visits.c.committee_id == committee_id)
    if alerts:
        wanted = wanted.where(visits.c.alerted)
    if since:
        wanted = wanted.where(visits.c.visited_at >= since)
    if until:
        wanted = wanted.where(visits.c.visited_at < until)
    return [_visit(row) for row in connection.execute(wanted)]


def find_visit(connection: Connection, visit_id: int) -> Visit | None:
    row = connection.execute(_visits.where(visits.c.id == visit_id)).first()
    return _visit(row) if row else None
