"""The queue of chats as somebody of staff may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select, true

from civic.wanted_words import Term
from storage import chat_words
from storage.chat_lines import heard_in_chat
from storage.chats import CHATS, Chat
from storage.dialect import first
from storage.keyset import past
from storage.tables import chat_labels, chats, inbox

_MOST_COUNTED = 1000


class View(StrEnum):
    WAITING = "waiting"
    """For an answer of ours, whose ever they are; the longest first."""
    LATE = "late"
    """Near a term, or past it: of an answer, or of the whole matter."""
    MINE = "mine"
    UNASSIGNED = "unassigned"
    ALL = "all"
    SNOOZED = "snoozed"
    CLOSED = "closed"
    EVERYTHING = "everything"
    """Open and closed: where something is looked for."""


def _of(view: View, name: str, now: datetime, near: datetime | None = None) -> ColumnElement[bool]:
    """`near`: up to when a term is near."""
    is_open, upto = chats.c.state != "closed", near or now
    awake = or_(chats.c.snoozed_until.is_(None), chats.c.snoozed_until <= now)
    return {
        View.WAITING: and_(chats.c.waiting_since.is_not(None), awake),
        View.LATE: and_(or_(chats.c.answer_due_at <= upto, chats.c.solve_due_at <= upto), awake),
        View.MINE: and_(is_open, chats.c.staff == name, awake),
        View.UNASSIGNED: and_(is_open, chats.c.staff == "", awake),
        View.ALL: is_open,
        View.SNOOZED: and_(is_open, chats.c.snoozed_until > now),
        View.CLOSED: chats.c.state == "closed",
        View.EVERYTHING: true(),
    }[view]


def _order(view: View) -> tuple[list[Any], bool]:
    """What a view is sorted by, and whether upwards."""
    if view is View.LATE:
        soonest = case(
            (chats.c.answer_due_at < chats.c.solve_due_at, chats.c.answer_due_at),
            else_=func.coalesce(chats.c.solve_due_at, chats.c.answer_due_at),
        )
        return [soonest, chats.c.id], True
    if view is View.WAITING:
        return [chats.c.priority, chats.c.waiting_since, chats.c.id], True
    if view is View.EVERYTHING:
        return [chats.c.id], False
    return [chats.c.closed_at if view is View.CLOSED else chats.c.last_at, chats.c.id], False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a view is wanted; empty: all. `after`: the last chat of the page before."""

    view: View = View.WAITING
    department: str = ""
    priority: int | None = None
    label: str = ""
    channel: str = ""
    staff: str = ""
    after: int = 0
    terms: tuple[Term, ...] = ()
    """What must be found in what was said."""
    with_names: bool = False
    """Also in who the resident is."""

    def conditions(self, connection: Connection) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if self.department:
            found.append(chats.c.department == self.department)
        if self.priority is not None:
            found.append(chats.c.priority == self.priority)
        if self.staff:
            found.append(chats.c.staff == self.staff)
        if self.label:
            found.append(chats.c.id.in_(select(chat_labels.c.chat_id).where(chat_labels.c.label == self.label)))
        if self.terms:
            found.append(chat_words.found(connection, self.terms, with_names=self.with_names))
        return found


@dataclass(frozen=True, slots=True)
class Row:
    chat: Chat
    last_words: str
    """What the resident wrote last to staff."""
    labels: tuple[str, ...] = ()


_last_words = (
    first(
        select(inbox.c.text).where(inbox.c.address_id == chats.c.address_id, heard_in_chat).order_by(inbox.c.id.desc()),
        1,
    )
    .correlate(chats)
    .scalar_subquery()
)


