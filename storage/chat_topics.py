"""The topic of a chat in a group of staff: which it is, what was asked of it, what it shows, what staff said there."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, insert, select, update

from civic.message import Topic, TopicAct
from storage.dialect import first, insert_new, locked
from storage.outbox import NOTHING, read_message
from storage.tables import (
    addresses,
    chat_events,
    chat_topics,
    chats,
    inbox,
    media,
    outbox,
    staff_messages,
    topic_lines,
    topic_orders,
    topic_words,
)


@dataclass(frozen=True, slots=True)
class ChatTopic:
    """`thread`: the provider's id of it, empty until it is known. `state`: open | ended | given_up."""

    id: int
    address_id: int
    chat_id: int
    thread: str
    state: str
    remade: int
    card: str
    card_sha256: str
    card_at: datetime | None


_topics = select(*(chat_topics.c[field.name] for field in fields(ChatTopic)))


def _find(connection: Connection, this: ColumnElement[bool]) -> ChatTopic | None:
    row = connection.execute(_topics.where(this)).first()
    return ChatTopic(*row) if row else None


def find_topics(connection: Connection, chat_id: int) -> list[ChatTopic]:
    """Of a chat, in whichever groups; locked. The chat is locked before, the row of a group after."""
    rows = connection.execute(locked(connection, _topics.where(chat_topics.c.chat_id == chat_id)))
    return [ChatTopic(*row) for row in rows]


def find_by_thread(connection: Connection, address_id: int, thread: str) -> ChatTopic | None:
    """The one that is told by this number in a group."""
    return _find(connection, (chat_topics.c.address_id == address_id) & (chat_topics.c.thread == thread))


def get_topic(connection: Connection, topic_id: int) -> ChatTopic:
    found = _find(connection, chat_topics.c.id == topic_id)
    assert found
    return found


def claim_topic(connection: Connection, topic_id: int, address_id: int, chat_id: int) -> bool:
    """A chat has one topic in a group: whether this is it."""
    row = {
        "id": topic_id, "address_id": address_id, "chat_id": chat_id, "thread": "", "state": "open", "remade": 0,
        "card": "", "card_sha256": "", "card_at": None,
    }  # fmt: skip
    return insert_new(connection, chat_topics, row, ("address_id", "chat_id"))


def change_topic(connection: Connection, topic_id: int, **values: object) -> None:
    connection.execute(update(chat_topics).where(chat_topics.c.id == topic_id).values(**values))


@dataclass(frozen=True, slots=True)
class Order:
    """Something asked of the provider and what became of it. `provider_id`: of the topic or message that came of it."""

    outbox_id: int
    what: str
    state: str
    provider_id: str
    error: str
    body: str

    @property
    def thread(self) -> str:
        """Where it was to be done."""
        return self._done.thread if self._done else ""

    @property
    def act(self) -> TopicAct | None:
        return self._done.act if self._done else None

    @property
    def _done(self) -> Topic | None:
        return read_message(self.body).topic


_orders = select(
    topic_orders.c.outbox_id, topic_orders.c.what, outbox.c.state, outbox.c.provider_id, outbox.c.error, outbox.c.body
).join(outbox, outbox.c.id == topic_orders.c.outbox_id)


def add_order(connection: Connection, topic_id: int, outbox_id: int, what: str) -> None:
    row = {"outbox_id": outbox_id, "topic_id": topic_id, "what": what, "is_settled": False}
    connection.execute(insert(topic_orders), row)


def list_unsettled(connection: Connection, topic_id: int) -> list[Order]:
    """In the order they were asked."""
    these = _orders.where(topic_orders.c.topic_id == topic_id, ~topic_orders.c.is_settled)
    return [Order(*row) for row in connection.execute(these.order_by(topic_orders.c.outbox_id))]


def settle_orders(connection: Connection, outbox_ids: Sequence[int]) -> None:
    if outbox_ids:
        these = topic_orders.c.outbox_id.in_(list(outbox_ids))
        connection.execute(update(topic_orders).where(these).values(is_settled=True))


def list_openings(connection: Connection, topic_id: int) -> list[Order]:
    """How often it was asked that the topic be made; more than one may have been."""
    these = _orders.where(topic_orders.c.topic_id == topic_id, topic_orders.c.what == "open")
    return [Order(*row) for row in connection.execute(these.order_by(topic_orders.c.outbox_id))]


def was_cut_off(connection: Connection, address_id: int) -> bool:
    """Whether a topic was asked for in this group of which nobody knows whether it was made."""
    asked = (
        select(topic_orders.c.outbox_id)
        .join(chat_topics, chat_topics.c.id == topic_orders.c.topic_id)
        .join(outbox, outbox.c.id == topic_orders.c.outbox_id)
        .where(chat_topics.c.address_id == address_id, topic_orders.c.what == "open", outbox.c.state == "unknown")
    )
    return connection.execute(first(asked, 1)).first() is not None


