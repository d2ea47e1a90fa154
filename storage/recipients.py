"""Everybody a broadcast is for, and what became of each."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    case,
    delete,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    update,
)

from civic.broadcast import Reason
from civic.consent import Purpose
from civic.message import Priority
from storage.broadcasts import Broadcast
from storage.dialect import among, first, locked, update_rows
from storage.outbox import NOTICES_OF
from storage.reach import last_heard_at, recipients_of
from storage.tables import Moment, addresses, broadcast_recipients, outbox, people

_of = broadcast_recipients.c
_UNSENT = ("queued", "claimed")
BROADCASTS = (Priority.URGENT, Priority.BROADCAST)


def plan(connection: Connection, broadcast: Broadcast, now: datetime) -> int:
    """Pick its recipients, in one statement; how many."""
    found = recipients_of(broadcast.audience, broadcast.purpose, broadcast.ends_by or now).subquery()
    rows = select(
        literal(broadcast.id), found.c.person_id, found.c.account, found.c.address_id, found.c.state, found.c.reason,
        literal(now, Moment()), null(), null(), null(),
    )  # fmt: skip
    names = [column.name for column in broadcast_recipients.columns]
    connection.execute(broadcast_recipients.insert().from_select(names, rows))
    picked = select(func.count()).select_from(broadcast_recipients).where(_of.broadcast_id == broadcast.id)
    return int(connection.execute(picked).scalar_one())  # psycopg gives no count for what is inserted from a SELECT


class Next(Struct, frozen=True, kw_only=True):
    """One whose turn it is, as things stand now."""

    person_id: int
    address_id: int
    reachable: bool
    is_group: bool
    consents: bool
    paused_until: datetime | None
    last_heard_at: datetime | None
    language: str
    name: str
    neighbourhood_key: str


_next = (
    select(
        _of.person_id,
        _of.address_id,
        addresses.c.state.label("address_state"),
        people.c.kind,
        people.c.language,
        people.c.name,
        people.c.neighbourhood_key,
        people.c.paused_until,
        last_heard_at(_of.address_id).label("last_heard_at"),
        *(people.c[column] for column in NOTICES_OF.values()),
    )
    .join(addresses, addresses.c.id == _of.address_id)
    .join(people, people.c.id == _of.person_id)
    .where(
        _of.state == "planned",
        _of.broadcast_id == bindparam("broadcast"),
        _of.account == bindparam("account"),
        _of.not_before <= bindparam("now"),
    )
    .order_by(_of.not_before, _of.person_id)
)


def list_next(
    connection: Connection, broadcast_id: int, purpose: Purpose, account: str, now: datetime, most: int
) -> list[Next]:
    """Locked; a rival's are left out."""
    statement = locked(connection, first(_next, most), of=broadcast_recipients, skip_locked=True)
    rows = connection.execute(statement, {"broadcast": broadcast_id, "account": account, "now": now}).all()
    return [
        Next(
            person_id=row.person_id,
            address_id=row.address_id,
            reachable=row.address_state == "active",
            is_group=row.kind == "group",
            consents=getattr(row, NOTICES_OF[purpose]),
            paused_until=row.paused_until,
            last_heard_at=row.last_heard_at,
            language=row.language,
            name=row.name,
            neighbourhood_key=row.neighbourhood_key,
        )
        for row in rows
    ]


def settle_recipients(connection: Connection, broadcast_id: int, rows: Sequence[Mapping[str, Any]]) -> None:
    """What was decided of each: person_id, state, reason, not_before, outbox_id, reply."""
    if rows:
        written = [{"broadcast_id": broadcast_id, **row} for row in rows]
        update_rows(connection, broadcast_recipients, written, ("broadcast_id", "person_id"))


_waiting: Any = (
    select(last_heard_at(outbox.c.address_id).label("heard"), (outbox.c.not_before <= bindparam("now")).label("is_due"))
    .where(
        outbox.c.state == "queued",
        outbox.c.hold == "",
        outbox.c.account == bindparam("account"),
        outbox.c.priority.in_(BROADCASTS),
    )
    .order_by(outbox.c.id)
)


class Waiting(Struct, frozen=True):
    """What a broadcast has queued and is not under way yet."""

    last_heard_at: datetime | None
    is_due: bool
    """It does not wait for another hour or day."""


def list_waiting(connection: Connection, account: str, now: datetime, most: int) -> list[Waiting]:
    rows = connection.execute(first(_waiting, most), {"account": account, "now": now})
    return [Waiting(row.heard, bool(row.is_due)) for row in rows]


_under_way = select(last_heard_at(outbox.c.address_id)).where(
    outbox.c.state.in_(_UNSENT),  # as the index has it: without it SQLite reads the whole table
    outbox.c.state == "claimed",
    outbox.c.account == bindparam("account"),
    outbox.c.priority.in_(BROADCASTS),
)


def list_under_way(connection: Connection, account: str) -> list[datetime | None]:
    """Of what broadcasts are sending at this moment: when each address last wrote to us."""
    return list(connection.execute(_under_way, {"account": account}).scalars())


