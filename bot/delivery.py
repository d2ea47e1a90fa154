"""Says what was queued: claims what may go now, sends it through the channel, records what became of it.

One `Delivery` an account. One transaction a round: what ended is recorded and what comes next is claimed together.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from msgspec.structs import replace

from bot.channels.port import Channel, Misconfigured, Moved, NotSent, OutsideWindow, SendError, Unknown, Unreachable
from bot.log import log
from bot.pace import Pacer
from civic.hours import QuietHours
from handlers.delivery import Ended, settle
from storage.ids import Ids
from storage.outbox import Claimed, Outcome, Sending, claim, list_sent_to_groups
from storage.store import Connection, Store, StoreUnavailable, named

_LEASE = timedelta(seconds=60)
_SEND_LIMIT = 45
"""Seconds a send may take before it counts as lost; below the lease, so that nobody else has taken it meanwhile."""
_WINDOW_MARGIN = timedelta(minutes=10)
_MINUTE = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(minutes=5)
_FEED_REST = 1.0
"""Seconds until broadcasts are asked again that had nothing to say."""
_FEED_AGAIN = 60.0
"""The same after a fault."""


class Delivery:
    def __init__(
        self,
        store: Store,
        channel: Channel,
        *,
        worker: str,
        ids: Ids,
        now: Callable[[], datetime],
        leads: Callable[[], bool] = lambda: True,
        quiet: QuietHours | None = None,
        feed: Callable[[Connection, str, int, datetime], int] | None = None,
    ) -> None:
        self._store = store
        self._channel = channel
        self.account = channel.account
        self._worker = worker
        self._ids = ids
        self._now = now
        self._leads = leads
        self._quiet = quiet
        self._feed = feed
        self._feed_at = 0.0
        """Of the loop's clock: broadcasts had nothing for us, and are asked again then."""
        self._pacer = Pacer(channel.pace)
        self._stir = asyncio.Event()
        self._under_way: set[asyncio.Task[None] | None] = set()
        self._ended: list[Ended] = []
        self._stopping = False
        self.alive = False
        self.trouble = ""
        """Why the provider takes nothing from us: our own credentials are wrong. Empty again once it took something."""
        self.counts = {"sent": 0, "again": 0, "failed": 0, "unknown": 0, "rounds": 0}

    def wake(self) -> None:
        self._stir.set()

    def stop(self) -> None:
        self._stopping = True
        self._stir.set()

    async def run(self) -> None:
        """Work until `stop`; sends under way are waited for and recorded."""
        self.alive = True
        await self._remember_groups()
        try:
            while not (self._stopping and not self._under_way and not self._ended):
                self._stir.clear()
                if not await self._round():
                    await self._pause()
        finally:
            self.alive = self._stopping = False  # one that lost the lead may get it again

    async def _remember_groups(self) -> None:
        """What groups were sent before we were here counts towards their minute."""
        now, clock = self._now(), self._clock()
        try:
            recent = await self._store.read(partial(list_sent_to_groups, account=self.account, since=now - _MINUTE))
        except StoreUnavailable:
            return  # it is told of by the first round
        for address_id, sent_at in recent:
            self._pacer.remember(address_id, clock - (now - sent_at).total_seconds(), clock)

    async def _pause(self) -> None:
        wait = min(self._pacer.next_change(self._clock()) or 1.0, 1.0)
        try:
            async with asyncio.timeout(wait):
                await self._stir.wait()
        except TimeoutError:
            return

    @staticmethod
    def _clock() -> float:
        return asyncio.get_running_loop().time()

    async def _round(self) -> bool:
        """Record and claim once. True when more may be waiting that could go at once."""
        now = self._clock()
        room = min(self._pacer.room(now), self._channel.pace.in_flight - len(self._under_way))
        if self._stopping or not self._leads():
            room = 0
        ended, self._ended = self._ended, []
        if not ended and room <= 0:
            return False
        try:
            claimed = await self._store.write(
                partial(self._settle_and_claim, ended=ended, room=room, resting=self._pacer.resting(now), at=now)
            )
        except StoreUnavailable as e:
            self._ended = ended + self._ended
            log.error("delivery_store_unavailable", account=self._channel.account, reason=str(e))
            await asyncio.sleep(0.5)
            return False
        self.counts["rounds"] += 1
        for one in claimed:
            self._pacer.started(one.address_id, self._clock(), group=one.is_group)
            task = asyncio.create_task(self._deliver(one))
            self._under_way.add(task)
        return bool(self._ended) or (room > 0 and len(claimed) == room)

    def _settle_and_claim(
        self, connection: Connection, ended: list[Ended], room: int, resting: list[int], at: float
    ) -> list[Claimed]:
        if ended:
            settle(connection, ended, worker=self._worker, now=self._now(), ids=self._ids)
        if room <= 0:
            return []
        claimed = self._claim(connection, room, resting)
        left = room - len(claimed)
        if left and self._feeds(connection, left, at):
            claimed += self._claim(connection, left, resting)
        return claimed

    def _feeds(self, connection: Connection, room: int, at: float) -> bool:
        """Fill the outbox with what broadcasts have to say. `at`: seconds of the loop's clock."""
        if self._feed is None or at < self._feed_at:
            return False
        try:
            with connection.begin_nested():
                fed = self._feed(connection, self._channel.account, room, self._now())
        except Exception as e:  # a fault of ours in one broadcast: answers to residents go on
            if isinstance(named(e), StoreUnavailable):
                raise
            log.error("feed_failed", account=self._channel.account, error=type(e).__name__, trace=True)
            self._feed_at = at + _FEED_AGAIN
            return False
        self._feed_at = 0.0 if fed else at + _FEED_REST
        return fed > 0

    def _claim(self, connection: Connection, room: int, resting: list[int]) -> list[Claimed]:
        return claim(
            connection,
            account=self._channel.account,
            room=room,
            resting=resting,
            worker=self._worker,
            now=self._now(),
            lease=_LEASE,
            quiet=self._quiet,
        )

    async def _deliver(self, one: Claimed) -> None:
        try:
            ended = await self._send(one)
        except Exception as e:  # a fault of ours in one message: it fails alone and staff see it
            log.error("send_failed", outbox_id=one.id, account=one.account, error=type(e).__name__, trace=True)
            ended = Ended(
                Outcome(id=one.id, state=Sending.FAILED, code="fault", reason=type(e).__name__, kind="refused"), one
            )
        self._count(ended.outcome.state)
        self._ended.append(ended)
        # Before the loop wakes: it must see the room there is now, or it would pause with a full queue.
        self._under_way.discard(asyncio.current_task())
        self._stir.set()

    def _count(self, state: Sending) -> None:
        name = {Sending.SENT: "sent", Sending.QUEUED: "again", Sending.UNKNOWN: "unknown"}.get(state, "failed")
        self.counts[name] += 1

    async def _send(self, one: Claimed) -> Ended:
        sent, provider_id = one.parts_sent, ""
        is_open = self._window_open(one)
        try:
            parts = self._channel.parts(one.message, window_open=is_open)
            sent = first = min(sent, len(parts) - 1)  # fewer than last time where the window closed in between
            for part in parts[first:]:
                if sent > first:
                    await asyncio.sleep(self._channel.pace.per_recipient.total_seconds())
                async with asyncio.timeout(_SEND_LIMIT):
                    told = await self._channel.send(one.to, part, one.id)
                provider_id = provider_id if part.aside else told or provider_id
                sent += 1
        except TimeoutError:
            return replace(self._ended_badly(one, Unknown("no answer in time", "timeout"), sent), begins=not is_open)
        except SendError as e:
            return replace(self._ended_badly(one, e, sent), begins=not is_open)
        self.trouble = ""
        outcome = Outcome(id=one.id, state=Sending.SENT, provider_id=provider_id, parts_sent=sent)
        return Ended(outcome, one, begins=not is_open)

    def _window_open(self, one: Claimed) -> bool:
        window = self._channel.window()
        if window is None:
            return True
        return one.last_heard_at is not None and self._now() < one.last_heard_at + window - _WINDOW_MARGIN

    def _ended_badly(self, one: Claimed, error: SendError, sent: int) -> Ended:  # noqa: PLR0911 - one a kind of failure
        bad = Outcome(
            id=one.id, state=Sending.FAILED, parts_sent=sent, code=error.code, reason=error.reason, kind="refused"
        )
        match error:
            case NotSent() | Misconfigured():
                return Ended(self._again(one, error, bad), one)
            case OutsideWindow():
                return Ended(replace(bad, state=Sending.QUEUED, hold="window", kind=""), one)
            case Moved(new_address=new):
                return Ended(replace(bad, state=Sending.QUEUED, not_before=self._now()), one, moved_to=new)
            case Unreachable():
                return Ended(bad, one, unreachable=True)
            case Unknown() if one.repeatable and one.attempts < 2:
                again = replace(
                    bad, state=Sending.QUEUED, not_before=self._now() + timedelta(seconds=5), kind="unknown"
                )
                return Ended(again, one)
            case Unknown():
                return Ended(replace(bad, state=Sending.UNKNOWN, kind="unknown"), one)
            case _:
                return Ended(bad, one)

    def _again(self, one: Claimed, error: NotSent | Misconfigured, bad: Outcome) -> Outcome:
        """Try again after the server's own delay, or after a pause that doubles; give up a day after it was said."""
        pause = min(timedelta(seconds=2 ** min(one.attempts - 1, 9)), _LONGEST_WAIT)
        if isinstance(error, NotSent) and error.after is not None:
            pause = error.after + timedelta(milliseconds=500)
        if isinstance(error, Misconfigured):
            self.trouble, pause = error.reason, max(pause, timedelta(seconds=30))
            self._pacer.stop(self._clock(), pause)
        elif error.whole_account:
            self._pacer.stop(self._clock(), pause)
        if self._now() - one.created_at > timedelta(days=1):
            return replace(bad, kind="not_sent")
        return replace(bad, state=Sending.QUEUED, not_before=self._now() + pause, kind="not_sent")
