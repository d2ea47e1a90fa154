"""What chats are found by: kept up a moment after it was said, looked up inside the query that says who may see what.

SQLite looks in an FTS5 table over `chat_words`, PostgreSQL in GIN indices over it; both hold the same stems.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    delete,
    exists,
    func,
    literal_column,
    or_,
    select,
    text,
    true,
    union_all,
)

from civic.wanted_words import Term, Words, words_of
from storage.chat_events import ChatEvent, list_events, newest_event
from storage.chat_lines import heard_in_chat
from storage.dialect import first, one_of, upsert
from storage.ids import OVERLAP, moment_of
from storage.outbox import read_message
from storage.searching import standing
from storage.tables import addresses, chat_words, chats, counters, inbox, notes, outbox, people, staff_messages

_MARK = "chat_words"
"""Counter that holds up to which event of chats this is done."""
_MOST_LINES = 500
"""Of one chat, the newest."""
_MOST_HITS = 3


def found(connection: Connection, terms: Sequence[Term], *, with_names: bool) -> ColumnElement[bool]:
    """Chats in which all of it stands, somewhere."""
    holding = _on_sqlite if connection.dialect.name == "sqlite" else _on_postgresql
    return chats.c.id.in_(holding(terms, with_names))


def _on_sqlite(terms: Sequence[Term], with_names: bool) -> Any:
    """Terms are letters and digits only: between quotes nothing of them is an operator."""
    wanted = " AND ".join(f'"{" ".join(term)}"' for term in terms)
    match = f"({wanted})" if with_names else f"words : ({wanted})"
    rows = text("SELECT rowid AS chat_id FROM chat_words_index WHERE chat_words_index MATCH :match")
    return rows.bindparams(match=match).columns(chat_words.c.chat_id).subquery("found").select()


def _on_postgresql(terms: Sequence[Term], with_names: bool) -> Any:
    columns = ("words", "names") if with_names else ("words",)
    conditions = [or_(*(_stands(column, " ".join(term)) for column in columns)) for term in terms]
    return select(chat_words.c.chat_id).where(*conditions)


def _stands(column: str, phrase: str) -> ColumnElement[bool]:
    vector: ColumnElement[Any] = literal_column(f"chat_words.chat_words_index_of_{column}")
    return vector.op("@@", is_comparison=True)(func.phraseto_tsquery(literal_column("'simple'", String()), phrase))


_heard = (
    select(chats.c.id.label("chat_id"), inbox.c.id, inbox.c.text, literal_column("'resident'", String()).label("by"))
    .join(addresses, addresses.c.person_id == chats.c.person_id)
    .join(inbox, inbox.c.address_id == addresses.c.id)
    .where(heard_in_chat, inbox.c.text != chats.c.reason)  # which stands there once
)
_said = (
    select(
        chats.c.id.label("chat_id"),
        outbox.c.id,
        outbox.c.body.label("text"),
        literal_column("'staff'", String()).label("by"),
    )
    .join(staff_messages, staff_messages.c.chat_id == chats.c.id)
    .join(outbox, outbox.c.id == staff_messages.c.outbox_id)
)
_noted = select(
    chats.c.id.label("chat_id"), notes.c.id, notes.c.text, literal_column("'note'", String()).label("by")
).join(notes, notes.c.chat_id == chats.c.id)
_reasons = select(
    chats.c.id.label("chat_id"),
    chats.c.id,
    chats.c.reason.label("text"),
    literal_column("'reason'", String()).label("by"),
)
_PARTS: tuple[tuple[Select[Any], ColumnElement[str]], ...] = (
    (_heard, inbox.c.text),
    (_said, outbox.c.body),
    (_noted, notes.c.text),
    (_reasons, chats.c.reason),
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """`by`: resident | staff | note | reason."""

    chat_id: int
    id: int
    by: str
    text: str


def _spoken(
    connection: Connection,
    chat_ids: Sequence[int],
    most: int,
    wanted: Callable[[ColumnElement[str]], ColumnElement[bool]] = lambda _: true(),
) -> list[Spoken]:
    """Of each chat the newest, the newest first."""
    parts = union_all(
        *(part.where(one_of(chats.c.id, chat_ids), column != "", wanted(column)) for part, column in _PARTS)
    ).subquery()
    place = func.row_number().over(partition_by=parts.c.chat_id, order_by=parts.c.id.desc()).label("place")
    placed = select(parts, place).subquery()
    newest = select(placed.c.chat_id, placed.c.id, placed.c.by, placed.c.text).where(placed.c.place <= most)
    rows = connection.execute(newest.order_by(placed.c.chat_id, placed.c.id.desc()))
    return [
        Spoken(row.chat_id, row.id, row.by, read_message(row.text).text if row.by == "staff" else row.text)
        for row in rows
    ]


def list_hits(connection: Connection, chat_ids: Sequence[int], terms: Sequence[Term]) -> dict[int, list[Spoken]]:
    """By chat, the newest of what was said that may hold one of the terms."""
    words = sorted({word for term in terms for word in term})

    def wanted(column: ColumnElement[str]) -> ColumnElement[bool]:
        return or_(*(standing(connection, word, column) for word in words))

    hits = _spoken(connection, chat_ids, _MOST_HITS, wanted) if chat_ids else []
    return {chat_id: list(those) for chat_id, those in groupby(hits, lambda one: one.chat_id)}


# keeping it up


@dataclass(frozen=True, slots=True)
class Changed:
    """`chats`: what happened in them since the mark. `events`: all that is known of, also from shortly before."""

    chats: tuple[int, ...]
    events: frozenset[int]
    upto: int


def list_changed(connection: Connection, known: frozenset[int]) -> Changed:
    """Leaves out the events that are `known`."""
    upto = find_mark(connection)
    found = _events(connection, upto - OVERLAP)
    fresh = [one for one in found if one.id not in known]
    ids = frozenset(one.id for one in found)
    return Changed(tuple(dict.fromkeys(one.chat_id for one in fresh)), ids, max((upto, *ids)))


def _events(connection: Connection, after: int) -> list[ChatEvent]:
    """However many."""
    events: list[ChatEvent] = []
    while block := list_events(connection, after):
        events += block
        after = block[-1].id
    return events


def find_mark(connection: Connection) -> int:
    """0: never kept up yet."""
    return int(connection.execute(select(counters.c.value).where(counters.c.name == _MARK)).scalar() or 0)


def set_mark(connection: Connection, upto: int) -> None:
    upsert(connection, counters, [{"name": _MARK, "value": upto}], ("name",))


def list_lacking(connection: Connection, before: int, most: int) -> list[int]:
    """Chats that are found by nothing yet, the newest first."""
    has = exists().where(chat_words.c.chat_id == chats.c.id)
    lacking = select(chats.c.id).where(chats.c.id < before, ~has)
    return list(connection.execute(first(lacking.order_by(chats.c.id.desc()), most)).scalars())


def list_stale(connection: Connection, mark: int) -> list[int]:
    """Chats in which something was said since, when their events are forgotten by now."""
    spoken = select(chats.c.id).where(chats.c.last_at >= moment_of(mark))
    noted = select(notes.c.chat_id).where(notes.c.id > mark)
    return list(connection.execute(spoken.union(noted)).scalars()) if mark else []


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was said in chats, the newest first, and what their residents are called. `events`: known at that moment."""

    said: Mapping[int, Sequence[str]]
    names: Mapping[int, Sequence[str]]
    events: frozenset[int]
    upto: int

    def words(self) -> dict[int, Words]:
        """Takes a while: for outside of any transaction."""
        return {chat_id: words_of(self.said.get(chat_id, ()), names) for chat_id, names in self.names.items()}


