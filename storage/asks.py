"""What people were asked about a complaint, and what they answered."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, bindparam, case, exists, func, literal, select, update

from civic.complaint import Status
from storage.dialect import among, first, locked
from storage.tables import asks, complaints, outbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    id: int
    complaint_id: int
    person_id: int
    kind: str
    """`vote` (is it fixed?) or `question` (of staff)."""
    round: int
    text: str
    back_to: str
    asked_at: datetime
    answer_by: datetime
    outbox_id: int | None
    ended_at: datetime | None
    ended_as: str
    answer: str


_all = select(*(asks.c[field.name] for field in fields(Ask)))


class OpenAsk(Struct, frozen=True):
    """What somebody still has to answer."""

    id: int
    person_id: int
    complaint_id: int
    folio: str
    kind: str
    text: str
    asked_at: datetime
    answer_by: datetime
    outbox_id: int | None
    """The message that carries it; None: none does yet, or the one that did came to nothing."""
    was_sent: bool
    provider_id: str
    """The provider's name for that message: what a quote of it says."""


_GONE_OUT = ("claimed", "sent", "delivered", "read", "unknown")
"""States of a message that may be before the resident's eyes."""
_carried = case((outbox.c.state.in_(("failed", "cancelled")), None), else_=asks.c.outbox_id)
_was_sent = func.coalesce(outbox.c.state.in_(_GONE_OUT), literal(False))
_open = (
    select(
        asks.c.id,
        asks.c.person_id,
        asks.c.complaint_id,
        complaints.c.folio,
        asks.c.kind,
        asks.c.text,
        asks.c.asked_at,
        asks.c.answer_by,
        _carried,
        _was_sent,
        func.coalesce(outbox.c.provider_id, ""),
    )
    .join(complaints, complaints.c.id == asks.c.complaint_id)
    .join(outbox, outbox.c.id == asks.c.outbox_id, isouter=True)
    .where(among(asks.c.person_id, "people"), asks.c.ended_at.is_(None))
    .order_by(asks.c.id)
)


def list_open(connection: Connection, person_ids: Sequence[int]) -> list[OpenAsk]:
    """Oldest first, of all these people."""
    return [OpenAsk(*row) for row in connection.execute(_open, {"people": list(person_ids)}).all()]


_last_said = (
    select(outbox.c.address_id, func.max(outbox.c.id).label("last"))
    .where(
        outbox.c.address_id.in_(bindparam("addresses", expanding=True)),
        outbox.c.state.in_(_GONE_OUT),
    )
    .group_by(outbox.c.address_id)
)


def last_said(connection: Connection, address_ids: Sequence[int]) -> dict[int, int]:
    """The message that each address was sent last."""
    rows = connection.execute(_last_said, {"addresses": list(address_ids)})
    return {row.address_id: row.last for row in rows}


def find_last(connection: Connection, complaint_id: int, person_id: int, kind: str) -> Ask | None:
    """What this person was asked last about this complaint, answered or not; locked until the commit."""
    of_it = (asks.c.complaint_id == complaint_id) & (asks.c.person_id == person_id) & (asks.c.kind == kind)
    row = connection.execute(first(locked(connection, _all.where(of_it).order_by(asks.c.id.desc())), 1)).first()
    return Ask(**row._mapping) if row else None


def list_since(connection: Connection, complaint_id: int, since: datetime) -> list[Ask]:
    """Every time somebody was asked whether it is fixed, from then on."""
    of_it = (asks.c.complaint_id == complaint_id) & (asks.c.kind == "vote") & (asks.c.asked_at >= since)
    return [Ask(**row._mapping) for row in connection.execute(_all.where(of_it).order_by(asks.c.id))]


def list_expired(connection: Connection, now: datetime, most: int) -> list[Ask]:
    """Those whose time to answer is over, and nobody has dealt with it yet."""
    over = _all.where(asks.c.ended_at.is_(None), asks.c.answer_by <= now).order_by(asks.c.answer_by, asks.c.id)
    rows = connection.execute(locked(connection, over.limit(most), skip_locked=True))
    return [Ask(**row._mapping) for row in rows]


def list_over(connection: Connection, now: datetime, most: int) -> list[int]:
    """Complaints that are said to be done and about which nobody has time to answer any more, whether they did or not."""
    running = exists().where(
        asks.c.complaint_id == complaints.c.id, asks.c.kind == "vote", asks.c.asked_at >= complaints.c.done_at,
        asks.c.answer_by > now,
    )  # fmt: skip
    over = select(complaints.c.id).where(complaints.c.status == Status.DONE.value, ~running)
    return list(connection.execute(over.order_by(complaints.c.done_at).limit(most)).scalars())


def end_open(connection: Connection, complaint_id: int, kind: str, ended_as: str, now: datetime) -> None:
    """Nobody needs to answer any more what was asked before `now`."""
    of_it = (asks.c.complaint_id == complaint_id) & (asks.c.kind == kind) & asks.c.ended_at.is_(None)
    connection.execute(update(asks).where(of_it, asks.c.asked_at < now).values(ended_at=now, ended_as=ended_as))


def list_to_ask_again(connection: Connection, done_before: datetime, done_after: datetime, most: int) -> list[int]:
    """Complaints that were done in this stretch of time, that not enough people confirmed, and that nobody was asked about
    a second time."""
    again = exists().where(
        asks.c.complaint_id == complaints.c.id, asks.c.round == 2, asks.c.asked_at > complaints.c.done_at
    )
    silent = (
        select(complaints.c.id)
        .where(
            complaints.c.status.in_((Status.UNCONFIRMED.value, Status.PARTLY_DONE.value)),
            complaints.c.done_at <= done_before,
            complaints.c.done_at > done_after,
            ~again,
        )
        .order_by(complaints.c.done_at)
        .limit(most)
    )
    return list(connection.execute(silent).scalars())
