"""What became of a broadcast's recipients: counted, and one by one. They always add up to all whom it was for."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, case, func, select

from civic.broadcast import Outcome, Reason
from storage.tables import broadcast_recipients, outbox

_of = broadcast_recipients.c
_LEFT_OUT = {"consent": Reason.OPTED_OUT.value, "late": Reason.LATE.value, "cancelled": Reason.CANCELLED.value}
"""What an outbox row that was cancelled says of why, and what that is here."""
_left_out = (outbox.c.state == "cancelled") & outbox.c.error.in_(tuple(_LEFT_OUT))
_outcome = case(
    (_of.state != "queued", _of.state),
    (_left_out, Outcome.EXCLUDED.value),
    (outbox.c.state == "cancelled", Outcome.FAILED.value),
    (outbox.c.state == "claimed", Outcome.QUEUED.value),
    ((outbox.c.state == "queued") & (outbox.c.hold != ""), Outcome.HELD.value),
    else_=outbox.c.state,
)
_why = case(
    (_of.state != "queued", _of.reason),
    (outbox.c.state == "cancelled", case(_LEFT_OUT, value=outbox.c.error, else_=outbox.c.error)),
    (outbox.c.state.in_(("failed", "unknown")), outbox.c.error),
    else_="",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """How many recipients are alike. `channel`: empty for nobody's."""

    channel: str
    outcome: Outcome
    reason: str
    people: int


def count_outcomes(connection: Connection, broadcast_id: int) -> list[Figure]:
    """They add up to all whom the audience matched."""
    each = (
        select(_of.account, _outcome.label("outcome"), _why.label("why"))
        .join(outbox, outbox.c.id == _of.outbox_id, isouter=True)
        .where(_of.broadcast_id == broadcast_id)
        .subquery()
    )
    alike = select(*each.c, func.count()).group_by(*each.c).order_by(*each.c)
    return [
        Figure(row[0].partition(":")[0], Outcome(row[1]), row[2], row[3]) for row in connection.execute(alike).all()
    ]


def count_standings(connection: Connection, broadcast_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """How many people of each broadcast are planned, handed over to be sent, or left out."""
    alike = select(_of.broadcast_id, _of.state, func.count()).where(_of.broadcast_id.in_(broadcast_ids))
    found: dict[int, dict[str, int]] = {}
    for broadcast_id, state, people in connection.execute(alike.group_by(_of.broadcast_id, _of.state)):
        found.setdefault(broadcast_id, {})[state] = people
    return found


def count_replies(connection: Connection, broadcast_id: int) -> dict[str, int]:
    """By the id of the answer."""
    given = (_of.broadcast_id == broadcast_id) & _of.reply.is_not(None) & (_of.reply != "")
    alike = select(_of.reply, func.count()).where(given).group_by(_of.reply).order_by(_of.reply)
    return {str(row[0]): row[1] for row in connection.execute(alike)}


def list_replies(connection: Connection, broadcast_id: int) -> dict[int, str]:
    """The id of the answer, by person; of those who answered."""
    given = (_of.broadcast_id == broadcast_id) & _of.reply.is_not(None) & (_of.reply != "")
    return {row.person_id: row.reply for row in connection.execute(select(_of.person_id, _of.reply).where(given))}


@dataclass(frozen=True, slots=True)
class Line:
    """One recipient, without who they are."""

    channel: str
    outcome: str
    reason: str
    sent_at: datetime | None
    reply: str


def list_lines(connection: Connection, broadcast_id: int) -> Iterator[Line]:
    """In an order of its own."""
    each = (
        select(_of.account, _outcome, _why, outbox.c.sent_at, func.coalesce(_of.reply, ""))
        .join(outbox, outbox.c.id == _of.outbox_id, isouter=True)
        .where(_of.broadcast_id == broadcast_id)
        .order_by(_of.person_id)
    )
    for row in connection.execute(each):
        yield Line(row[0].partition(":")[0], row[1], row[2], row[3], row[4])
