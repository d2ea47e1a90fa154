"""Sentences that staff use often."""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select, tuple_, update

from civic.access import Access, Permission
from storage.access import visible
from storage.dialect import locked
from storage.tables import quick_replies


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickReply:
    """`department`: empty for everybody's. `by`, `at`: who wrote it last, and when."""

    id: int
    department: str
    shortcut: str
    text: str
    by: str
    at: datetime


_replies = select(*(quick_replies.c[field.name] for field in fields(QuickReply)))


def visible_replies(access: Access, permission: Permission) -> ColumnElement[bool]:
    """Their departments', and everybody's."""
    theirs = visible(access, permission, department=quick_replies.c.department, neighbourhood=None)
    return or_(theirs, quick_replies.c.department == "") if access.may(permission) else theirs


def list_replies(
    connection: Connection, within: ColumnElement[bool], *, most: int, after: QuickReply | None = None, chat: str = ""
) -> list[QuickReply]:
    """By their shortcut. `chat`: a department, of whose replies and everybody's is asked."""
    rows = _replies.where(within)
    if after:
        rows = rows.where(tuple_(quick_replies.c.shortcut, quick_replies.c.id) > (after.shortcut, after.id))
    if chat:
        rows = rows.where(quick_replies.c.department.in_(("", chat)))
    rows = rows.order_by(quick_replies.c.shortcut, quick_replies.c.id).limit(most)
    return [QuickReply(**row._mapping) for row in connection.execute(rows)]


def find_reply(connection: Connection, reply_id: int, within: ColumnElement[bool]) -> QuickReply | None:
    """Locked."""
    row = connection.execute(locked(connection, _replies.where(quick_replies.c.id == reply_id, within))).first()
    return QuickReply(**row._mapping) if row else None


def is_taken(connection: Connection, shortcut: str, department: str, *, but: int = 0) -> bool:
    """However it is written."""
    same = (func.lower(quick_replies.c.shortcut) == shortcut.lower()) & (quick_replies.c.department == department)
    return connection.execute(select(quick_replies.c.id).where(same, quick_replies.c.id != but)).first() is not None


def add_reply(connection: Connection, reply: QuickReply) -> None:
    connection.execute(insert(quick_replies), _row(reply))


def change_reply(connection: Connection, reply: QuickReply) -> None:
    connection.execute(update(quick_replies).where(quick_replies.c.id == reply.id).values(_row(reply)))


def delete_reply(connection: Connection, reply_id: int) -> None:
    connection.execute(delete(quick_replies).where(quick_replies.c.id == reply_id))


def _row(reply: QuickReply) -> dict[str, object]:
    return {field.name: getattr(reply, field.name) for field in fields(QuickReply)}
