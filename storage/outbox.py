"""What is to be said: queued with the act that caused it, claimed with a lease, and what became of it.

queued > claimed > sent > delivered > read | failed | unknown | cancelled
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import Connection, and_, bindparam, exists, func, literal_column, or_, select, union_all, update

from civic.consent import Purpose
from civic.hours import QuietHours
from civic.message import Failure, Message, Priority, Receipt
from storage.dialect import first, insert_missing, locked
from storage.ids import Ids
from storage.ledger import Ledger
from storage.tables import addresses, chats, inbox, outbox, people, receipts, send_attempts


class Sending(StrEnum):
    QUEUED = "queued"
    CLAIMED = "claimed"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


NOTICES_OF = {purpose.value: f"{purpose}_notices" for purpose in Purpose}
"""What is said of our own accord, by purpose, and the column that holds the consent; answers need none."""

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Message)


NOTHING = '{"text":""}'
"""The body of a message that is forgotten: still a message, without words."""


def read_message(body: str) -> Message:
    """What a row says."""
    return _decoder.decode(body)


def encode_message(message: Message) -> str:
    """How a row keeps it."""
    return _encoder.encode(message).decode()


def list_queued(connection: Connection, *, after: int) -> list[tuple[int, str]]:
    """Ids and bodies of what was queued since that id, in order."""
    newer = select(outbox.c.id, outbox.c.body).where(outbox.c.id > after).order_by(outbox.c.id)
    return [(row.id, row.body) for row in connection.execute(newer)]


def queue(
    ledger: Ledger,
    message: Message,
    *,
    address_id: int,
    account: str,
    now: datetime,
    priority: int = Priority.ANSWER,
    purpose: str = "answer",
    inbox_id: int | None = None,
    chat_epoch: int = 0,
    repeatable: bool = False,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
    hold: str = "",
) -> int:
    return ledger.add(
        "outbox",
        address_id=address_id,
        account=account,
        priority=priority,
        purpose=purpose,
        body=encode_message(message),
        inbox_id=inbox_id,
        chat_epoch=chat_epoch,
        repeatable=repeatable,
        state=Sending.QUEUED.value,
        hold=hold,
        not_before=not_before or now,
        not_after=not_after,
        attempts=0,
        parts_sent=0,
        worker="",
        lease_until=None,
        provider_id="",
        error="",
        created_at=now,
        sent_at=None,
    )


class Claimed(msgspec.Struct, frozen=True, kw_only=True):
    """One message to send, with all that the sender must know of it."""

    id: int
    address_id: int
    account: str
    to: str
    is_group: bool
    priority: int
    message: Message
    attempts: int
    parts_sent: int
    repeatable: bool
    created_at: datetime
    last_heard_at: datetime | None
    """When this address last wrote to us: what the 24-hour window is counted from."""


_UNSENT = ("queued", "claimed")
"""As the index `ix_outbox_lane` has it: SQLite uses that only where a statement says the same."""
_earlier = outbox.alias("earlier")
_lane_is_busy = exists().where(
    _earlier.c.address_id == outbox.c.address_id,
    _earlier.c.state.in_(_UNSENT),
    or_(
        _earlier.c.state == "claimed",
        and_(
            _earlier.c.state == "queued",
            _earlier.c.hold == "",
            _earlier.c.id < outbox.c.id,
            _earlier.c.priority <= outbox.c.priority,
            # a message put off by quiet hours lets others pass; one that is being tried again does not
            or_(_earlier.c.not_before <= bindparam("now"), _earlier.c.attempts > 0),
        ),
    ),
)
_PRIORITIES = (Priority.ANSWER, Priority.STAFF, Priority.URGENT, Priority.STATUS, Priority.BROADCAST)


_last_heard = first(
    select(inbox.c.received_at)
    .where(
        inbox.c.address_id == outbox.c.address_id,
        *(inbox.c.kind != kind for kind in ("blocked", "unblocked", "joined", "left")),
    )
    .order_by(inbox.c.id.desc()),
    1,
).scalar_subquery()


def _due_of(priority: int, most: int, resting: bool) -> Any:
    """The first of one priority, by the index: however many wait for another day, they are not walked over."""
    of_priority = (
        select(outbox.c.id)
        .where(
            outbox.c.state == "queued",
            outbox.c.hold == "",
            outbox.c.priority == literal_column(str(priority)),
            outbox.c.not_before <= bindparam("now"),
            outbox.c.account == bindparam("account"),
            ~_lane_is_busy,
            *([outbox.c.address_id.not_in(bindparam("resting", expanding=True))] if resting else ()),
        )
        .order_by(outbox.c.not_before, outbox.c.id)
    )
    return select(first(of_priority, most).subquery())


@lru_cache(maxsize=32)
def _due_first(most: int, *, resting: bool) -> Any:
    """Apart for when some lanes rest, because a list of lanes has to be written into the SQL anew each time."""
    due = union_all(*(_due_of(priority, most, resting) for priority in _PRIORITIES)).subquery()
    return first(
        select(
            outbox.c.id,
            outbox.c.address_id,
            outbox.c.account,
            addresses.c.reply_to,
            addresses.c.kind,
            outbox.c.priority,
            outbox.c.attempts,
            outbox.c.parts_sent,
            outbox.c.repeatable,
            outbox.c.created_at,
            outbox.c.purpose,
            outbox.c.not_after,
            *(people.c[column] for column in NOTICES_OF.values()),
            people.c.paused_until,
            outbox.c.chat_epoch,
            chats.c.epoch,
            chats.c.last_at,
            _last_heard.label("last_heard_at"),
        )
        .join_from(due, outbox, outbox.c.id == due.c.id)
        .join(addresses, addresses.c.id == outbox.c.address_id)
        .join(people, people.c.id == addresses.c.person_id)
        .join(chats, (chats.c.person_id == people.c.id) & (chats.c.state == "taken"), isouter=True)
        .order_by(outbox.c.priority, outbox.c.not_before, outbox.c.id),
        most,
    )


_claim = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)), outbox.c.state == "queued")
    .values(state="claimed", worker=bindparam("by"), lease_until=bindparam("until"), attempts=outbox.c.attempts + 1)
    .returning(outbox.c.id, outbox.c.body)
)
"""The body as it is now: more may have been added since the row was found. No subqueries: SQLite takes one there for one of
its own table (`address_id = address_id`)."""


def claim(
    connection: Connection,
    *,
    account: str,
    room: int,
    resting: Sequence[int],
    worker: str,
    now: datetime,
    lease: timedelta,
    quiet: QuietHours | None = None,
) -> list[Claimed]:
    """Take up to `room` due messages, one a lane and none of a `resting` lane, most urgent first. Notices are taken only
    when whoever they go to agrees to them now and it is not the hour to be left alone; else they wait or are cancelled.

    What is claimed is about to be sent: a lease that runs out means a send whose outcome nobody knows.
    """
    statement = _due_first(1 << (room - 1).bit_length(), resting=bool(resting))  # the next power of two: few statements
    rows: list[Any] = []
    while not rows:  # where all that was found may not go, what stands behind it may
        due = connection.execute(statement, {"now": now, "account": account, "resting": list(resting)}).all()
        if not due:
            return []
        rows = [row for row in _one_a_lane(due)[:room] if _may_go(connection, row, now, quiet)]
    ids = {"ids": [row.id for row in rows], "by": worker, "until": now + lease}
    bodies = {row.id: row.body for row in connection.execute(_claim, ids)}
    return [_read(row, bodies[row.id]) for row in rows if row.id in bodies]


def _one_a_lane(rows: Sequence[Any]) -> list[Any]:
    """Two due rows of one lane with different priorities can be found at once: the more urgent goes first."""
    lanes: dict[int, Any] = {}
    for row in rows:
        lanes.setdefault(row.address_id, row)
    return list(lanes.values())


_HUSH = timedelta(hours=2)
"""How long after the last word between a resident and a person of ours notices stay away."""


def _may_go(connection: Connection, row: Any, now: datetime, quiet: QuietHours | None) -> bool:
    if row.purpose not in NOTICES_OF and row.epoch is None:
        return True
    this = (outbox.c.id == row.id) & (outbox.c.state == "queued")
    if refused := _refusal(row, now):
        connection.execute(update(outbox).where(this).values(state="cancelled", error=refused))
        return False
    if row.purpose not in NOTICES_OF:
        return True
    allowed = quiet.next_allowed(now) if quiet and row.priority != Priority.URGENT else now
    hush = row.last_at + _HUSH if row.epoch is not None and row.priority != Priority.URGENT else now
    later = max(allowed, hush, row.paused_until or now)
    if later > now:
        connection.execute(update(outbox).where(this).values(not_before=later))
    return later <= now


def _refusal(row: Any, now: datetime) -> str:
    """Why it may not go any more; empty: it may. A person has taken the chat since the bot said it: it is silent. A
    committee's group has agreed by taking us in."""
    if row.purpose not in NOTICES_OF:
        return "person" if row.purpose == "answer" and row.chat_epoch != row.epoch else ""
    if row.kind != "group" and not getattr(row, NOTICES_OF[row.purpose]):
        return "consent"
    return "late" if row.not_after and row.not_after <= now else ""