def list_chats(
    connection: Connection, within: ColumnElement[bool], wanted: Wanted, *, name: str, now: datetime,
    near: datetime | None = None, most: int = 50,
) -> list[Row]:  # fmt: skip
    """One page. `within`: what whoever asks may see; `name`: who that is."""
    keys, upwards = _order(wanted.view)
    statement = CHATS.add_columns(_last_words.label("last_words")).where(
        _of(wanted.view, name, now, near), within, *wanted.conditions(connection)
    )
    if wanted.after:
        statement = statement.where(past(connection, keys, chats.c.id == wanted.after, upwards=upwards))
    ordered = statement.order_by(*(key if upwards else key.desc() for key in keys))
    return _rows(connection, connection.execute(first(ordered, most)).all())


def list_these(
    connection: Connection,
    within: ColumnElement[bool],
    wanted: Wanted,
    chat_ids: Sequence[int],
    *,
    name: str,
    now: datetime,
    near: datetime | None = None,
) -> list[Row]:
    """Those of these that stand in a view now, for pages that are open."""
    statement = CHATS.add_columns(_last_words.label("last_words")).where(
        chats.c.id.in_(chat_ids), _of(wanted.view, name, now, near), within, *wanted.conditions(connection)
    )
    return _rows(connection, connection.execute(statement).all())


def next_waiting(connection: Connection, within: ColumnElement[bool], *, name: str, now: datetime, after: int) -> int:
    """The one of nobody or of `name` that follows `after` in the queue, or stands first in it; 0: nobody else waits."""
    theirs = and_(within, chats.c.staff.in_(("", name)), chats.c.id != after)
    for begun in dict.fromkeys((after, 0)):
        found = list_chats(connection, theirs, Wanted(after=begun), name=name, now=now, most=1)
        if found:
            return found[0].chat.id
    return 0


def _rows(connection: Connection, found: Sequence[Any]) -> list[Row]:
    labels: dict[int, list[str]] = {}
    if found:
        of_these = select(chat_labels).where(chat_labels.c.chat_id.in_([row.id for row in found]))
        for row in connection.execute(of_these.order_by(chat_labels.c.label)):
            labels.setdefault(row.chat_id, []).append(row.label)
    rows = []
    for row in found:
        values = dict(row._mapping)
        words = values.pop("last_words") or ""
        rows.append(Row(Chat(**values), words, tuple(labels.get(row.id, ()))))
    return rows


def list_unassigned(connection: Connection, now: datetime, most: int) -> list[Chat]:
    """Nobody's, in the order of the queue."""
    nobodys = CHATS.where(_of(View.WAITING, "", now), chats.c.staff == "", chats.c.state == "waiting")
    keys, _ = _order(View.WAITING)
    return [Chat(**row._mapping) for row in connection.execute(first(nobodys.order_by(*keys), most))]


def waiting_for(
    connection: Connection, within: ColumnElement[bool], name: str, since: datetime
) -> tuple[int, datetime | None, datetime | None]:
    """How many wait since then or longer, nobody's or of `name`: how many, since when the first and the last."""
    theirs = chats.c.staff.in_(("", name))
    waiting = select(func.count(), func.min(chats.c.waiting_since), func.max(chats.c.waiting_since))
    row = connection.execute(
        waiting.where(_of(View.WAITING, name, since), chats.c.waiting_since <= since, theirs, within)
    ).one()
    return int(row[0]), row[1], row[2]


def count_views(
    connection: Connection,
    within: ColumnElement[bool],
    views: Sequence[View],
    *,
    name: str,
    now: datetime,
    near: datetime | None = None,
) -> dict[View, int]:
    """How many stand in each; what is over a thousand is a thousand."""
    counts = [
        select(func.count())
        .select_from(first(select(chats.c.id).where(_of(view, name, now, near), within), _MOST_COUNTED).subquery())
        .scalar_subquery()
        for view in views
    ]
    return dict(zip(views, connection.execute(select(*counts)).one(), strict=True))


def count_waiting(connection: Connection) -> int:
    """Residents whom somebody of ours owes an answer."""
    waiting = select(func.count()).select_from(chats).where(chats.c.waiting_since.is_not(None))
    return int(connection.execute(waiting).scalar_one())
