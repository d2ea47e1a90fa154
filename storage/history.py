"""What happened to something: appended, never edited."""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, select

from storage.ledger import Ledger
from storage.tables import history

_BY_SIGNS = 80
"""As the column has it."""


def append(
    ledger: Ledger,
    subject: str,
    subject_id: int,
    event: str,
    *,
    by: str,
    now: datetime,
    person_id: int | None = None,
    account: str = "",
    note: str = "",
) -> int:
    """A line, written with all else. `by`: `resident`, `staff:<name>`, `clock`. `person_id`: the resident who did it."""
    return ledger.add(
        "history",
        subject=subject,
        subject_id=subject_id,
        event=event,
        by=by[:_BY_SIGNS],
        person_id=person_id,
        account=account,
        note=note,
        at=now,
    )


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a history. `event` of a complaint is a status, or one of `joined`, `split`, `escalated`, `answered`, ..."""

    id: int
    event: str
    by: str
    account: str
    note: str
    at: datetime


def list_events(connection: Connection, subject: str, subject_id: int) -> list[Event]:
    """Oldest first."""
    of_it = (history.c.subject == subject) & (history.c.subject_id == subject_id)
    lines = select(*(history.c[field.name] for field in fields(Event))).where(of_it).order_by(history.c.id)
    return [Event(*row) for row in connection.execute(lines)]
