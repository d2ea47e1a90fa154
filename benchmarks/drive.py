"""Residents who write: either each as soon as the last message was taken, or all together at a fixed rate."""

import asyncio
import itertools
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from benchmarks.contestants.contract import Contestant, Taker
from benchmarks.ledger import Ledger
from benchmarks.talk import LENGTH, Phone

LEAST, PATIENCE = 100, 4
"""A run goes on past its time until so many messages are taken, but at most for so many times its time."""


@dataclass(slots=True)
class Sent:
    """What the residents wrote."""

    started: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    """Resident -> monotonic seconds at which each message was sent."""
    latencies: list[float] = field(default_factory=list)
    """Seconds until each was processed."""
    left_waiting: int = 0
    """Sent at the fixed rate but not processed when patience ended."""

    def reply_latencies(self, ledger: Ledger) -> list[float]:
        """Seconds from each message to its reply's arrival at the Bot API, those still waiting left out."""
        pairs = (zip(at, ledger.times.get(who, ()), strict=False) for who, at in self.started.items())
        return [reply - message for message, reply in itertools.chain.from_iterable(pairs)]

    def finished_talks(self) -> dict[int, int]:
        return {who: len(at) // LENGTH for who, at in self.started.items() if len(at) >= LENGTH}


async def as_answered(contestant: Taker, residents: range, in_flight: int, seconds: float) -> Sent:
    """Closed loop: so many messages in flight, one resident's talk after another, only whole talks."""
    sent, phone = Sent(), Phone()
    began = time.monotonic()

    def over() -> bool:
        spent = time.monotonic() - began
        return spent > seconds and (len(sent.latencies) >= LEAST or spent > PATIENCE * seconds)

    async def one_after_another(own: range) -> None:
        for resident in itertools.cycle(own):
            for step in range(LENGTH):
                await _say(contestant, phone, sent, resident, step)
            if over():
                return

    await asyncio.gather(*(one_after_another(residents[lane::in_flight]) for lane in range(in_flight)))
    return sent


async def _say(contestant: Taker, phone: Phone, sent: Sent, resident: int, step: int) -> None:
    raw = phone.write(resident, step)
    began = time.monotonic()
    sent.started[resident].append(began)
    await contestant.feed(raw)
    sent.latencies.append(time.monotonic() - began)
    await asyncio.sleep(0)  # a real server reads its socket here; without it the heartbeat could not beat


async def at_rate(contestant: Taker, residents: range, rate: float, seconds: float) -> Sent:
    """Open loop: so many messages a second whether or not earlier ones are answered, each resident in turn.

    Latency counts from the moment a message was due, so waiting for an earlier one is part of it.
    """
    sent, turn = Sent(), asyncio.Semaphore(1 if contestant.one_by_one else len(residents))
    began = time.monotonic()
    async with _Patience(PATIENCE * seconds) as tasks:
        for number, (resident, raw) in enumerate(_round_robin(residents, int(rate * seconds))):
            due = began + number / rate
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            sent.started[resident].append(due)
            tasks.add(asyncio.create_task(_say_due(contestant, turn, sent, raw, due)))
    sent.left_waiting = sum(map(len, sent.started.values())) - len(sent.latencies)
    return sent


def _round_robin(residents: range, messages: int) -> Iterator[tuple[int, bytes]]:
    phone = Phone()
    turns = itertools.cycle(itertools.product(range(LENGTH), residents))
    return ((who, phone.write(who, step)) for step, who in itertools.islice(turns, messages))


async def _say_due(contestant: Taker, turn: asyncio.Semaphore, sent: Sent, raw: bytes, due: float) -> None:
    async with turn:
        await contestant.feed(raw)
    sent.latencies.append(time.monotonic() - due)


class _Patience:
    """Waits for the tasks added inside the block, and calls off those that take too long."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> set[asyncio.Task[None]]:
        return self._tasks

    async def __aexit__(self, *_: object) -> None:
        if not self._tasks:
            return
        done, late = await asyncio.wait(self._tasks, timeout=max(0.0, self._until - time.monotonic()))
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        for task in done:
            task.result()


@asynccontextmanager
async def staff_reading(contestant: Contestant, pages_per_second: float) -> AsyncIterator[list[float]]:
    """Someone opens a staff page so often while the block runs; the list fills with the seconds each one took."""
    took: list[float] = []
    if not pages_per_second:
        yield took
        return
    reading = asyncio.create_task(_read(contestant, 1 / pages_per_second, took))
    yield took
    reading.cancel()


async def _read(contestant: Contestant, pause: float, took: list[float]) -> None:
    while True:
        began = time.monotonic()
        await contestant.staff_page()
        took.append(time.monotonic() - began)
        await asyncio.sleep(pause)