def exclude_planned(connection: Connection, broadcast_id: int, reason: Reason) -> int:
    planned = (_of.broadcast_id == broadcast_id) & (_of.state == "planned")
    left_out = update(broadcast_recipients).where(planned).values(state="excluded", reason=reason.value)
    return int(connection.execute(left_out).rowcount)


def withdraw_queued(connection: Connection, broadcast_id: int, why: str) -> int:
    """Take back what is not under way; what somebody has a part of already goes on."""
    theirs = select(_of.outbox_id).where(_of.broadcast_id == broadcast_id, _of.state == "queued")
    waiting = outbox.c.id.in_(theirs) & (outbox.c.state == "queued") & (outbox.c.parts_sent == 0)
    return int(connection.execute(update(outbox).where(waiting).values(state="cancelled", error=why)).rowcount)


def plan_again(connection: Connection, broadcast_id: int, why: str, now: datetime) -> None:
    """Whose message was taken back for this gets another one when their turn comes."""
    planned = {"state": "planned", "outbox_id": None, "reply": None, "not_before": now}
    connection.execute(update(broadcast_recipients).where(_withdrawn(broadcast_id, why)).values(planned))


def exclude_withdrawn(connection: Connection, broadcast_id: int, reason: Reason) -> None:
    left_out = update(broadcast_recipients).where(_withdrawn(broadcast_id, reason.value))
    connection.execute(left_out.values(state="excluded", reason=reason.value))


def _withdrawn(broadcast_id: int, why: str) -> ColumnElement[bool]:
    taken_back = exists().where(outbox.c.id == _of.outbox_id, outbox.c.state == "cancelled", outbox.c.error == why)
    return (_of.broadcast_id == broadcast_id) & (_of.state == "queued") & taken_back


def is_over(connection: Connection, broadcast_id: int) -> bool:
    """Nobody's turn is still to come, and nothing is on its way; what waits for a resident's next message may go on waiting."""
    planned = select(_of.person_id).where(_of.broadcast_id == broadcast_id, _of.state == "planned")
    if connection.execute(first(planned, 1)).first():
        return False
    under_way = (
        select(outbox.c.id)
        .join(broadcast_recipients, _of.outbox_id == outbox.c.id)
        .where(_of.broadcast_id == broadcast_id, outbox.c.state.in_(_UNSENT))
        .where(or_(outbox.c.state == "claimed", outbox.c.hold == ""))
    )
    return connection.execute(first(under_way, 1)).first() is None


_asking = select(_of.outbox_id, _of.broadcast_id).where(among(_of.outbox_id, "messages"), _of.reply.is_not(None))


def list_asking(connection: Connection, outbox_ids: Sequence[int]) -> dict[int, int]:
    """Those of these messages that can be answered, and the broadcast that each is of."""
    rows = connection.execute(_asking, {"messages": list(outbox_ids)}).all()
    return {row.outbox_id: row.broadcast_id for row in rows}


def was_asked(connection: Connection, broadcast_id: int, person_id: int) -> bool:
    theirs = (_of.broadcast_id == broadcast_id) & (_of.person_id == person_id) & _of.reply.is_not(None)
    return connection.execute(select(_of.person_id).where(theirs)).first() is not None


def note_reply(connection: Connection, broadcast_id: int, person_id: int, reply: str, now: datetime) -> None:
    """The last one counts."""
    theirs = (_of.broadcast_id == broadcast_id) & (_of.person_id == person_id)
    connection.execute(update(broadcast_recipients).where(theirs).values(reply=reply, replied_at=now))


_RANK = case(
    (_of.state == "excluded", 0), (_of.state == "planned", 1), (outbox.c.state.in_(("queued", "cancelled")), 2), else_=3
)


def join_recipients(connection: Connection, from_person: int, to_person: int) -> None:
    """One person was known as two. Of a broadcast that was for both, what went furthest stays."""
    both = (
        select(_of.broadcast_id, _of.person_id, _of.outbox_id, _of.reply, _of.replied_at)
        .join(outbox, outbox.c.id == _of.outbox_id, isouter=True)
        .where(_of.person_id.in_((from_person, to_person)))
        .order_by(_of.broadcast_id, _RANK.desc(), _of.person_id == from_person)
    )
    kept: dict[int, Any] = {}
    for row in connection.execute(both).all():
        if row.broadcast_id in kept:
            _give_up(connection, row, kept[row.broadcast_id])
        else:
            kept[row.broadcast_id] = row
    theirs = _of.person_id == from_person
    connection.execute(update(broadcast_recipients).where(theirs).values(person_id=to_person))


def _give_up(connection: Connection, row: Any, kept: Any) -> None:
    if row.outbox_id:
        waiting = (outbox.c.id == row.outbox_id) & (outbox.c.state == "queued")
        connection.execute(update(outbox).where(waiting).values(state="cancelled", error="joined"))
    connection.execute(
        delete(broadcast_recipients).where(_of.broadcast_id == row.broadcast_id, _of.person_id == row.person_id)
    )
    if row.reply and not kept.reply:
        note_reply(connection, kept.broadcast_id, kept.person_id, row.reply, row.replied_at)
