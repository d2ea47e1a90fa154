"""Due times that were dealt with: one row each."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from storage.dialect import insert_missing
from storage.tables import firings


def start_firing(connection: Connection, schedule: str, due_at: datetime, worker: str, now: datetime) -> bool:
    """True for the one caller who is first; a rival waits on the row and then sees it."""
    mine = (firings.c.schedule == schedule) & (firings.c.due_at == due_at)
    if connection.execute(select(firings.c.due_at).where(mine)).first():
        return False
    row = {"schedule": schedule, "due_at": due_at, "worker": worker, "started_at": now, "finished_at": None, "said": ""}
    insert_missing(connection, firings, [row], ("schedule", "due_at"))
    first = connection.execute(select(firings.c.worker, firings.c.started_at).where(mine)).one()
    return bool(first.worker == worker and first.started_at == now)


def finish_firing(connection: Connection, schedule: str, due_at: datetime, now: datetime, said: str) -> None:
    mine = (firings.c.schedule == schedule) & (firings.c.due_at == due_at)
    connection.execute(update(firings).where(mine).values(finished_at=now, said=said))