def note_orphan(connection: Connection, outbox_id: int) -> None:
    """What this asked for is not the chat's topic, or is so no more."""
    this = topic_orders.c.outbox_id == outbox_id
    connection.execute(update(topic_orders).where(this).values(what="orphan"))


def reword(connection: Connection, outbox_id: int, body: str) -> bool:
    """What waits says this instead; whether it still waited."""
    this = (outbox.c.id == outbox_id) & (outbox.c.state == "queued")
    return bool(connection.execute(update(outbox).where(this).values(body=body)).rowcount)


def what_is(connection: Connection, topic_id: int, message: str) -> str:
    """What a message of ours in a topic is: card | line | echo | told; empty: none of these."""
    this = (topic_orders.c.topic_id == topic_id) & (outbox.c.provider_id == message)
    shown = select(topic_orders.c.what).join(outbox, outbox.c.id == topic_orders.c.outbox_id)
    found = set(connection.execute(shown.where(this)).scalars()) - {"open", "edit", "pin"}
    return next(iter(found), "")


def add_lines(connection: Connection, topic_id: int, line_ids: Sequence[int], outbox_id: int) -> None:
    rows = [{"topic_id": topic_id, "line_id": line_id, "outbox_id": outbox_id} for line_id in line_ids]
    connection.execute(insert(topic_lines), rows)


def forget_lines(connection: Connection, outbox_ids: Sequence[int]) -> None:
    """They did not get there after all."""
    if outbox_ids:
        connection.execute(delete(topic_lines).where(topic_lines.c.outbox_id.in_(list(outbox_ids))))


def list_shown(connection: Connection, topic_id: int) -> set[int]:
    """Lines that the topic shows, or that were said there."""
    copied = select(topic_lines.c.line_id).where(topic_lines.c.topic_id == topic_id)
    said = select(topic_words.c.outbox_id, topic_words.c.note_id).where(topic_words.c.topic_id == topic_id)
    own = {line for row in connection.execute(said) for line in row if line is not None}
    return own | set(connection.execute(copied).scalars())


