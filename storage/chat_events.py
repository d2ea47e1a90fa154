"""Which chats changed, for pages that are open; and who has which one open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, func, select

from storage.dialect import first, upsert
from storage.tables import chat_events, chat_viewers, staff

KEPT = timedelta(hours=24)
"""How long a page may have been away and still be told all that it missed."""
AT_ONCE = 2000
_HERE = timedelta(seconds=45)
"""Who was not seen for so long has the chat open no more."""
_WRITING = timedelta(seconds=20)
"""Who wrote nothing for so long writes no more; a page that is written in says so every ten."""


@dataclass(frozen=True, slots=True)
class ChatEvent:
    id: int
    chat_id: int


def list_events(connection: Connection, after: int) -> list[ChatEvent]:
    """Oldest first, at most two thousand."""
    newer = select(chat_events.c.id, chat_events.c.chat_id).where(chat_events.c.id > after)
    return [ChatEvent(*row) for row in connection.execute(first(newer.order_by(chat_events.c.id), AT_ONCE))]


def newest_event(connection: Connection) -> int:
    return int(connection.execute(select(func.max(chat_events.c.id))).scalar() or 0)


def note_viewer(connection: Connection, chat_id: int, staff_id: int, now: datetime) -> bool:
    """Somebody has it open; whether that is news."""
    return _note(connection, chat_id, staff_id, now, seen_at=now)


def note_writing(connection: Connection, chat_id: int, staff_id: int, now: datetime) -> bool:
    """Somebody has it open and writes an answer; whether that is news."""
    return _note(connection, chat_id, staff_id, now, seen_at=now, writing_at=now)


def _note(connection: Connection, chat_id: int, staff_id: int, now: datetime, **moments: datetime) -> bool:
    before = connection.execute(select(chat_viewers).where(_of(chat_id, staff_id))).first()
    upsert(connection, chat_viewers, [{"chat_id": chat_id, "staff_id": staff_id, **moments}], ("chat_id", "staff_id"))
    if before is None or before.seen_at < now - _HERE:
        return True
    return "writing_at" in moments and not _writes(before.writing_at, now)


def end_viewer(connection: Connection, chat_id: int, staff_id: int) -> None:
    connection.execute(delete(chat_viewers).where(_of(chat_id, staff_id)))


def _of(chat_id: int, staff_id: int) -> ColumnElement[bool]:
    return and_(chat_viewers.c.chat_id == chat_id, chat_viewers.c.staff_id == staff_id)


def _writes(at: datetime | None, now: datetime) -> bool:
    return at is not None and at > now - _WRITING


@dataclass(frozen=True, slots=True)
class Viewer:
    name: str
    full_name: str
    is_writing: bool


def list_viewers(connection: Connection, chat_id: int, now: datetime) -> Sequence[Viewer]:
    there = (
        select(staff.c.name, staff.c.full_name, chat_viewers.c.writing_at)
        .join(staff, staff.c.id == chat_viewers.c.staff_id)
        .where(chat_viewers.c.chat_id == chat_id, chat_viewers.c.seen_at > now - _HERE)
        .order_by(staff.c.name)
    )
    return [Viewer(row.name, row.full_name, _writes(row.writing_at, now)) for row in connection.execute(there)]
