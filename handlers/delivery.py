"""What became of a send, and what follows from it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from civic.message import Failure, Priority, Receipt, TopicAct
from storage import outbox
from storage.chats import chats_of_messages, note_change
from storage.ids import Ids
from storage.incidents import open_incident
from storage.openings import note_openings
from storage.outbox import Claimed, Outcome, Sending
from storage.people import mark_address, move_address
from storage.store import Connection
from storage.updates import tell_again

_LATER = timedelta(minutes=5)
"""After a late refusal for being too much: it was the provider's queue, not a moment's burst."""

_NEXT_DAY = timedelta(days=1)
"""What told somebody of their report and was refused is told again then, with what came since."""


class Ended(Struct, frozen=True):
    outcome: Outcome
    claimed: Claimed
    unreachable: bool = False
    begins: bool = False
    """It was sent outside of the channel's window, which only a template may be."""
    moved_to: str = ""


def settle(connection: Connection, ended: Sequence[Ended], *, worker: str, now: datetime, ids: Ids) -> None:
    """Record a block of sends. An address that is gone is marked and what waits for it cancelled with the reason."""
    for receipt in outbox.record(connection, [one.outcome for one in ended], worker=worker, now=now, ids=ids):
        _follow(connection, receipt.outbox_id or 0, receipt, ids, now)
    note_change(connection, ids, chats_of_messages(connection, [one.claimed.id for one in ended if _is_of_staff(one)]))
    begun = [(one.claimed.account, one.claimed.address_id) for one in ended if one.begins and _may_have_left(one)]
    note_openings(connection, begun, now)
    for one in ended:
        if one.outcome.state is Sending.FAILED:
            tell_again(connection, one.claimed.id, now + _NEXT_DAY)
        if one.unreachable and one.claimed.message.topic:
            open_incident(connection, ids, kind="group", outbox_id=one.claimed.id, detail=one.outcome.code, now=now)
        if one.unreachable:
            mark_address(connection, one.claimed.address_id, "blocked" if one.outcome.code != "invalid" else "invalid")
            outbox.cancel_queued(connection, one.claimed.address_id, one.outcome.code or "unreachable")
        elif one.moved_to:
            move_address(connection, one.claimed.address_id, one.moved_to)
        elif one.claimed.message.topic:
            _note_group(connection, one, ids, now)
        elif one.outcome.state in (Sending.FAILED, Sending.UNKNOWN):
            open_incident(
                connection,
                ids,
                kind="undeliverable",
                outbox_id=one.claimed.id,
                detail=one.outcome.code or one.outcome.reason,
                now=now,
            )


def _note_group(connection: Connection, one: Ended, ids: Ids, now: datetime) -> None:
    """Most of what goes wrong in a group of staff is mended from there; that somebody was not taken out of it is not."""
    topic = one.claimed.message.topic
    if one.outcome.state is Sending.FAILED and topic and topic.act is TopicAct.REMOVE:
        open_incident(connection, ids, kind="group", outbox_id=one.claimed.id, detail=one.outcome.code, now=now)


def _is_of_staff(one: Ended) -> bool:
    return one.claimed.priority == Priority.STAFF


def _may_have_left(one: Ended) -> bool:
    return one.outcome.state in (Sending.SENT, Sending.UNKNOWN)


def take_receipts(connection: Connection, receipts: Sequence[Receipt], *, ids: Ids, now: datetime) -> int:
    """Keep what a provider says later; each once, in any order, also before our own request was answered."""
    moved: list[int] = []
    for receipt in receipts:
        outbox_id = outbox.keep_receipt(connection, receipt, ids)
        if outbox_id:
            moved.append(outbox_id)
        if outbox_id and receipt.failure is not Failure.NONE:
            _follow(connection, outbox_id, receipt, ids, now)
    note_change(connection, ids, chats_of_messages(connection, moved))
    return len(receipts)


def _follow(connection: Connection, outbox_id: int, receipt: Receipt, ids: Ids, now: datetime) -> None:
    """What a late failure leads to. The same receipt again changes nothing: the row has left `failed` or is told of."""
    address_id = outbox.failed_address(connection, outbox_id)
    if address_id is None:
        return
    if receipt.failure not in (Failure.OUTSIDE_WINDOW, Failure.AGAIN):
        tell_again(connection, outbox_id, now + _NEXT_DAY)
    match receipt.failure:
        case Failure.OUTSIDE_WINDOW:
            outbox.hold_for_window(connection, outbox_id)
        case Failure.AGAIN:
            outbox.put_back(connection, outbox_id, now + _LATER)
        case Failure.UNREACHABLE:
            mark_address(connection, address_id, "blocked")
            outbox.cancel_queued(connection, address_id, receipt.error or "unreachable")
        case _:
            open_incident(connection, ids, kind="undeliverable", outbox_id=outbox_id, detail=receipt.error, now=now)
