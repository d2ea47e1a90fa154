"""5,154 people in one evening and the morning after: wrong numbers, people outside of WhatsApp's window, others who leave,
a pause, quiet hours that begin midway, one of three workers killed in mid-send, and the clock's leader with it."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from handlers.broadcast.feed import feed
from handlers.clock.broadcast import broadcast
from handlers.delivery import Ended, settle
from storage.outbox import Claimed, Outcome, Sending, claim, interrupted
from storage.store import Connection, Store
from storage.tables import broadcast_recipients, people
from tests.broadcasting import PLAIN, TELEGRAM, WHATSAPP, Town, a_town

PEOPLE = 5154
INVALID, OUTSIDE, LEAVING = 155, 309, 103
"""3 %, 6 % and 2 %."""
PACE = {TELEGRAM: 12, WHATSAPP: 20}
EVENING = datetime(2026, 11, 25, 2, 58, 30, tzinfo=UTC)
"""A minute and a half to nine in Durango, when nobody is written to any more."""
MORNING = datetime(2026, 11, 25, 14, 0, tzinfo=UTC)
QUOTED = 'plantilla = "aviso"\nvariables = ["{nombre}", "el jueves"]\n\n[texto]'


@dataclass(slots=True)
class Evening:
    town: Town
    invalid: set[str]
    outside: set[str]
    chance: random.Random
    leader: str = "one"
    arrived: Counter[str] = field(default_factory=Counter)
    at_night: list[datetime] = field(default_factory=list)

    async def second(self) -> None:
        """The leader sends what it may in a second, by both channels; the clocks of two workers tick."""
        self.town.now += timedelta(seconds=1)
        for account in PACE:
            for one in await self.town.does(lambda c, account=account: self._claims(c, account)):
                await self.town.does(lambda c, one=one: self._settle(c, [one]))
        if self.town.now.second == 0:
            for _ in range(2):
                await self.town.does(lambda c: broadcast(c, self.town.now, world=self.town.world))

    def _claims(self, connection: Connection, account: str) -> list[Claimed]:
        feed(connection, self.town.world, account, PACE[account], self.town.now)
        return claim(
            connection, account=account, room=PACE[account], resting=(), worker=self.leader, now=self.town.now,
            lease=timedelta(minutes=1), quiet=self.town.world.quiet,
        )  # fmt: skip

    def _settle(self, connection: Connection, batch: list[Claimed]) -> None:
        settle(
            connection,
            [self._ended(one) for one in batch],
            worker=self.leader,
            now=self.town.now,
            ids=self.town.world.ids,
        )

    def _ended(self, one: Claimed) -> Ended:
        name = one.to.removeprefix("chat-")
        if name in self.invalid:
            outcome = Outcome(id=one.id, state=Sending.FAILED, code="invalid", kind="refused")
            return Ended(outcome, one, unreachable=True)
        if name in self.outside and not one.message.template:
            return Ended(Outcome(id=one.id, state=Sending.QUEUED, hold="window"), one)
        self._arrives(one)
        return Ended(Outcome(id=one.id, state=Sending.SENT, provider_id=f"p{one.id}"), one)

    def _arrives(self, one: Claimed) -> None:
        self.arrived[one.to.removeprefix("chat-")] += 1
        if not 8 <= self.town.now.astimezone(self.town.world.hours.zone).hour < 21:
            self.at_night.append(self.town.now)

    async def leader_dies(self) -> list[str]:
        """In mid-send: of what it had taken some had reached the provider. The clock goes on with another leader."""
        lost = []
        for account in PACE:
            taken = await self.town.does(lambda c, account=account: self._claims(c, account))
            for one in taken:
                name = one.to.removeprefix("chat-")
                if name not in self.invalid and self.chance.random() < 0.5:
                    self._arrives(one)
                lost.append(name)
        self.leader = "two" if self.leader == "one" else "three"
        await self.town.does(
            lambda c: interrupted(c, worker=self.leader, new_leader=True, now=self.town.now, ids=self.town.world.ids)
        )
        return lost


def _leave(connection: Connection) -> int:
    """Some whose turn has not come take their consent back."""
    waiting = select(broadcast_recipients.c.person_id).where(broadcast_recipients.c.state == "planned")
    some = waiting.order_by(broadcast_recipients.c.person_id.desc()).limit(LEAVING)
    return int(connection.execute(update(people).where(people.c.id.in_(some)).values(committee_notices=False)).rowcount)


async def test_everybody_is_accounted_for(store: Store) -> None:
    town, chance = a_town(store), random.Random(3)
    town.now = EVENING
    half = PEOPLE // 2
    await town.lives(number=half, account=TELEGRAM)
    await town.lives(number=half - OUTSIDE, account=WHATSAPP)
    outside = {f"fuera-{n}" for n in range(OUTSIDE)}
    await town.lives(*sorted(outside), account=WHATSAPP, heard=EVENING - timedelta(days=3))
    names = [name for name in town.residents if name not in outside]
    evening = Evening(town, set(chance.sample(names, INVALID)), outside, chance)
    await town.sends_broadcast(PLAIN.replace("[texto]", QUOTED))
    await town.staff_do(lambda one: one.approve("junta"), "mario")
    assert await town.does(_leave) == LEAVING
    for _ in range(30):
        await evening.second()
    await town.staff_do(lambda one: one.pause("junta"))
    before = evening.arrived.total()
    for _ in range(10):
        await evening.second()
    assert evening.arrived.total() == before > 500, "paused"
    await town.staff_do(lambda one: one.resume("junta"))
    for _ in range(20):
        await evening.second()
    lost = await evening.leader_dies()
    for _ in range(60):
        await evening.second()
    assert evening.arrived.total() < PEOPLE * 0.75, "the quiet hours began midway"
    evening.leader = "three"  # in the night another one takes the lead, with nothing in its hands
    town.now = MORNING - timedelta(seconds=30)
    while (await town.broadcast()).state != "done" and town.now < MORNING + timedelta(minutes=30):
        await evening.second()
    outcomes = await town.outcomes()
    assert sum(outcomes.values()) == PEOPLE, outcomes
    assert max(evening.arrived.values()) == 1, "nobody gets it twice"
    assert evening.at_night == [], "nor at night"
    assert outcomes["excluded opted_out"] == LEAVING
    unknown = outcomes.get("unknown interrupted", 0)
    assert unknown == len(lost) <= sum(PACE.values())
    failed = sum(many for name, many in outcomes.items() if name.startswith("failed"))
    assert outcomes["sent"] + failed + LEAVING + unknown == PEOPLE, "nobody eligible is missed"
    assert set(outcomes) <= {"sent", "excluded opted_out", "unknown interrupted", "failed invalid"}
    assert not evening.invalid & evening.arrived.keys()
    assert len(outside & evening.arrived.keys()) >= OUTSIDE - unknown - LEAVING, "by the template"
