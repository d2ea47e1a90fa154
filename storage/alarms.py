"""Chats whose term is near or over. Whoever is talking with the resident at this moment is not alarmed."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, or_, select

from storage.chats import CHATS, Chat
from storage.dialect import first, locked
from storage.tables import chat_viewers, chats, staff_messages

_JUST_ANSWERED = timedelta(minutes=5)
_WRITING = timedelta(minutes=2)


class Term(StrEnum):
    ANSWER = "answer"
    SOLVE = "solve"


_due = {Term.ANSWER: chats.c.answer_due_at, Term.SOLVE: chats.c.solve_due_at}
_late = {Term.ANSWER: chats.c.is_late, Term.SOLVE: chats.c.is_solve_late}
_warned_at = {Term.ANSWER: chats.c.answer_warned_at, Term.SOLVE: chats.c.solve_warned_at}


def _in_talk(now: datetime) -> ColumnElement[bool]:
    """Somebody of staff writes in it, or did a moment ago."""
    said = exists().where(
        staff_messages.c.chat_id == chats.c.id, staff_messages.c.at > now - _JUST_ANSWERED,
        staff_messages.c.kind.in_(("first", "answer", "template")),
    )  # fmt: skip
    writing = exists().where(chat_viewers.c.chat_id == chats.c.id, chat_viewers.c.writing_at > now - _WRITING)
    return or_(said, writing)


def list_overdue(connection: Connection, term: Term, now: datetime, most: int) -> list[Chat]:
    """Of whom staff were not told yet, the longest overdue first."""
    return _listed(connection, _due[term], and_(_due[term] <= now, ~_late[term], ~_in_talk(now)), most)


def list_near(connection: Connection, term: Term, now: datetime, near: datetime, most: int) -> list[Chat]:
    """Those that are due up to `near`, of which nobody was told yet; what was put off is let be."""
    awake = or_(chats.c.snoozed_until.is_(None), chats.c.snoozed_until <= now)
    ahead = and_(_due[term] > now, _due[term] <= near, _warned_at[term].is_(None), awake)
    return _listed(connection, _due[term], and_(ahead, ~_in_talk(now)), most)


def _listed(connection: Connection, due: Any, which: ColumnElement[bool], most: int) -> list[Chat]:
    """Locked. One that another worker changes at this moment is left for the next time: somebody is answered in it, or writes."""
    found = first(CHATS.where(which).order_by(due), most)
    rows = connection.execute(locked(connection, found, of=chats, skip_locked=True))
    return [Chat(**row._mapping) for row in rows]


def near_for(
    connection: Connection, within: ColumnElement[bool], name: str, now: datetime, near: datetime
) -> tuple[int, datetime | None, datetime | None]:
    """Of the chats that are nobody's or of `name`: how many are near their term, when the first is due, and when the
    last one of them came near."""
    waits = [
        (and_(_due[term] > now, _due[term] <= near, _warned_at[term].is_not(None)), _due[term], _warned_at[term])
        for term in Term
    ]
    any_near = or_(*(is_near for is_near, _, _ in waits))
    due = [func.min(case((is_near, at))) for is_near, at, _ in waits]
    warned = [func.max(case((is_near, at))) for is_near, _, at in waits]
    row = connection.execute(
        select(func.count(), *due, *warned).where(any_near, chats.c.staff.in_(("", name)), within, ~_in_talk(now))
    ).one()
    dues, warnings = [one for one in row[1:3] if one], [one for one in row[3:5] if one]
    return int(row[0]), min(dues, default=None), max(warnings, default=None)
