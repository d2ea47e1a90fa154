"""Who is to be told next about the complaints that concern them."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, case, func, or_, select, update

from civic.complaint import Status
from civic.updates import Frequency
from storage.dialect import among, insert_rows, locked, update_rows
from storage.tables import (
    addresses,
    asks,
    complaint_reporters,
    complaints,
    history,
    inbox,
    news,
    outbox,
    people,
    updates,
)

PURPOSE = "folio"
_LOST = ("failed", "cancelled")
"""States of a message that nobody reads any more: what it said is said again."""


@lru_cache(maxsize=2)
def _concern(dialect: str) -> Any:
    from sqlalchemy.dialects import postgresql, sqlite

    insert = postgresql.insert(updates) if dialect == "postgresql" else sqlite.insert(updates)
    return insert.on_conflict_do_update(
        index_elements=["person_id"], set_={"due_at": func.coalesce(updates.c.due_at, insert.excluded.due_at)}
    )


def concern(connection: Connection, person_id: int, now: datetime, due_at: datetime) -> None:
    """From now on there is something to tell this person, at the latest at `due_at`."""
    row = {
        "person_id": person_id,
        "frequency": Frequency.EACH_CHANGE.value,
        "due_at": due_at,
        "told_at": now,
        "outbox_id": None,
    }
    connection.execute(_concern(connection.dialect.name), row)


def set_frequency(connection: Connection, person_id: int, frequency: Frequency, due_at: datetime) -> None:
    """How often they hear from now on; what they have not heard yet is told at `due_at`."""
    theirs = updates.c.person_id == person_id
    connection.execute(update(updates).where(theirs).values(frequency=frequency.value, due_at=due_at))


def spread(connection: Connection, complaint_id: int, history_id: int, now: datetime, but: int | None = None) -> None:
    """A line of its history is news for everybody whom a complaint concerns, `but` whoever did it; it is their turn now."""
    concerned = select(complaint_reporters.c.person_id).where(complaint_reporters.c.complaint_id == complaint_id)
    turn = select(updates.c.person_id).where(updates.c.person_id.in_(concerned)).order_by(updates.c.person_id)
    people = [one for one in connection.execute(locked(connection, turn)).scalars() if one != but]
    if people:
        rows = [
            {"person_id": one, "history_id": history_id, "complaint_id": complaint_id, "outbox_id": None}
            for one in people
        ]
        insert_rows(connection, news, rows)
        connection.execute(_wake, [{"person": one, "now": now} for one in people])


_wake = (
    update(updates)
    .where(
        updates.c.person_id == bindparam("person"), updates.c.due_at.is_(None) | (updates.c.due_at > bindparam("now"))
    )
    .values(due_at=bindparam("now"))
)


def wake_person(connection: Connection, person_id: int, now: datetime) -> None:
    connection.execute(_wake, {"person": person_id, "now": now})


_lost = (
    select(addresses.c.person_id)
    .join(outbox, outbox.c.address_id == addresses.c.id)
    .where(outbox.c.id == bindparam("lost"), outbox.c.purpose == PURPOSE, outbox.c.state.in_(_LOST))
)


def tell_again(connection: Connection, outbox_id: int, at: datetime) -> None:
    """A message came to nothing: what it said, if it was this, is said again at the latest then."""
    for person_id in connection.execute(_lost, {"lost": outbox_id}).scalars().all():
        wake_person(connection, person_id, at)


@dataclass(frozen=True, slots=True)
class Due:
    """Somebody whose turn it is."""

    person_id: int
    frequency: str
    told_at: datetime
    outbox_id: int | None
    language: str
    consents: bool
    paused_until: datetime | None
    last_state: str
    """Of the last message to them about this: `queued` is not sent yet, `` is none."""


def _with_those_being_sent(connection: Connection, due: list[Due]) -> list[Due]:
    """A message that a sender takes at this moment says no more than it does: a rival holds its row, or took it. The others
    are held until the commit, so that what is added to them is sent."""
    queued = [one.outbox_id for one in due if one.last_state == "queued"]
    if not queued:
        return due
    ours = select(outbox.c.id).where(outbox.c.id.in_(queued), outbox.c.state == "queued")
    held = set(connection.execute(locked(connection, ours, skip_locked=True)).scalars())
    return [
        replace(one, last_state="claimed") if one.last_state == "queued" and one.outbox_id not in held else one
        for one in due
    ]


def list_due(connection: Connection, now: datetime, most: int, only: Sequence[int] | None = None) -> list[Due]:
    """Longest waiting first; `only` these people. Locked: a rival takes others."""
    turn = (
        select(
            updates.c.person_id,
            updates.c.frequency,
            updates.c.told_at,
            updates.c.outbox_id,
            people.c.language,
            people.c.folio_notices,
            people.c.paused_until,
            func.coalesce(outbox.c.state, ""),
        )
        .join(people, people.c.id == updates.c.person_id)
        .join(outbox, outbox.c.id == updates.c.outbox_id, isouter=True)
        .where(updates.c.due_at <= now)
        .order_by(updates.c.due_at, updates.c.person_id)
        .limit(most)
    )
    if only is not None:
        turn = turn.where(updates.c.person_id.in_(only))
    rows = connection.execute(locked(connection, turn, skip_locked=True, of=updates)).all()
    return _with_those_being_sent(connection, [Due(*row) for row in rows])


@dataclass(frozen=True, slots=True)
class News:
    """One line of a history that somebody has to hear. `outbox_id`: the message that said it, and was not sent."""

    person_id: int
    complaint_id: int
    event: str
    note: str
    history_id: int
    outbox_id: int | None


_news = (
    select(
        news.c.person_id,
        news.c.complaint_id,
        history.c.event,
        history.c.note,
        news.c.history_id,
        news.c.outbox_id,
    )
    .join(history, history.c.id == news.c.history_id)
    .join(updates, updates.c.person_id == news.c.person_id)
    .join(outbox, outbox.c.id == news.c.outbox_id, isouter=True)
    .where(
        among(news.c.person_id, "people"),
        or_(
            news.c.outbox_id.is_(None),
            outbox.c.state.in_(_LOST),
            (outbox.c.state == "queued") & (outbox.c.id == updates.c.outbox_id),
        ),
    )
    .order_by(news.c.history_id)
)


def list_news(connection: Connection, person_ids: Sequence[int]) -> list[News]:
    """What these people have not heard, oldest first; with what their last message says, while it is not sent. An earlier
    one that is not sent either goes by itself."""
    return [News(*row) for row in connection.execute(_news, {"people": list(person_ids)}).all()]


@dataclass(frozen=True, slots=True)
class Standing:
    """A complaint as those it concerns are told of it."""

    id: int
    folio: str
    category: str
    neighbourhood_key: str
    status: Status
    status_at: datetime
    department: str
    promised_on: date | None
    slip: str


_NAMES = [field.name for field in fields(Standing)]
_OF_COMPLAINT = [complaints.c[name] for name in _NAMES]
_STATUS = _NAMES.index("status")
_open_of = (
    select(complaint_reporters.c.person_id, *_OF_COMPLAINT)
    .join(complaints, complaints.c.id == complaint_reporters.c.complaint_id)
    .where(among(complaint_reporters.c.person_id, "people"), complaints.c.ended_at.is_(None))
    .order_by(complaints.c.id)
)
_named = select(*_OF_COMPLAINT).where(among(complaints.c.id, "ids"))


_with_open = (
    select(complaint_reporters.c.person_id)
    .join(complaints, complaints.c.id == complaint_reporters.c.complaint_id)
    .where(among(complaint_reporters.c.person_id, "people"), complaints.c.ended_at.is_(None))
)


def find_with_open(connection: Connection, person_ids: Sequence[int]) -> Set[int]:
    """Which of these people something concerns that is open."""
    return set(connection.execute(_with_open, {"people": list(person_ids)}).scalars().all())


def list_open_of(connection: Connection, person_ids: Sequence[int]) -> Mapping[int, list[Standing]]:
    """What concerns these people and is open, oldest first."""
    found: dict[int, list[Standing]] = {}
    for person_id, *row in connection.execute(_open_of, {"people": list(person_ids)}).all():
        found.setdefault(person_id, []).append(_standing(row))
    return found


def get_standing(connection: Connection, complaint_ids: Sequence[int]) -> Mapping[int, Standing]:
    rows = connection.execute(_named, {"ids": list(complaint_ids)}).all() if complaint_ids else ()
    return {row.id: _standing(row) for row in rows}


def _standing(row: Any) -> Standing:
    values = list(row)
    values[_STATUS] = Status(values[_STATUS])
    return Standing(*values)


_sent = (
    select(
        addresses.c.person_id,
        case(
            (outbox.c.state == "queued", bindparam("now", type_=outbox.c.sent_at.type)),
            else_=func.coalesce(outbox.c.sent_at, outbox.c.created_at),
        ),
    )
    .join(addresses, addresses.c.id == outbox.c.address_id)
    .join(updates, updates.c.person_id == addresses.c.person_id)
    .where(
        among(addresses.c.person_id, "people"),
        outbox.c.created_at > bindparam("oldest"),
        outbox.c.purpose == PURPOSE,
        or_(
            outbox.c.state.in_(("claimed", "sent", "delivered", "read", "unknown")),
            (outbox.c.state == "queued") & (outbox.c.id != func.coalesce(updates.c.outbox_id, 0)),
        ),
    )
)


def list_sent(
    connection: Connection, person_ids: Sequence[int], *, since: datetime, now: datetime, oldest: datetime
) -> Mapping[int, list[datetime]]:
    """When each of these people was sent something of their own matters after `since`; one that may have arrived counts,
    and one that is still to go, other than their last, counts as sent now. `oldest`: when it was queued at the earliest."""
    times: dict[int, list[datetime]] = {}
    for person_id, at in connection.execute(_sent, {"people": list(person_ids), "oldest": oldest, "now": now}).all():
        if at > since:
            times.setdefault(person_id, []).append(at)
    return times


_last_inbox = (
    select(func.max(inbox.c.id)).where(inbox.c.address_id == addresses.c.id).correlate(addresses).scalar_subquery()
)
_reach = (
    select(addresses.c.person_id, addresses.c.id, addresses.c.account, _last_inbox.label("heard"))
    .where(among(addresses.c.person_id, "people"), addresses.c.state == "active")
    .order_by(addresses.c.person_id)
)


def list_addresses(connection: Connection, person_ids: Sequence[int]) -> Mapping[int, tuple[int, str]]:
    """Where each of these people wrote from last: address and account. Who cannot be reached is left out."""
    best: dict[int, tuple[int, int, str]] = {}
    for person_id, address_id, account, heard in connection.execute(_reach, {"people": list(person_ids)}).all():
        candidate = (heard or 0, address_id, account)
        best[person_id] = max(best.get(person_id, candidate), candidate)
    return {person_id: (address_id, account) for person_id, (_, address_id, account) in best.items()}


_rewrite = (
    update(outbox)
    .where(outbox.c.id == bindparam("row_id"), outbox.c.state == "queued")
    .values(body=bindparam("new_body"), not_before=bindparam("later"))
)


def rewrite(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Say more in messages that were not sent yet: `row_id`, `new_body`, `later`."""
    if rows:
        connection.execute(_rewrite, list(rows))


def note_turns(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """What changes in whose turn it is: `person_id`, `due_at`, `told_at`, `outbox_id`."""
    if rows:
        update_rows(connection, updates, rows, ("person_id",))


def note_carried(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Which message carries a question, and until when it can be answered: `id`, `outbox_id`, `answer_by`."""
    if rows:
        update_rows(connection, asks, rows)


def note_heard(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Which message says a line of history to somebody: `person_id`, `history_id`, `outbox_id`."""
    if rows:
        update_rows(connection, news, rows, ("person_id", "history_id"))