def _read(row: Any, body: str) -> Claimed:
    return Claimed(
        id=row.id,
        address_id=row.address_id,
        account=row.account,
        to=row.reply_to,
        is_group=row.kind == "group",
        priority=row.priority,
        message=read_message(body),
        attempts=row.attempts + 1,
        parts_sent=row.parts_sent,
        repeatable=row.repeatable,
        created_at=row.created_at,
        last_heard_at=row.last_heard_at,
    )


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one claimed message."""

    id: int
    state: Sending
    """SENT, QUEUED (again, not before `not_before`), FAILED, UNKNOWN or CANCELLED."""
    provider_id: str = ""
    parts_sent: int = 0
    not_before: datetime | None = None
    hold: str = ""
    code: str = ""
    reason: str = ""
    kind: str = ""
    """For `send_attempts`: not_sent | unknown | refused; empty when it went well."""


_record = (
    update(outbox)
    .where(
        outbox.c.id == bindparam("row_id"),
        or_(
            outbox.c.state == "claimed", outbox.c.state == "unknown"
        ),  # unknown: taken for interrupted meanwhile, and now it is known
        outbox.c.worker == bindparam("by"),
    )
    .values(
        state=bindparam("new_state"),
        provider_id=func.coalesce(bindparam("provider"), outbox.c.provider_id),
        parts_sent=bindparam("parts"),
        hold=bindparam("held"),
        error=bindparam("why"),
        not_before=func.coalesce(bindparam("later", type_=outbox.c.not_before.type), outbox.c.not_before),
        sent_at=bindparam("sent"),
        lease_until=None,
    )
)


def record(
    connection: Connection, outcomes: Sequence[Outcome], *, worker: str, now: datetime, ids: Ids
) -> list[Receipt]:
    """Write down what became of a block of sends. Returns the receipts of failures that came before this did."""
    connection.execute(
        _record,
        [
            {
                "row_id": o.id,
                "by": worker,
                "new_state": o.state.value,
                "provider": o.provider_id or None,
                "parts": o.parts_sent,
                "held": o.hold,
                "why": o.code or o.reason,
                "later": o.not_before,
                "sent": now if o.state is Sending.SENT else None,
            }
            for o in outcomes
        ],
    )
    troubled = [
        {"id": ids.new(), "outbox_id": o.id, "outcome": o.kind, "code": o.code, "reason": o.reason[:500], "at": now}
        for o in outcomes
        if o.kind
    ]
    if troubled:
        connection.execute(send_attempts.insert(), troubled)
    return _join_early_receipts(connection, outcomes)


_early = (
    select(receipts)
    .where(
        or_(
            receipts.c.outbox_id.in_(bindparam("ours", expanding=True)),
            receipts.c.provider_id.in_(bindparam("theirs", expanding=True)),
        )
    )
    .order_by(receipts.c.id)
)


def _join_early_receipts(connection: Connection, outcomes: Sequence[Outcome]) -> list[Receipt]:
    """A receipt can come before the answer to our request: it waited in its table for the row to be done."""
    values = {"ours": [o.id for o in outcomes], "theirs": [o.provider_id for o in outcomes if o.provider_id]}
    failed = []
    for row in connection.execute(_early, values).all():
        outbox_id = apply_receipt(connection, row.account, row.provider_id, row.status, row.error, row.outbox_id)
        if outbox_id and row.failure:
            failed.append(
                Receipt(
                    account=row.account,
                    provider_id=row.provider_id,
                    status=row.status,
                    error=row.error,
                    failure=Failure(row.failure),
                    outbox_id=outbox_id,
                    at=row.at,
                )
            )
    return failed


def list_sent_to_groups(connection: Connection, account: str, since: datetime) -> list[tuple[int, datetime]]:
    """Address and moment of what groups were sent, oldest first."""
    groups = select(addresses.c.id).where(addresses.c.account == account, addresses.c.kind == "group")
    sent = select(outbox.c.address_id, outbox.c.sent_at).where(
        outbox.c.address_id.in_(groups), outbox.c.created_at > since - timedelta(hours=1), outbox.c.sent_at > since
    )
    return [(row[0], row[1]) for row in connection.execute(sent.order_by(outbox.c.sent_at))]


def failed_address(connection: Connection, outbox_id: int) -> int | None:
    """Whom a message that failed was for; None when it has not failed, or is being tried again."""
    failed = (outbox.c.id == outbox_id) & (outbox.c.state == "failed")
    return connection.execute(select(outbox.c.address_id).where(failed)).scalar()


def hold_for_window(connection: Connection, outbox_id: int) -> None:
    """WhatsApp's window had closed after all: it waits for the resident's next message."""
    connection.execute(
        update(outbox)
        .where(outbox.c.id == outbox_id)
        .values(state="queued", hold="window", provider_id="", parts_sent=0)
    )


def put_back(connection: Connection, outbox_id: int, not_before: datetime) -> None:
    connection.execute(
        update(outbox)
        .where(outbox.c.id == outbox_id)
        .values(state="queued", not_before=not_before, provider_id="", parts_sent=0)
    )


def keep_receipt(connection: Connection, receipt: Receipt, ids: Ids) -> int | None:
    """Keep it and let it move its message; the message's id, None when it is not known yet."""
    row = {
        "id": ids.new(),
        "account": receipt.account,
        "provider_id": receipt.provider_id,
        "status": receipt.status,
        "error": receipt.error,
        "failure": receipt.failure.value,
        "outbox_id": receipt.outbox_id,
        "at": receipt.at,
        "raw": receipt.raw,
    }
    insert_missing(connection, receipts, [row], ("provider_id", "account", "status"))
    return apply_receipt(
        connection, receipt.account, receipt.provider_id, receipt.status, receipt.error, receipt.outbox_id
    )


