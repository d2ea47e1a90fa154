"""What the operator looks at first: what waits, since when, and when the clock last rang. One statement each."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, literal, select, union_all

from storage.dialect import first
from storage.tables import chats, firings, incidents, media, outbox, privacy_requests


@dataclass(frozen=True, slots=True)
class Figures:
    queued: int
    """Messages that may leave now or later."""
    held: int
    """Those that wait for WhatsApp's window."""
    claimed: int
    unknown: int
    """Sent, perhaps: nobody knows."""
    files: int
    incidents: int
    requests: int
    """About one's own data, not answered."""
    chats: int
    """Residents who wait for an answer."""
    oldest_at: datetime | None
    """Since when the oldest message waits that could leave now."""


def health_figures(connection: Connection, now: datetime) -> Figures:
    queued, free = outbox.c.state == "queued", outbox.c.hold == ""
    counted = (
        select(func.count()).where(queued, free),
        select(func.count()).where(queued, outbox.c.hold != ""),
        select(func.count()).where(outbox.c.state == "claimed"),
        select(func.count()).where(outbox.c.state == "unknown"),
        select(func.count()).where(media.c.state == "waiting"),
        select(func.count()).where(incidents.c.closed_at.is_(None)),
        select(func.count()).where(privacy_requests.c.answered_at.is_(None)),
        select(func.count()).where(chats.c.waiting_since.is_not(None)),
        select(func.min(outbox.c.not_before)).where(queued, free, outbox.c.not_before <= now),
    )
    names = (field.name for field in fields(Figures))
    columns = [one.scalar_subquery().label(name) for name, one in zip(names, counted, strict=True)]
    return Figures(**connection.execute(select(*columns)).one()._mapping)


@dataclass(frozen=True, slots=True)
class Firing:
    schedule: str
    due_at: datetime
    finished_at: datetime | None
    said: str


def last_firings(connection: Connection, schedules: Sequence[str]) -> list[Firing]:
    """The latest of each schedule that ever rang."""
    if not schedules:
        return []
    rows = connection.execute(union_all(*map(_latest, schedules)))
    return [Firing(row.schedule, row.due_at, row.finished_at, row.said) for row in rows]


def _latest(schedule: str) -> Any:
    its = select(firings.c.due_at, firings.c.finished_at, firings.c.said).where(firings.c.schedule == schedule)
    newest = first(its.order_by(firings.c.due_at.desc()), 1).subquery()
    return select(literal(schedule).label("schedule"), newest)
