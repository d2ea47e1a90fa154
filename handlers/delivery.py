"""What became of a send, and what follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.store import Connection

from civic.message import Receipt
from storage import outbox
from storage.ids import Ids
from storage.incidents import open_incident
from storage.outbox import Claimed, Outcome, Sending
from storage.people import mark_address, move_address


@dataclass(frozen=True, slots=True)
class Ended:
    outcome: Outcome
    claimed: Claimed
    unreachable: bool = False
    moved_to: str = ""


def settle(connection: Connection, ended: Sequence[Ended], *, worker: str, now: datetime, ids: Ids) -> None:
    """Record a block of sends. An address that is gone is marked and what waits for it cancelled with the reason."""
    outbox.record(connection, [one.outcome for one in ended], worker=worker, now=now, ids=ids)
    for one in ended:
        if one.unreachable:
            mark_address(connection, one.claimed.address_id, "blocked" if one.outcome.code != "invalid" else "invalid")
            outbox.cancel_queued(connection, one.claimed.address_id, one.outcome.code or "unreachable")
        elif one.moved_to:
            move_address(connection, one.claimed.address_id, one.moved_to)
        elif one.outcome.state in (Sending.FAILED, Sending.UNKNOWN):
            open_incident(connection, ids, kind="undeliverable", outbox_id=one.claimed.id, detail=one.outcome.code or one.outcome.reason, now=now)


def take_receipts(connection: Connection, receipts: Sequence[Receipt], *, ids: Ids) -> int:
    """Keep what a provider says later; each once, in any order, also before our own request was answered."""
    for receipt in receipts:
        outbox.keep_receipt(connection, receipt, ids)
    return len(receipts)
