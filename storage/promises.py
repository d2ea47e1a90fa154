"""The steps of the service charter that run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from storage.dialect import locked
from storage.tables import complaints, promises


@dataclass(frozen=True, slots=True)
class Running:
    """A promise that is to be escalated, with what its complaint is about."""

    id: int
    complaint_id: int
    step: str
    made_at: datetime
    due_at: datetime
    level: int
    folio: str
    category: str
    department: str
    slip: str


def list_to_escalate(connection: Connection, now: datetime, most: int) -> list[Running]:
    """Longest overdue first."""
    due = (
        select(
            promises.c.id,
            promises.c.complaint_id,
            promises.c.step,
            promises.c.made_at,
            promises.c.due_at,
            promises.c.level,
            complaints.c.folio,
            complaints.c.category,
            complaints.c.department,
            complaints.c.slip,
        )
        .join(complaints, complaints.c.id == promises.c.complaint_id)
        .where(promises.c.ended_at.is_(None), promises.c.next_at <= now)
        .order_by(promises.c.next_at, promises.c.id)
        .limit(most)
    )
    rows = connection.execute(locked(connection, due, skip_locked=True, of=promises))
    return [Running(*row) for row in rows]


def count_due(connection: Connection, ends: Sequence[datetime]) -> dict[datetime, int]:
    """How many promises that still run end at each of these instants."""
    running = promises.c.ended_at.is_(None) & promises.c.next_at.is_not(None)
    due = (
        select(promises.c.due_at, func.count()).where(running, promises.c.due_at.in_(ends)).group_by(promises.c.due_at)
    )
    return {row.due_at: row[1] for row in connection.execute(due)}