def newest_seen(connection: Connection, topic_id: int, message: str) -> int:
    """The newest message to the resident that stood in the topic above one of staff: what its writer knew."""
    copied = (
        select(topic_lines.c.line_id, outbox.c.provider_id)
        .join(outbox, outbox.c.id == topic_lines.c.outbox_id)
        .join(staff_messages, staff_messages.c.outbox_id == topic_lines.c.line_id)
        .where(topic_lines.c.topic_id == topic_id, outbox.c.provider_id != "")
    )
    said = select(topic_words.c.outbox_id, topic_words.c.message)
    said = said.where(topic_words.c.topic_id == topic_id, topic_words.c.outbox_id.is_not(None))
    rows = [*connection.execute(copied), *connection.execute(said)]
    return max((line for line, shown in rows if int(shown) < int(message)), default=0)


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody of staff said in a topic. `state`: waiting | sent | noted | refused | lost | unsaid."""

    inbox_id: int
    topic_id: int
    staff_id: int
    message: str
    text: str
    media_id: int | None
    outbox_id: int | None
    note_id: int | None
    state: str
    is_edit_told: bool


_words = select(*(topic_words.c[field.name] for field in fields(Words)))


def add_words(connection: Connection, words: Words) -> None:
    connection.execute(insert(topic_words), {field.name: getattr(words, field.name) for field in fields(Words)})


def change_words(connection: Connection, inbox_id: int, **values: object) -> None:
    connection.execute(update(topic_words).where(topic_words.c.inbox_id == inbox_id).values(**values))


def find_words(connection: Connection, topic_id: int, message: str) -> Words | None:
    this = (topic_words.c.topic_id == topic_id) & (topic_words.c.message == message)
    row = connection.execute(_words.where(this).order_by(topic_words.c.inbox_id)).first()
    return Words(*row) if row else None


def list_not_delivered(connection: Connection, topic_id: int) -> list[tuple[Words, str, str]]:
    """What was to go to the resident and did not: with its state and error."""
    lost = _words.add_columns(outbox.c.state.label("sending"), outbox.c.error.label("why"))
    lost = lost.join(outbox, outbox.c.id == topic_words.c.outbox_id)
    these = (topic_words.c.topic_id == topic_id) & (topic_words.c.state == "sent")
    rows = connection.execute(lost.where(these, outbox.c.state.in_(("failed", "unknown", "cancelled"))))
    return [(Words(*row[:-2]), row.sending, row.why) for row in rows]


@dataclass(frozen=True, slots=True)
class WithFile:
    """`path`: below the media folder; empty until it is there. `state`: of the file."""

    words: Words
    name: str
    path: str
    state: str


def list_waiting(connection: Connection) -> list[WithFile]:
    """What staff said with a file that is there now, or never will be."""
    rows = connection.execute(
        _words.add_columns(media.c.name, media.c.path, media.c.state.label("media_state"))
        .join(media, media.c.id == topic_words.c.media_id)
        .where(topic_words.c.state == "waiting", media.c.state != "waiting")
        .order_by(topic_words.c.inbox_id)
    )
    return [WithFile(Words(*row[:-3]), *row[-3:]) for row in rows]


def files_of(connection: Connection, line_id: int) -> list[tuple[str, str, str, str]]:
    """What came with a message of a resident: kind, name, path, state."""
    files = select(media.c.kind, media.c.name, media.c.path, media.c.state).where(media.c.inbox_id == line_id)
    return [(row[0], row[1], row[2], row[3]) for row in connection.execute(files.order_by(media.c.id))]


def list_alive(connection: Connection) -> list[int]:
    """Chats that are open, or that have a topic which is: what is looked at when it is not known what changed."""
    open_chats = select(chats.c.id).where(chats.c.state != "closed")
    with_topic = select(chat_topics.c.chat_id).where(chat_topics.c.state == "open")
    return sorted({*connection.execute(open_chats).scalars(), *connection.execute(with_topic).scalars()})


def list_changed(connection: Connection, after: int, most: int) -> list[tuple[int, int]]:
    """Events and their chats, oldest first."""
    newer = select(chat_events.c.id, chat_events.c.chat_id).where(chat_events.c.id > after).order_by(chat_events.c.id)
    return [(row[0], row[1]) for row in connection.execute(first(newer, most))]


def list_stirred(connection: Connection) -> list[int]:
    """Chats with a topic of which something that was asked has an end nobody took in yet."""
    ended = outbox.c.state.not_in(("queued", "claimed"))
    asked = (
        select(chat_topics.c.chat_id)
        .join(topic_orders, topic_orders.c.topic_id == chat_topics.c.id)
        .join(outbox, outbox.c.id == topic_orders.c.outbox_id)
        .where(~topic_orders.c.is_settled, ended)
        .distinct()
    )
    return list(connection.execute(asked).scalars())


def sent_message(connection: Connection, outbox_id: int) -> Any:
    """What the resident was sent: state, provider_id, address_id, account."""
    return connection.execute(
        select(outbox.c.state, outbox.c.provider_id, outbox.c.address_id, addresses.c.account, outbox.c.created_at)
        .join(addresses, addresses.c.id == outbox.c.address_id)
        .where(outbox.c.id == outbox_id)
    ).one()


def cancel_message(connection: Connection, outbox_id: int) -> bool:
    """It had not left yet."""
    this = (outbox.c.id == outbox_id) & (outbox.c.state == "queued")
    return bool(connection.execute(update(outbox).where(this).values(state="cancelled", error="unsaid")).rowcount)


def topics_of_person(person_id: int) -> Select[tuple[int]]:
    theirs = select(chats.c.id).where(chats.c.person_id == person_id)
    return select(chat_topics.c.id).where(chat_topics.c.chat_id.in_(theirs))


def list_threads(connection: Connection, person_id: int) -> list[tuple[int, str, str]]:
    """Of somebody's chats: the group's address and account, and the topic's number there."""
    known = select(chat_topics.c.address_id, addresses.c.account, chat_topics.c.thread)
    known = known.join(addresses, addresses.c.id == chat_topics.c.address_id)
    these = chat_topics.c.id.in_(topics_of_person(person_id)) & (chat_topics.c.thread != "")
    return [(row[0], row[1], row[2]) for row in connection.execute(known.where(these))]


def forget_topics(connection: Connection, person_id: int) -> None:
    """What groups of staff were told of somebody, and what was said there about them."""
    theirs = topics_of_person(person_id)
    told = outbox.c.id.in_(select(topic_orders.c.outbox_id).where(topic_orders.c.topic_id.in_(theirs)))
    waiting = told & outbox.c.state.in_(("queued", "claimed", "unknown"))
    connection.execute(update(outbox).where(waiting).values(state="cancelled", error="erased"))
    connection.execute(update(outbox).where(told).values(body=NOTHING))
    said = select(topic_words.c.inbox_id).where(topic_words.c.topic_id.in_(theirs))
    connection.execute(update(inbox).where(inbox.c.id.in_(said)).values(text="", raw=""))
    connection.execute(update(topic_words).where(topic_words.c.topic_id.in_(theirs)).values(text=""))
    connection.execute(
        update(chat_topics).where(chat_topics.c.id.in_(theirs)).values(state="ended", thread="", card="")
    )
