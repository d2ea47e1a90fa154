"""Chats that people took over from the bot."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, delete, func, insert, literal, select, true, update

from storage.dialect import first, locked
from storage.ids import Ids
from storage.tables import addresses, chat_events, chat_labels, chats, drafts, inbox, people, staff_messages

URGENT, HIGH, NORMAL = range(3)
"""Of a chat: what comes first in the queue."""


NOBODY_WAITS = {"waiting_since": None, "answer_due_at": None, "answer_warned_at": None, "is_late": False}
"""What a chat is changed to when the resident was answered."""
NOT_MEASURED = {"solve_seconds": None, "solve_since": None, "solve_due_at": None, "solve_warned_at": None}
"""What a chat is changed to that ends without us."""


def place_in_queue(connection: Connection) -> int:
    """Where the next one to wait would stand; 1 is first."""
    waiting = select(func.count()).where(chats.c.state == "waiting")
    return int(connection.execute(waiting).scalar_one()) + 1


def words_since(connection: Connection, chat_id: int) -> int:
    """How many messages the resident wrote to people after the one with which this chat was opened: the chat's id was made
    between them."""
    statement = (
        select(func.count())
        .select_from(
            inbox.join(addresses, addresses.c.id == inbox.c.address_id).join(
                chats, chats.c.person_id == addresses.c.person_id
            )
        )
        .where(chats.c.id == chat_id, inbox.c.state == "staff", inbox.c.id > chat_id)
    )
    return int(connection.execute(statement).scalar_one())


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """`staff`: whose it is, empty for nobody's. `waiting_since`: None when nobody waits for an answer of ours."""

    id: int
    person_id: int
    address_id: int
    account: str
    state: str
    epoch: int
    reason: str
    staff: str
    department: str
    neighbourhood_key: str
    priority: int
    opened_at: datetime
    taken_at: datetime | None
    first_answer_at: datetime | None
    waiting_since: datetime | None
    answer_due_at: datetime | None
    last_at: datetime
    snoozed_until: datetime | None
    solve_seconds: int | None
    """Of office time, when its clock last stopped; None: it is not measured."""
    solve_since: datetime | None
    """From when the clock runs, also one ahead; None: it rests."""
    solve_due_at: datetime | None
    is_solve_late: bool
    closed_at: datetime | None
    satisfaction: int | None
    language: str
    resident: str
    """The name they gave, or else what the provider calls them."""

    @property
    def is_closed(self) -> bool:
        return self.state == "closed"


_ELSEWHERE: dict[str, ColumnElement[Any]] = {
    "account": addresses.c.account,
    "language": people.c.language,
    "resident": func.coalesce(func.nullif(people.c.name, ""), addresses.c.name),
}
_columns = [
    _ELSEWHERE[field.name].label(field.name) if field.name in _ELSEWHERE else chats.c[field.name]
    for field in fields(Chat)
]
CHATS = (
    select(*_columns)
    .select_from(chats)
    .join(people, people.c.id == chats.c.person_id)
    .join(addresses, addresses.c.id == chats.c.address_id)
)


def list_open(connection: Connection) -> list[Chat]:
    """Longest open first."""
    is_open = CHATS.where(chats.c.state != "closed").order_by(chats.c.opened_at, chats.c.id)
    return [Chat(**row._mapping) for row in connection.execute(is_open)]


def find_chat(connection: Connection, chat_id: int, within: ColumnElement[bool] | None = None) -> Chat | None:
    """`within`: what whoever asks may see."""
    row = connection.execute(CHATS.where(chats.c.id == chat_id, true() if within is None else within)).first()
    return Chat(**row._mapping) if row else None


def lock_chat(connection: Connection, chat_id: int, within: ColumnElement[bool] | None = None) -> Chat | None:
    """The same, locked until the commit."""
    this = CHATS.where(chats.c.id == chat_id, true() if within is None else within)
    row = connection.execute(locked(connection, this, of=chats)).first()
    return Chat(**row._mapping) if row else None


def change(connection: Connection, chat_id: int, **values: object) -> None:
    connection.execute(update(chats).where(chats.c.id == chat_id).values(**values))


def heard(connection: Connection, chat_id: int, now: datetime, due_at: datetime | None) -> None:
    """The resident wrote: they wait from the first message that nobody answered, and nobody sleeps on it any more.
    `due_at`: by when they are to be answered who wait from now on."""
    values = {
        "waiting_since": func.coalesce(chats.c.waiting_since, now),
        "answer_due_at": case(
            (chats.c.waiting_since.is_(None), literal(due_at, chats.c.answer_due_at.type)), else_=chats.c.answer_due_at
        ),
        "last_at": now,
        "snoozed_until": None,
    }
    connection.execute(update(chats).where(chats.c.id == chat_id, chats.c.state != "closed").values(values))


def note_change(connection: Connection, ids: Ids, chat_ids: Iterable[int]) -> None:
    """Something of these chats changed: open pages are told."""
    rows = [{"id": ids.new(), "chat_id": chat_id} for chat_id in dict.fromkeys(chat_ids)]
    if rows:
        connection.execute(insert(chat_events), rows)


