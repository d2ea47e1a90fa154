"""What staff must look at."""

from datetime import datetime

from sqlalchemy import Connection

from storage.ids import Ids
from storage.tables import incidents


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
    row = {
        "id": ids.new(),
        "kind": kind,
        "inbox_id": inbox_id,
        "outbox_id": outbox_id,
        "detail": detail[:500],
        "opened_at": now,
        "closed_at": None,
    }
    connection.execute(incidents.insert(), row)