_RANK = {"queued": 0, "claimed": 0, "unknown": 0, "sent": 1, "delivered": 2, "read": 3}
"""Receipts come in any order and only ever move a message up; `failed` is final unless it was delivered."""


def apply_receipt(
    connection: Connection, account: str, provider_id: str, status: str, error: str, outbox_id: int | None
) -> int | None:
    """Let a receipt move its message; the row's id, or None when the message is not known yet."""
    found = connection.execute(
        locked(
            connection,
            select(outbox.c.id, outbox.c.state, outbox.c.provider_id).where(
                outbox.c.account == account,
                or_(outbox.c.provider_id == provider_id, outbox.c.id == (outbox_id or 0)),
            ),
        )
    ).first()
    if found is None or found.provider_id not in ("", provider_id):  # the second: of an earlier try
        return None
    changes: dict[str, Any] = {} if found.provider_id else {"provider_id": provider_id}
    if _moves(found.state, status):
        changes |= {"state": status, "error": error, "lease_until": None}
    if changes:
        connection.execute(update(outbox).where(outbox.c.id == found.id).values(changes))
    return int(found.id)


def _moves(state: str, status: str) -> bool:
    if status == "failed":
        return state in ("sent", "unknown")
    return status in _RANK and state in _RANK and _RANK[status] > _RANK[state] and (state != "claimed")