def note_change_of(connection: Connection, ids: Ids, person_id: int) -> None:
    """Something of a person changed that stands in all their chats."""
    theirs = select(chats.c.id).where(chats.c.person_id == person_id)
    note_change(connection, ids, connection.execute(theirs).scalars())


def chats_of_messages(connection: Connection, outbox_ids: Sequence[int]) -> list[int]:
    """In which chats these messages stand, those of them that staff wrote."""
    theirs = select(staff_messages.c.chat_id).where(staff_messages.c.outbox_id.in_(outbox_ids))
    return [int(chat_id) for (chat_id,) in connection.execute(theirs)] if outbox_ids else []


def give_if_unassigned(connection: Connection, chat_id: int, to: str, now: datetime) -> bool:
    """Whether it was still nobody's."""
    nobodys = (chats.c.id == chat_id) & (chats.c.staff == "") & (chats.c.state == "waiting")
    values = {"state": "taken", "staff": to, "taken_at": now, "epoch": chats.c.epoch + 1}
    return connection.execute(update(chats).where(nobodys).values(values)).rowcount == 1


def give_back(connection: Connection, ids: Ids, name: str, *, keeps: ColumnElement[bool]) -> list[int]:
    """All that somebody has but those, because they are out of their reach: they wait for anybody. Which they are."""
    theirs = (chats.c.staff == name) & (chats.c.state == "taken") & ~keeps
    held = [row.id for row in connection.execute(locked(connection, select(chats.c.id).where(theirs)))]
    connection.execute(
        update(chats)
        .where(chats.c.id.in_(held))
        .values(
            state="waiting", staff="", epoch=chats.c.epoch + 1,
            waiting_since=func.coalesce(chats.c.waiting_since, chats.c.last_at),
            answer_due_at=func.coalesce(chats.c.answer_due_at, chats.c.last_at),
        )
    )  # fmt: skip
    note_change(connection, ids, held)
    return held


def newest_said_by_staff(connection: Connection, chat_id: int) -> int:
    """The last message that staff wrote in it; 0: none. What an answer is written after."""
    last = select(func.max(staff_messages.c.outbox_id)).where(staff_messages.c.chat_id == chat_id)
    return int(connection.execute(last).scalar() or 0)


def last_attended(connection: Connection, person_id: int, since: datetime) -> int | None:
    """The last of their chats that somebody of staff answered and that ended after `since`."""
    ended = (chats.c.person_id == person_id) & (chats.c.state == "closed") & (chats.c.closed_at > since)
    answered = select(chats.c.id).where(ended, chats.c.first_answer_at.is_not(None))
    return connection.execute(answered.order_by(chats.c.closed_at.desc())).scalar()


def list_first_answers(
    connection: Connection, department: str, since: datetime, most: int
) -> list[tuple[datetime, datetime]]:
    """When the last ones in a department asked for a person, and when that person first answered."""
    answered = select(chats.c.opened_at, chats.c.first_answer_at).where(
        chats.c.department == department, chats.c.first_answer_at > since
    )
    return [(row[0], row[1]) for row in connection.execute(first(answered.order_by(chats.c.id.desc()), most))]


def set_labels(connection: Connection, chat_id: int, labels: Sequence[str]) -> None:
    """These and no others."""
    connection.execute(delete(chat_labels).where(chat_labels.c.chat_id == chat_id))
    if labels:
        connection.execute(insert(chat_labels), [{"chat_id": chat_id, "label": label} for label in labels])


def list_labels(connection: Connection, chat_id: int) -> list[str]:
    theirs = select(chat_labels.c.label).where(chat_labels.c.chat_id == chat_id)
    return list(connection.execute(theirs.order_by(chat_labels.c.label)).scalars())


@dataclass(frozen=True, slots=True)
class Beside:
    """`newest`: the last message that staff wrote in a chat, 0 for none; `draft`: of whoever asks."""

    newest: int
    draft: str
    labels: tuple[str, ...]


def look_beside(connection: Connection, chat_id: int, staff_id: int) -> Beside:
    """What the page of a chat shows besides what was said."""
    newest = select(func.max(staff_messages.c.outbox_id)).where(staff_messages.c.chat_id == chat_id)
    draft = select(drafts.c.text).where(drafts.c.chat_id == chat_id, drafts.c.staff_id == staff_id)
    labels = select(func.aggregate_strings(chat_labels.c.label, ",")).where(chat_labels.c.chat_id == chat_id)
    row = connection.execute(select(*(one.scalar_subquery() for one in (newest, draft, labels)))).one()
    return Beside(row[0] or 0, row[1] or "", tuple(sorted((row[2] or "").split(","))) if row[2] else ())


def put_draft(connection: Connection, chat_id: int, staff_id: int, text: str, now: datetime) -> None:
    """What somebody had written when they were signed out."""
    forget_draft(connection, chat_id, staff_id)
    row = {"chat_id": chat_id, "staff_id": staff_id, "text": text, "at": now}
    connection.execute(insert(drafts), row)


def forget_draft(connection: Connection, chat_id: int, staff_id: int) -> None:
    connection.execute(delete(drafts).where(drafts.c.chat_id == chat_id, drafts.c.staff_id == staff_id))
