"""What a resident and staff said to each other in chats, with the notes that staff wrote beside it.

What residents say to the assistant, and it to them, is not in it: it belongs to no department, and would tell whose an
anonymous report is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    and_,
    bindparam,
    exists,
    literal_column,
    or_,
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
    """`by`: resident | staff | note. `state`: of what was sent, the outbox's; of what was heard, the inbox's."""

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


_later, _original = chats.alias("later"), inbox.alias("original")
_passed_on = or_(
    inbox.c.state.in_(("staff", "flood", "failed")),
    (inbox.c.kind == "edit")
    & exists()
    .where(
        _original.c.address_id == inbox.c.address_id,
        _original.c.message_id == inbox.c.message_id,
        _original.c.state == "staff",
    )
    .correlate(inbox),
)
heard_in_chat = and_(
    _passed_on,
    inbox.c.received_at >= chats.c.opened_at,
    or_(chats.c.closed_at.is_(None), inbox.c.received_at <= chats.c.closed_at),
    ~exists()
    .where(
        _later.c.person_id == chats.c.person_id,
        _later.c.opened_at > chats.c.opened_at,
        _later.c.opened_at <= inbox.c.received_at,
    )
    .correlate(chats, inbox),
)
"""Of the chats of the one who wrote it: the one that staff hear it in."""


def list_lines(
    connection: Connection,
    person_id: int,
    within: ColumnElement[bool],
    *,
    most: int = 50,
    before: int = 0,
    after: int = 0,
) -> list[Line]:
    """The last ones of those of their chats that whoever asks may see, oldest first, on all channels. `before`: only older
    ones than this line; `after`: only newer."""
    parts = (_page(part, most, before, after) for part in (_heard(within), _said(within), _noted(within)))
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
_theirs = chats.c.person_id == bindparam("person")


def _heard(within: ColumnElement[bool]) -> Select[Any]:
    columns = _columns(
        literal_column("'resident'", String()), id=inbox.c.id, at=inbox.c.received_at, text=inbox.c.text,
        kind=inbox.c.kind, account=inbox.c.account, state=inbox.c.state,
    )  # fmt: skip
    seen = exists().where(_theirs, within, heard_in_chat).correlate(inbox)
    return select(*columns).where(inbox.c.address_id.in_(_addresses), seen)


def _said(within: ColumnElement[bool]) -> Select[Any]:
    columns = _columns(
        literal_column("'staff'", String()), id=outbox.c.id, at=outbox.c.created_at, text=outbox.c.body,
        account=outbox.c.account, state=outbox.c.state, hold=outbox.c.hold, error=outbox.c.error,
        staff=staff_messages.c.staff,
    )  # fmt: skip
    said = select(*columns).join(staff_messages, staff_messages.c.outbox_id == outbox.c.id)
    return said.join(chats, chats.c.id == staff_messages.c.chat_id).where(_theirs, within)


def _noted(within: ColumnElement[bool]) -> Select[Any]:
    columns = _columns(
        literal_column("'note'", String()), id=notes.c.id, at=notes.c.at, text=notes.c.text, staff=notes.c.staff
    )
    return select(*columns).join(chats, chats.c.id == notes.c.chat_id).where(_theirs, within)


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
        by="staff",
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
    """One that was kept, from a chat that whoever asks may see."""
    theirs = (
        select(media.c.id, media.c.path)
        .join(inbox, inbox.c.id == media.c.inbox_id)
        .join(addresses, addresses.c.id == inbox.c.address_id)
        .join(chats, chats.c.person_id == addresses.c.person_id)
        .where(media.c.id == media_id, media.c.state == "kept", heard_in_chat, within)
    )
    row = connection.execute(first(theirs, 1)).first()
    return StoredFile(*row) if row else None