def interrupted(connection: Connection, *, worker: str, new_leader: bool, now: datetime, ids: Ids) -> tuple[int, int]:
    """Rows that another worker than `worker` claimed and left: in flight when it died, so nobody knows. A new leader
    takes all of them (who had the lead before has lost it), later it takes those of which the lease ran out. Marked
    `unknown`; where a second copy harms nobody, tried once more. Returns (unknown, again).

    A worker that only lost the lead and still lives knows better in a moment: `record` then puts it right."""
    gone = and_(outbox.c.state == "claimed", outbox.c.worker != worker)
    if not new_leader:
        gone = and_(gone, outbox.c.lease_until < now)
    rows = connection.execute(
        locked(connection, select(outbox.c.id, outbox.c.repeatable, outbox.c.attempts).where(gone), skip_locked=True)
    ).all()
    again = [row.id for row in rows if row.repeatable and row.attempts < 2]
    lost = [row.id for row in rows if row.id not in set(again)]
    if again:
        connection.execute(
            update(outbox)
            .where(outbox.c.id.in_(again))
            .values(state="queued", lease_until=None, worker="", error="interrupted")
        )
    if lost:
        connection.execute(
            update(outbox).where(outbox.c.id.in_(lost)).values(state="unknown", lease_until=None, error="interrupted")
        )
    if rows:
        connection.execute(
            send_attempts.insert(),
            [
                {
                    "id": ids.new(),
                    "outbox_id": row.id,
                    "outcome": "interrupted",
                    "code": "",
                    "reason": "the program stopped in mid-send",
                    "at": now,
                }
                for row in rows
            ],
        )
    return len(lost), len(again)


