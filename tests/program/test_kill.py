"""`kill -9` at random points under load: afterwards the books balance.

`VOZ_KILLS` says how often (`make kill`: 100), `VOZ_SEED` repeats a run's choices.
"""

import asyncio
import json
import os
import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic

import pytest

from tests.fakes.telegram_server import TelegramServer
from tests.program import configs
from tests.program.books import Books, arrived_by_telegram, told
from tests.program.crowd import LONG, residents
from tests.program.residents import Crowd
from tests.program.service import Service, comes_true
from tests.program.stage import Stage

KILLS = int(os.environ.get("VOZ_KILLS", "3"))
SEED = int(os.environ.get("VOZ_SEED") or secrets.randbelow(1_000_000))
IN_FLIGHT = 64
"""The setting `in_flight`: requests that may be under way at once."""


@dataclass(slots=True)
class Slaughter:
    """Kills one of the services after another, and remembers what each was sending."""

    services: Sequence[Service]
    telegram: TelegramServer
    crowd: Crowd
    url: str
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))
    dead: list[str] = field(default_factory=list)
    """The workers killed."""

    async def run(self, kills: int) -> None:
        while len(self.dead) < kills:
            await self._a_while()
            victim = self._victim()
            await self._kill(victim)
            await self._rise(victim, again=len(self.dead) < kills)

    async def _kill(self, victim: Service) -> None:
        await victim.kill()
        self.dead.append(victim.worker)

    async def _a_while(self) -> None:
        """Some more messages, so that every kill meets the load, and then some instant."""
        enough = self.arrived() + self.chance.randint(1, 250)
        await comes_true(
            f"residents are being answered after kill {len(self.dead)}",
            lambda: self.arrived() >= enough or self.crowd.broken() or not self._all_run(),
            LONG,
            self._seen,
        )
        assert not self.crowd.broken(), self.crowd.broken()[0]
        assert self._all_run(), f"one ended by itself\n{self._seen()}"
        await asyncio.sleep(self.chance.uniform(0, 0.05))

    async def _rise(self, victim: Service, *, again: bool) -> None:
        """Start it again; one in five is killed once more before it is up."""
        await victim.launch()
        if again and self.chance.random() < 0.2:
            await asyncio.sleep(self.chance.uniform(0, 2))
            await self._kill(victim)
            await victim.launch()
        await victim.up()
        self.telegram.courier.calls_at = [service.url for service in self.services]

    def _victim(self) -> Service:
        """Every second time the one that sends."""
        leading = [service for service in self.services if service.has_led()]
        return self.chance.choice(leading if leading and self.chance.random() < 0.5 else self.services)

    def _all_run(self) -> bool:
        return all(service.runs() for service in self.services)

    def _seen(self) -> str:
        logs = "\n\n".join(service.said() for service in self.services)
        return f"seed {SEED}; {self.arrived()} arrived; {Books(self.url).states()}\n{logs}"

    def arrived(self) -> int:
        return sum(map(len, self.telegram.delivered.values()))


async def reckon(slaughter: Slaughter, began: float) -> None:
    """Stop everything and let the books be balanced."""
    telegram, crowd = slaughter.telegram, slaughter.crowd
    await comes_true("everything queued is sent", lambda: Books(slaughter.url).waiting() == 0, LONG)
    codes = [await service.stop() for service in slaughter.services]
    assert codes == [0] * len(codes)
    books = Books(slaughter.url)
    arrived = arrived_by_telegram(telegram)
    wrong = (
        *books.unbalanced(arrived, [str(update["update_id"]) for update in telegram.updates.confirmed]),
        books.needlessly_unknown(slaughter.dead, IN_FLIGHT),
        books.doubled({one.phone.address for one in crowd.residents if one.confirmed}),
        [f"{one.phone.address} heard no folio" for one in crowd.residents if not one.folio],
    )
    figures = {
        "database": slaughter.url.partition(":")[0], "processes": len(slaughter.services), "seed": SEED,
        "kills": len(slaughter.dead), "residents": len(crowd.residents), "acknowledged": len(telegram.updates.confirmed),
        "kept": len(books["inbox"]), "folios": len(books["complaints"]), **books.states(), "arrived": len(arrived),
        "unknown_that_arrived": len(arrived) - books.said(),
        "greeted_again": sum(one.greeted_again for one in crowd.residents), "seconds": round(monotonic() - began),
    }  # fmt: skip
    print(json.dumps(figures))
    assert not any(wrong), f"seed {SEED}, {figures}{told(wrong)}"


async def test_kill_on_sqlite(stage: Stage, sqlite_url: str, telegram: TelegramServer) -> None:
    began = monotonic()
    service = await stage.started(sqlite_url, telegram=configs.telegram(telegram.base_url))
    async with residents([service], telegram, sqlite_url, 200) as crowd:
        slaughter = Slaughter([service], telegram, crowd, sqlite_url)
        await slaughter.run(KILLS)
    await reckon(slaughter, began)


@pytest.mark.postgres
async def test_kill_on_postgres_with_three_workers(stage: Stage, postgres_url: str, telegram: TelegramServer) -> None:
    began = monotonic()
    settings = configs.telegram(telegram.base_url, "webhook")
    services = [stage.service(postgres_url, telegram=settings) for _ in range(3)]
    for service in services:
        await service.launch()
    for service in services:
        await service.up()
    async with residents(services, telegram, postgres_url, 200) as crowd:
        slaughter = Slaughter(services, telegram, crowd, postgres_url)
        await slaughter.run(KILLS)
    await reckon(slaughter, began)
