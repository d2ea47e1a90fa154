"""Gives the outbox some of a broadcast's recipients when it has room, each looked at as they stand at that moment."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from civic.broadcast import Reason, Standing
from civic.broadcast_rules import SenderRules
from civic.message import Priority
from handlers.broadcast.message import message_for
from handlers.world import World
from storage import recipients
from storage.broadcasts import Broadcast, list_sending
from storage.ledger import Ledger
from storage.openings import DAY, count_begun
from storage.outbox import queue
from storage.recipients import Next, Waiting
from storage.store import Connection

AHEAD = 10
"""Seconds of an account's pace that lie ready in its outbox; what is paused or cancelled is taken back from there."""
MOST = 500
_ROUNDS = 4
"""However many have to be left out, others use the store meanwhile."""
_LOOK_AGAIN = timedelta(hours=1)
"""For whom there was no conversation left today: at the soonest, so that they are not all looked at every minute."""


def feed(connection: Connection, world: World, account: str, room: int, now: datetime) -> int:
    """Queue what keeps `room` messages, and those of the next seconds, from being missing. How many were queued."""
    sending = [one for one in list_sending(connection) if _may_go(world, one, now)]
    if not sending:
        return 0
    waiting = recipients.list_waiting(connection, account, now, 2 * MOST)
    rules = world.broadcasts.sender(account)
    feeding = _Feeding(connection, world, rules, account, now, Ledger(world.ids))
    feeding.begun_by(waiting)
    wanted = min(MOST, max(room, rules.per_second * AHEAD)) - sum(one.is_due for one in waiting)
    for broadcast in sending:
        if feeding.queued < wanted:
            feeding.feed(broadcast, wanted - feeding.queued)
    feeding.ledger.save(connection)
    return feeding.queued


def _may_go(world: World, broadcast: Broadcast, now: datetime) -> bool:
    if broadcast.ends_by and broadcast.ends_by <= now:
        return False
    return broadcast.urgent or world.quiet.next_allowed(now) <= now


@dataclass(slots=True)
class _Feeding:
    connection: Connection
    world: World
    rules: SenderRules
    account: str
    now: datetime
    ledger: Ledger
    queued: int = 0
    left_today: int | None = None
    """Conversations that may still be begun; None: any number."""
    again_at: datetime = field(init=False)
    """When there may be room for another one."""

    def begun_by(self, waiting: Sequence[Waiting]) -> None:
        """What is queued already, or is being sent, begins conversations as well."""
        self.again_at = self.now + _LOOK_AGAIN
        if not (self.rules.daily and self.rules.window):
            return
        begun = count_begun(self.connection, self.account, self.now)
        heard = [one.last_heard_at for one in waiting] + recipients.list_under_way(self.connection, self.account)
        about_to = sum(not self.rules.is_open(at, self.now) for at in heard)
        self.left_today = self.rules.for_broadcasts - begun.people - about_to
        if begun.first_at:
            self.again_at = max(self.again_at, begun.first_at + DAY)

    def feed(self, broadcast: Broadcast, most: int) -> None:
        """Round after round: those left out make room for others."""
        for _ in range(_ROUNDS):
            found = recipients.list_next(self.connection, broadcast.id, broadcast.purpose, self.account, self.now, most)
            before = self.queued
            rows = [self._decided(broadcast, one) for one in found]
            recipients.settle_recipients(self.connection, broadcast.id, rows)
            most -= self.queued - before
            if most <= 0 or not found or all(row["state"] == Standing.PLANNED for row in rows):
                return

    def _decided(self, broadcast: Broadcast, one: Next) -> dict[str, Any]:
        if reason := _reason(one):
            return _row(one, Standing.EXCLUDED, self.now, reason=reason)
        if one.paused_until and one.paused_until > self.now:
            if broadcast.ends_by and one.paused_until < broadcast.ends_by:
                return _row(one, Standing.PLANNED, one.paused_until)
            return _row(one, Standing.EXCLUDED, self.now, reason=Reason.PAUSED)
        is_open = self.rules.is_open(one.last_heard_at, self.now)
        if is_open or not broadcast.content.template:
            return self._queued(broadcast, one, hold="" if is_open else "window")
        if self.left_today is not None:
            if self.left_today <= 0:
                return _row(one, Standing.PLANNED, self.again_at)
            self.left_today -= 1
        return self._queued(broadcast, one)

    def _queued(self, broadcast: Broadcast, one: Next, hold: str = "") -> dict[str, Any]:
        outbox_id = queue(
            self.ledger,
            message_for(self.world, broadcast, one),
            address_id=one.address_id,
            account=self.account,
            now=self.now,
            priority=Priority.URGENT if broadcast.urgent else Priority.BROADCAST,
            purpose=broadcast.purpose,
            not_after=broadcast.ends_by,
            hold=hold,
        )
        self.queued += 1
        reply = "" if broadcast.content.replies and not one.is_group else None
        return _row(one, Standing.QUEUED, self.now, outbox_id=outbox_id, reply=reply)


def _reason(one: Next) -> Reason | None:
    if not one.reachable:
        return Reason.GROUP_REMOVED if one.is_group else Reason.NO_ADDRESS
    return None if one.consents or one.is_group else Reason.OPTED_OUT


def _row(
    one: Next,
    state: Standing,
    not_before: datetime,
    *,
    reason: Reason | None = None,
    outbox_id: int | None = None,
    reply: str | None = None,
) -> dict[str, Any]:
    return {
        "person_id": one.person_id,
        "state": state.value,
        "reason": reason.value if reason else "",
        "not_before": not_before,
        "outbox_id": outbox_id,
        "reply": reply,
    }
