"""Chats that people took over from the bot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from storage.dialect import locked
from storage.tables import addresses, chats, inbox, outbox, people


def place_in_queue(connection: Connection) -> int:
    """Where the next one to wait would stand; 1 is first."""
    waiting = select(func.count()).where(chats.c.state == "waiting")
    return int(connection.execute(waiting).scalar_one()) + 1


def words_since(connection: Connection, chat_id: int) -> int:
    """How many messages the resident wrote to people since this chat was opened."""
    statement = (
        select(func.count())
        .select_from(
            inbox.join(addresses, addresses.c.id == inbox.c.address_id).join(
                chats, chats.c.person_id == addresses.c.person_id
            )
        )
        .where(chats.c.id == chat_id, inbox.c.state == "staff", inbox.c.received_at >= chats.c.opened_at)
    )
    return int(connection.execute(statement).scalar_one())


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenChat:
    id: int
    person_id: int
    address_id: int
    account: str
    state: str
    epoch: int
    reason: str
    staff: str
    opened_at: datetime
    language: str


_open = (
    select(
        chats.c.id,
        chats.c.person_id,
        chats.c.address_id,
        addresses.c.account,
        chats.c.state,
        chats.c.epoch,
        chats.c.reason,
        chats.c.staff,
        chats.c.opened_at,
        people.c.language,
    )
    .join(people, people.c.id == chats.c.person_id)
    .join(addresses, addresses.c.id == chats.c.address_id)
    .where(chats.c.state != "closed")
)


def list_open(connection: Connection) -> list[OpenChat]:
    """Longest waiting first."""
    return [OpenChat(**row._mapping) for row in connection.execute(_open.order_by(chats.c.opened_at, chats.c.id))]


def find_open(connection: Connection, chat_id: int) -> OpenChat | None:
    """One open chat, locked until the commit."""
    row = connection.execute(locked(connection, _open.where(chats.c.id == chat_id), of=chats)).first()
    return OpenChat(**row._mapping) if row else None


def change(connection: Connection, chat_id: int, **values: object) -> None:
    connection.execute(update(chats).where(chats.c.id == chat_id).values(**values))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a transcript. `by` is `resident`, `bot` or `staff`."""

    at: datetime
    by: str
    text: str


def transcript(connection: Connection, person_id: int, most: int = 50) -> Sequence[Line]:
    """The last lines of a resident's talk on all channels, oldest first."""
    theirs = select(inbox.c.received_at, inbox.c.text, inbox.c.kind, inbox.c.id).join(
        addresses, addresses.c.id == inbox.c.address_id
    )
    ours = select(outbox.c.created_at, outbox.c.body, outbox.c.purpose, outbox.c.id).join(
        addresses, addresses.c.id == outbox.c.address_id
    )
    heard = connection.execute(
        theirs.where(addresses.c.person_id == person_id).order_by(inbox.c.id.desc()).limit(most)
    ).all()
    said = connection.execute(
        ours.where(addresses.c.person_id == person_id).order_by(outbox.c.id.desc()).limit(most)
    ).all()
    lines = [(row.id, Line(row.received_at, "resident", row.text or f"[{row.kind}]")) for row in heard]
    lines += [(row.id, Line(row.created_at, "staff" if row.purpose == "staff" else "bot", row.body)) for row in said]
    return [line for _, line in sorted(lines, key=lambda pair: pair[0])][-most:]
