"""What staff did, appended to the history of something."""

from datetime import datetime

from storage.ledger import Ledger


def by_staff(
    ledger: Ledger,
    subject: str,
    subject_id: int,
    event: str,
    *,
    staff: str,
    now: datetime,
    account: str = "",
    note: str = "",
) -> None:
    ledger.add(
        "history",
        subject=subject,
        subject_id=subject_id,
        event=event,
        by=f"staff:{staff}"[:80],
        person_id=None,
        account=account,
        note=note,
        at=now,
    )
