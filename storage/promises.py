"""The steps of the service charter that run."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

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