def gather(connection: Connection, chat_ids: Sequence[int]) -> Gathered:
    upto = newest_event(connection)
    known = frozenset(one.id for one in _events(connection, upto - OVERLAP))
    said = groupby(_spoken(connection, chat_ids, _MOST_LINES), lambda one: one.chat_id)
    told = {chat_id: [one.text for one in those] for chat_id, those in said}
    return Gathered(told, _names(connection, chat_ids), known, upto)


def _names(connection: Connection, chat_ids: Sequence[int]) -> dict[int, list[str]]:
    known = (
        select(chats.c.id, people.c.name, addresses.c.name, addresses.c.value)
        .join(people, people.c.id == chats.c.person_id)
        .join(addresses, addresses.c.person_id == people.c.id)
        .where(one_of(chats.c.id, chat_ids), addresses.c.state != "left")
    )
    names: dict[int, list[str]] = {chat_id: [] for chat_id in chat_ids}
    for row in connection.execute(known):
        names[row[0]] += [one for one in row[1:] if one]
    return names


def put_words(connection: Connection, made: Mapping[int, Words], gathered: Gathered) -> None:
    """What was gathered becomes what chats are found by; but not of those in which something happened meanwhile (they may
    have been erased): their turn comes again."""
    since = _events(connection, gathered.upto - OVERLAP)
    meanwhile = {one.chat_id for one in since if one.id not in gathered.events}
    rows = [
        {"chat_id": chat_id, "words": one.words, "names": one.names}
        for chat_id, one in made.items()
        if chat_id not in meanwhile
    ]
    if rows:
        upsert(connection, chat_words, rows, ("chat_id",))


def forget_words_of(connection: Connection, person_id: int) -> None:
    theirs = select(chats.c.id).where(chats.c.person_id == person_id)
    connection.execute(delete(chat_words).where(chat_words.c.chat_id.in_(theirs)))