@dataclass(frozen=True, slots=True)
class Lost:
    """A message whose outcome nobody knows."""

    id: int
    account: str
    to: str
    message: Message
    created_at: datetime


def list_unknown(connection: Connection, account: str, since: datetime, until: datetime, most: int) -> list[Lost]:
    """Those of a stretch of time that were not looked for yet, oldest first."""
    lost = (
        select(outbox.c.id, outbox.c.account, addresses.c.reply_to, outbox.c.body, outbox.c.created_at)
        .join(addresses, addresses.c.id == outbox.c.address_id)
        .where(outbox.c.account == account, outbox.c.state == "unknown", outbox.c.error != _LOOKED_FOR)
        .where(outbox.c.created_at.between(since, until))
        .order_by(outbox.c.id)
        .limit(most)
    )
    return [Lost(r.id, r.account, r.reply_to, read_message(r.body), r.created_at) for r in connection.execute(lost)]


_LOOKED_FOR = "looked for"
"""The provider was asked and has no such message."""


def settle_unknown(connection: Connection, outbox_id: int, provider_id: str | None, now: datetime) -> bool:
    """What a look at the provider's list showed. True when the message was found there, and is no other row's."""
    row = (outbox.c.id == outbox_id) & (outbox.c.state == "unknown")
    taken = select(outbox.c.id).where(outbox.c.provider_id == provider_id, outbox.c.provider_id != "")
    if provider_id is None or connection.execute(taken).first():
        connection.execute(update(outbox).where(row).values(error=_LOOKED_FOR))
        return False
    found = connection.execute(update(outbox).where(row).values(state="sent", provider_id=provider_id, sent_at=now))
    return bool(found.rowcount)


def find_lost(connection: Connection, outbox_id: int, person_id: int) -> Message | None:
    """What staff wrote to this person and did not arrive, as far as is known; locked. None: it did, or may still."""
    this = (outbox.c.id == outbox_id) & (outbox.c.purpose == "staff") & (addresses.c.person_id == person_id)
    lost = select(outbox.c.body).join(addresses, addresses.c.id == outbox.c.address_id)
    lost = lost.where(this, outbox.c.state.in_(("failed", "unknown", "cancelled")), outbox.c.error != _SENT_AGAIN)
    body = connection.execute(locked(connection, lost, of=outbox)).scalar()
    return None if body is None else read_message(body)


_SENT_AGAIN = "sent again"
"""Another message took its place."""


def mark_sent_again(connection: Connection, outbox_id: int) -> None:
    connection.execute(update(outbox).where(outbox.c.id == outbox_id).values(error=_SENT_AGAIN))


def cancel_queued(connection: Connection, address_id: int, reason: str) -> int:
    waiting = and_(outbox.c.address_id == address_id, outbox.c.state.in_(_UNSENT), outbox.c.state == "queued")
    return int(connection.execute(update(outbox).where(waiting).values(state="cancelled", error=reason)).rowcount)


_release = (
    update(outbox)
    .where(
        outbox.c.address_id.in_(bindparam("addresses", expanding=True)),
        outbox.c.state.in_(_UNSENT),
        outbox.c.state == "queued",
        outbox.c.hold == "window",
    )
    .values(hold="", not_before=bindparam("now"))
)


def release_window(connection: Connection, address_ids: Sequence[int], now: datetime) -> None:
    """The resident wrote: what waited for WhatsApp's window may go."""
    connection.execute(_release, {"addresses": list(address_ids), "now": now})
