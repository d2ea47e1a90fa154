"""Broadcasts themselves: what each says, to whom, and how far it is."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, or_, select, update

from civic.audience import Audience, decode_audience, encode_audience
from civic.broadcast import Content, State
from civic.consent import Purpose
from storage.dialect import locked
from storage.tables import broadcasts

_content = msgspec.json.Decoder(Content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    id: int
    key: str
    title: str
    audience_key: str
    audience: Audience
    purpose: Purpose
    content: Content
    urgent: bool
    state: State
    starts_at: datetime | None
    ends_by: datetime | None
    made_by: str
    approved_by: str
    planned_at: datetime | None
    ended_at: datetime | None
    why: str
    created_at: datetime


def _broadcast(row: Row[Any]) -> Broadcast:
    return Broadcast(
        id=row.id,
        key=row.key,
        title=row.title,
        audience_key=row.audience,
        audience=decode_audience(row.filter),
        purpose=Purpose(row.purpose),
        content=_content.decode(row.content),
        urgent=row.urgent,
        state=State(row.state),
        starts_at=row.starts_at,
        ends_by=row.ends_by,
        made_by=row.made_by,
        approved_by=row.approved_by,
        planned_at=row.planned_at,
        ended_at=row.ended_at,
        why=row.why,
        created_at=row.created_at,
    )


def add_broadcast(connection: Connection, broadcast: Broadcast) -> None:
    connection.execute(
        broadcasts.insert(), {"id": broadcast.id, "created_at": broadcast.created_at, **_written(broadcast)}
    )


def rewrite_broadcast(connection: Connection, broadcast: Broadcast) -> None:
    """Put all of it, but its id and when it was made, in the place of what was there."""
    connection.execute(update(broadcasts).where(broadcasts.c.id == broadcast.id).values(_written(broadcast)))


def _written(one: Broadcast) -> dict[str, Any]:
    return {
        "key": one.key,
        "title": one.title,
        "audience": one.audience_key,
        "filter": encode_audience(one.audience),
        "purpose": one.purpose.value,
        "content": msgspec.json.encode(one.content).decode(),
        "urgent": one.urgent,
        "state": one.state.value,
        "starts_at": one.starts_at,
        "ends_by": one.ends_by,
        "made_by": one.made_by,
        "approved_by": one.approved_by,
        "planned_at": one.planned_at,
        "ended_at": one.ended_at,
        "why": one.why,
        "series_key": "",
    }


def change_broadcast(connection: Connection, broadcast_id: int, **columns: Any) -> None:
    connection.execute(update(broadcasts).where(broadcasts.c.id == broadcast_id).values(columns))


def find_broadcast(connection: Connection, key: str) -> Broadcast | None:
    """Locked: nobody feeds it meanwhile."""
    row = connection.execute(locked(connection, select(broadcasts).where(broadcasts.c.key == key))).first()
    return _broadcast(row) if row else None


def find_by_id(connection: Connection, broadcast_id: int) -> Broadcast | None:
    row = connection.execute(select(broadcasts).where(broadcasts.c.id == broadcast_id)).first()
    return _broadcast(row) if row else None


def list_broadcasts(
    connection: Connection, most: int, *, before: int = 0, states: Collection[State] = ()
) -> list[Broadcast]:
    """Newest first. `before`: older than the one with this id."""
    found = select(broadcasts)
    if before:
        found = found.where(broadcasts.c.id < before)
    if states:
        found = found.where(broadcasts.c.state.in_([state.value for state in states]))
    rows = connection.execute(found.order_by(broadcasts.c.id.desc()).limit(most))
    return [_broadcast(row) for row in rows]


def list_keys(connection: Connection, begin: str) -> set[str]:
    """Those that begin so."""
    named = select(broadcasts.c.key).where(broadcasts.c.key.startswith(begin, autoescape=True))
    return set(connection.execute(named).scalars())


_sending = select(broadcasts).where(broadcasts.c.state == "sending").order_by(
    broadcasts.c.urgent.desc(), broadcasts.c.starts_at, broadcasts.c.id
)  # fmt: skip


def list_sending(connection: Connection) -> list[Broadcast]:
    """In the order in which they are fed. Held until the commit: who pauses one waits; one being paused is left out."""
    rows = connection.execute(locked(connection, _sending, read=True, skip_locked=True)).all()
    return [_broadcast(row) for row in rows]


_starting = select(broadcasts).where(
    broadcasts.c.state == "scheduled", broadcasts.c.starts_at <= bindparam("now")
).order_by(broadcasts.c.starts_at, broadcasts.c.id)  # fmt: skip


def list_starting(connection: Connection, now: datetime) -> list[Broadcast]:
    """Those whose time has come."""
    rows = connection.execute(locked(connection, _starting, skip_locked=True), {"now": now}).all()
    return [_broadcast(row) for row in rows]


def list_to_cut(connection: Connection, now: datetime) -> list[Broadcast]:
    """Those whose last moment has passed, and nothing was done about it yet."""
    begun = or_(*(broadcasts.c.state == state for state in ("sending", "paused", "done")))
    over = select(broadcasts).where(begun, broadcasts.c.ends_by <= now, broadcasts.c.cut_at.is_(None))
    return [_broadcast(row) for row in connection.execute(locked(connection, over, skip_locked=True)).all()]
