"""A broadcast's course: begun when its time has come, cut off when that is over, done when nobody is left."""

from datetime import datetime

from civic.broadcast import Reason, State, moved
from handlers.world import World
from storage import recipients
from storage.broadcasts import Broadcast, change_broadcast
from storage.history import append
from storage.ledger import Ledger
from storage.signals import announce
from storage.store import Connection

SUBJECT = "broadcast"
"""Of its history."""


def begin(connection: Connection, world: World, broadcast: Broadcast, now: datetime, by: str) -> int:
    """Pick its recipients and let them be written to; how many they are."""
    people = recipients.plan(connection, broadcast, now)
    move(connection, world, broadcast, State.SENDING, now, by, note=f"{people} people", planned_at=now)
    announce(connection)
    return people


def cut(connection: Connection, broadcast: Broadcast, now: datetime) -> None:
    """Its last moment is over: whoever has not got it does not get it any more."""
    take_out(connection, broadcast.id, Reason.LATE)
    change_broadcast(connection, broadcast.id, cut_at=now)


def take_out(connection: Connection, broadcast_id: int, reason: Reason) -> None:
    """All who have not got it yet."""
    recipients.withdraw_queued(connection, broadcast_id, reason.value)
    recipients.exclude_withdrawn(connection, broadcast_id, reason)
    recipients.exclude_planned(connection, broadcast_id, reason)


def move(
    connection: Connection,
    world: World,
    broadcast: Broadcast,
    to: State,
    now: datetime,
    by: str,
    *,
    note: str = "",
    **columns: object,
) -> None:
    """Raises MoveNotAllowed."""
    moved(broadcast.state, to)
    ended = {"ended_at": now} if to in (State.DONE, State.CANCELLED) else {}
    change_broadcast(connection, broadcast.id, state=to.value, **ended, **columns)
    ledger = Ledger(world.ids)
    append(ledger, SUBJECT, broadcast.id, to.value, by=by, now=now, account="", note=note)
    ledger.save(connection)
