"""A municipality over weeks: residents write, staff work, the clock ticks, what is due is delivered. Time is ours."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from civic.complaint import Status
from civic.message import Kind, Message
from handlers.broadcast.feed import feed
from handlers.clock.broadcast import broadcast
from handlers.clock.escalate import escalate
from handlers.clock.expire import ask_again, expire_asks
from handlers.clock.tell import tell_due
from handlers.delivery import Ended, settle
from handlers.staff.complaints import Caseworker, StaffMember
from storage.outbox import Claimed, Outcome, Sending, claim
from storage.store import Connection
from tests.corridor import Corridor, inbound

STAFF = StaffMember(name="lupita", channel="cli")
LEASE = timedelta(minutes=1)


@dataclass(slots=True)
class Life(Corridor):
    """`heard` is what each resident was sent, by the name they write under."""

    heard: dict[str, list[tuple[datetime, Message]]] = field(default_factory=dict)
    window: Mapping[str, timedelta] = field(default_factory=dict)
    """By channel: how long after their last message free text reaches somebody."""
    templates: frozenset[str] = frozenset()
    staff: StaffMember = STAFF

    async def desk(self, act: Callable[[Caseworker], Any]) -> Any:
        """One act of staff, which takes a second."""
        done = await self.does(lambda connection: act(Caseworker(connection, self.world, self.staff, self.now)))
        self.now += timedelta(seconds=1)
        return done

    async def moves(self, folio: str, to: str, note: str = "") -> None:
        await self.desk(lambda desk: desk.move(folio, Status(to), note))

    async def refers(self, folio: str, department: str, note: str = "") -> None:
        await self.desk(lambda desk: desk.refer(folio, department, note))

    async def schedules(self, folio: str, day: date, note: str = "") -> None:
        await self.desk(lambda desk: desk.schedule(folio, day, note))

    async def ticks(self) -> dict[str, int]:
        """Every job of the clock, until nothing is due."""
        counts: dict[str, int] = {}
        for job in (expire_asks, escalate, broadcast, tell_due):
            more = 1
            while more:
                did = await self.does(lambda connection, job=job: job(connection, self.now, world=self.world))
                more = did.pop("more", 0)
                for name, count in did.items():
                    counts[name] = counts.get(name, 0) + count
        return counts

    async def asks_again(self) -> int:
        return int((await self.does(lambda c: ask_again(c, self.now, world=self.world)))["asked_again"])

    async def delivers(self) -> list[tuple[str, Message]]:
        """What may go now goes and arrives; what was sent to whom, in order."""
        sent: list[tuple[str, Message]] = []
        while batch := await self.does(self.claims):
            owners = await self._owners()
            await self.does(lambda connection, batch=batch: self._settle(connection, batch))
            for one in batch:
                if self._reaches(one):
                    who = owners[one.address_id]
                    sent.append((who, one.message))
                    self.heard.setdefault(who, []).append((self.now, one.message))
                    self.last[who] = one.message
        return sent

    def claims(self, connection: Connection) -> list[Claimed]:
        accounts = connection.exec_driver_sql("SELECT DISTINCT account FROM addresses ORDER BY account").scalars().all()
        for account in accounts:
            feed(connection, self.world, account, 64, self.now)
        return [
            one
            for account in accounts
            for one in claim(
                connection, account=account, room=64, resting=(), worker="w", now=self.now, lease=LEASE,
                quiet=self.world.quiet,
            )
        ]  # fmt: skip

    def _reaches(self, one: Claimed) -> bool:
        return self._is_inside(one) or one.message.template in self.templates

    def _is_inside(self, one: Claimed) -> bool:
        window = self.window.get(one.account.partition(":")[0])
        return window is None or (one.last_heard_at is not None and self.now < one.last_heard_at + window)

    def _settle(self, connection: Connection, batch: list[Claimed]) -> None:
        ended = [
            Ended(
                Outcome(id=one.id, state=Sending.SENT, provider_id=f"p{one.id}")
                if self._reaches(one)
                else Outcome(id=one.id, state=Sending.QUEUED, hold="window"),
                one,
                begins=not self._is_inside(one),
            )
            for one in batch
        ]
        settle(connection, ended, worker="w", now=self.now, ids=self.world.ids)

    async def passes(
        self, days: float = 0, *, hours: float = 0, step: timedelta = timedelta(hours=1)
    ) -> list[tuple[str, Message]]:
        """Time goes by, a step at a time; what is sent meanwhile."""
        until = self.now + timedelta(days=days, hours=hours)
        sent = await self.hour()
        while self.now < until:
            self.now = min(self.now + step, until)
            sent += await self.hour()
        return sent

    async def hour(self) -> list[tuple[str, Message]]:
        await self.ticks()
        return await self.delivers()

    async def taps(self, who: str, label: str, **more: Any) -> list[Message]:
        """A button of the last message that reached them; what is said in answer reaches them at once."""
        token = next(choice.token for choice in self.last[who].choices if choice.label == label)
        said = await self.takes(inbound(who, label, kind=Kind.CHOICE, choice=token, **more))
        await self.delivers()
        return said

    async def writes(self, who: str, words: str, **more: Any) -> list[Message]:
        said = await self.says(who, words, **more)
        await self.delivers()
        return said

    async def status(self, folio: str) -> str:
        return str((await self.rows("complaints", folio=folio))[0].status)

    async def told(self, who: str) -> list[str]:
        """Everything they were ever sent, in order."""
        return [message.text for _, message in self.heard.get(who, ())]
