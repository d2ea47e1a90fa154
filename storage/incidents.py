"""What staff must look at."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from storage.dialect import first
from storage.ids import Ids
from storage.ledger import Ledger
from storage.tables import inbox, incidents, outbox


@dataclass(frozen=True, slots=True)
class Incident:
    id: int
    kind: str
    """failure | emergency | undeliverable | file_lost | late | unanswered | denied | vacancy | gap | group | group_full |
    series"""
    detail: str
    account: str
    said: str
    """What the resident wrote, where it began with that."""
    opened_at: datetime


def open_incident(
    connection: Connection,
    ids: Ids,
    *,
    kind: str,
    now: datetime,
    detail: str = "",
    inbox_id: int | None = None,
    outbox_id: int | None = None,
) -> None:
    """`detail` is a code or a place in the program, never a resident's words."""
    row = {"id": ids.new(), **_row(kind, now, detail, inbox_id, outbox_id)}
    connection.execute(incidents.insert(), row)


def note_incident(ledger: Ledger, kind: str, now: datetime, detail: str = "", inbox_id: int | None = None) -> None:
    """The same, written with all else."""
    ledger.add("incidents", **_row(kind, now, detail, inbox_id, None))


def _row(kind: str, now: datetime, detail: str, inbox_id: int | None, outbox_id: int | None) -> dict[str, object]:
    return {
        "kind": kind,
        "inbox_id": inbox_id,
        "outbox_id": outbox_id,
        "detail": detail[:500],
        "opened_at": now,
        "closed_at": None,
    }


_open = (
    select(
        incidents.c.id,
        incidents.c.kind,
        incidents.c.detail,
        func.coalesce(inbox.c.account, outbox.c.account, ""),
        func.coalesce(inbox.c.text, ""),
        incidents.c.opened_at,
    )
    .join(inbox, inbox.c.id == incidents.c.inbox_id, isouter=True)
    .join(outbox, outbox.c.id == incidents.c.outbox_id, isouter=True)
    .where(incidents.c.closed_at.is_(None))
    .order_by(incidents.c.id)
)


def list_open(connection: Connection, *, after: int = 0, most: int = 200) -> list[Incident]:
    """The oldest that nobody has closed, behind the one of this number."""
    return [Incident(*row) for row in connection.execute(first(_open.where(incidents.c.id > after), most))]


def was_opened(connection: Connection, kind: str, detail: str, since: datetime) -> bool:
    """Whether there is such a one of that time or later, open or looked at."""
    such = (incidents.c.kind == kind) & (incidents.c.detail == detail) & (incidents.c.opened_at >= since)
    return connection.execute(first(select(incidents.c.id).where(such), 1)).first() is not None


def close_incident(connection: Connection, incident_id: int, now: datetime) -> bool:
    """Somebody looked at it. False when there is none open of this number."""
    this = (incidents.c.id == incident_id) & incidents.c.closed_at.is_(None)
    return bool(connection.execute(update(incidents).where(this).values(closed_at=now)).rowcount)
