"""What happened to something: appended, never edited."""

from datetime import datetime

from storage.ledger import Ledger

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
