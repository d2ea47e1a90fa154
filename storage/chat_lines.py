"""What was said in a resident's talk, by them, the bot and staff, with the notes that staff wrote beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    bindparam,
    func,
    literal_column,
    select,
    union_all,
)

from storage.dialect import first
from storage.outbox import read_message
from storage.tables import addresses, chats, inbox, media, notes, outbox, staff_messages


@dataclass(frozen=True, slots=True)
class File:
    """`state`: waiting | kept | failed | forgotten."""

    id: int
    kind: str
    name: str
    mime: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`by`: resident | bot | staff | note. `state`: of what was sent, the outbox's; of what was heard, the inbox's."""

    id: int
    at: datetime
    by: str
    text: str
    kind: str = "text"
    account: str = ""
    state: str = ""
    error: str = ""
    staff: str = ""
    files: tuple[File, ...] = field(default=())
    choices: tuple[str, ...] = ()
    photo: str = ""
    """Of ours: name of a picture in the pictures folder."""
    document: str = ""
    """Of ours: name of a PDF or a sound in the documents folder."""


def list_lines(
    connection: Connection, person_id: int, *, most: int = 50, before: int = 0, after: int = 0
) -> list[Line]:
    """The last ones, oldest first, on all channels. `before`: only older ones than this line; `after`: only newer."""
    parts = (_page(part, most, before, after) for part in (_heard, _said, _noted))
    everything = union_all(*parts).subquery()
    newest = first(select(everything).order_by(everything.c.id.desc()), most)
    found = connection.execute(newest, {"person": person_id}).all()
    files = _files(connection, [row.id for row in found if row.kind == "media"])
    return [_line(row, files) for row in reversed(found)]


def _page(part: Select[Any], most: int, before: int, after: int) -> Select[Any]:
    key = part.selected_columns.id
    if before:
        part = part.where(key < before)
    if after:
        part = part.where(key > after)
    return select(first(part.order_by(key.desc()), most).subquery())


_none = literal_column("''", String())


def _columns(by: ColumnElement[Any], **given: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    """Those of a line, in one order; what a kind of line has none of is empty."""
    names = ("id", "at", "text", "kind", "account", "state", "hold", "error", "staff")
    return [by.label("by"), *(given.get(name, _none).label(name) for name in names)]


_addresses = select(addresses.c.id).where(addresses.c.person_id == bindparam("person"))
_heard = select(
    *_columns(
        literal_column("'resident'", String()), id=inbox.c.id, at=inbox.c.received_at, text=inbox.c.text,
        kind=inbox.c.kind, account=inbox.c.account, state=inbox.c.state,
    )
).where(inbox.c.address_id.in_(_addresses))  # fmt: skip
_said = (
    select(
        *_columns(
            outbox.c.purpose, id=outbox.c.id, at=outbox.c.created_at, text=outbox.c.body, account=outbox.c.account,
            state=outbox.c.state, hold=outbox.c.hold, error=outbox.c.error,
            staff=func.coalesce(staff_messages.c.staff, ""),
        )
    )
    .join(staff_messages, staff_messages.c.outbox_id == outbox.c.id, isouter=True)
    .where(outbox.c.address_id.in_(_addresses))
)  # fmt: skip
_noted = (
    select(
        *_columns(
            literal_column("'note'", String()), id=notes.c.id, at=notes.c.at, text=notes.c.text, staff=notes.c.staff
        )
    )
    .join(chats, chats.c.id == notes.c.chat_id)
    .where(chats.c.person_id == bindparam("person"))
)


def _line(row: Any, files: Mapping[int, Sequence[File]]) -> Line:
    known = {"id": row.id, "at": row.at, "account": row.account, "staff": row.staff, "error": row.error}
    if row.by in ("resident", "note"):
        return Line(
            **known, by=row.by, text=row.text, kind=row.kind or "text", state=row.state,
            files=tuple(files.get(row.id, ())),
        )  # fmt: skip
    message = read_message(row.text)
    return Line(
        **known,
        by="staff" if row.by == "staff" else "bot",
        text=message.text,
        state=row.hold or row.state,
        choices=tuple(choice.label for choice in message.choices),
        photo=message.photo,
        document=message.document.file if message.document else "",
    )


def _files(connection: Connection, inbox_ids: Sequence[int]) -> dict[int, list[File]]:
    if not inbox_ids:
        return {}
    found: dict[int, list[File]] = {}
    rows = select(media.c.inbox_id, media.c.id, media.c.kind, media.c.name, media.c.mime, media.c.state)
    for row in connection.execute(rows.where(media.c.inbox_id.in_(inbox_ids)).order_by(media.c.id)):
        found.setdefault(row.inbox_id, []).append(File(*row[1:]))
    return found


@dataclass(frozen=True, slots=True)
class StoredFile:
    id: int
    path: str
    """Below the media folder."""


def find_file(connection: Connection, media_id: int, within: ColumnElement[bool]) -> StoredFile | None:
    """One that was kept, of somebody whose chat may be seen by whoever asks."""
    theirs = (
        select(media.c.id, media.c.path)
        .join(inbox, inbox.c.id == media.c.inbox_id)
        .join(addresses, addresses.c.id == inbox.c.address_id)
        .join(chats, chats.c.person_id == addresses.c.person_id)
        .where(media.c.id == media_id, media.c.state == "kept", within)
    )
    row = connection.execute(first(theirs, 1)).first()
    return StoredFile(*row) if row else None
