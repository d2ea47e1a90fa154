"""One contestant, one run, one fresh process: `python -m benchmarks.trial '{...}'` prints one JSON line.

The parent starts it through `launch`; the tasks are talk, broadcast, until_killed and inspect.
"""

import asyncio
import json
import os
import sys
import time
import traceback
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NoReturn

from benchmarks import fake_api
from benchmarks.contestants import load
from benchmarks.contestants.contract import Contestant, Setup
from benchmarks.drive import Sent, as_answered, at_rate, staff_reading
from benchmarks.fake_api import FakeApi
from benchmarks.ledger import Ledger
from benchmarks.loops import loop_factory
from benchmarks.measure import KIB, MS, Usage, peak_kib, percentile, resident_kib, watched
from benchmarks.talk import ACTIVE, LENGTH, Phone

ROUND_TRIP = {"stub": 0.0, "http": 0.0, "http80": 0.080}
"""Transport -> seconds the fake Bot API takes. The stub has no server at all."""
WARM, PARKED, CHATS = range(3_000_000, 3_000_003), 4_000_000, 5_000_000
ACTIVE_AT_LEAST, GROUP = 50, 16

Record = dict[str, object]


class Unbalanced(Exception):
    """The books do not balance: replies or complaints are missing or too many, so the figures mean nothing."""


@dataclass(frozen=True, slots=True)
class Spec:
    task: str
    contestant: str
    directory: str
    transport: str = "stub"
    residents: int = 50
    """In the store in all; the talkers are among them, the others are parked in mid-talk."""
    in_flight: int = 1
    rate: float = 0.0
    """Messages a second in the open loop; 0 means the closed loop."""
    seconds: float = 2.0
    complaints: int = 0
    pages: float = 0.0
    """Staff pages opened a second beside the talk."""
    recipients: int = 0
    permitted: int = 0
    """Messages the provider takes in any one second; 0: as many as it gets."""
    api: str = ""
    """The fake Bot API to use when the parent keeps it."""
    loop: str = "asyncio"

    @property
    def active(self) -> range:
        wanted = max(ACTIVE_AT_LEAST, self.in_flight, int(self.rate * 2))
        return ACTIVE[: min(wanted, max(self.residents, self.in_flight))]

    @property
    def parked(self) -> range:
        return range(PARKED, PARKED + max(0, self.residents - len(self.active)))


class Trial:
    def __init__(self, spec: Spec, api: FakeApi | None) -> None:
        self.spec = spec
        self._api = api
        self._stub = Ledger()
        url = api.url if api else spec.api
        setup = Setup(Path(spec.directory), self._stub, url, spec.complaints, spec.permitted)
        self.contestant = load(spec.contestant, setup)

    def ledger(self) -> Ledger:
        return self._api.ledger() if self._api else self._stub


async def _talk(trial: Trial) -> Record:
    if trial.spec.in_flight > 1 and trial.contestant.one_by_one:
        return {"skipped": trial.contestant.one_by_one}
    before = resident_kib()
    await trial.contestant.open(trial.spec.parked)
    os.sync()  # what was stored before must not be written to the disk in our time
    parked_kib = resident_kib() - before
    await _warm_up(trial.contestant)
    commits = trial.contestant.commits()
    async with watched() as usage, staff_reading(trial.contestant, trial.spec.pages) as pages:
        sent = await _drive(trial.contestant, trial.spec)
        await trial.contestant.settle()
    record = _figures(trial.spec, usage, sent, trial.ledger())
    record |= {"commits_per_message": _per_message(trial.contestant.commits(), commits, sent)}
    record |= {"peak_mib": peak_kib() / KIB, "parked_mib": parked_kib / KIB}
    record |= {"page_p99_ms": percentile(pages, 0.99) * MS if pages else None}
    await _balance(trial, sent)
    await trial.contestant.close()
    return record


async def _warm_up(contestant: Contestant) -> None:
    phone = Phone(first_update=10_000_000)
    for resident in WARM:
        for step in range(LENGTH):
            await contestant.feed(phone.write(resident, step))
    await contestant.settle()


async def _drive(contestant: Contestant, spec: Spec) -> Sent:
    if spec.rate:
        return await at_rate(contestant, spec.active, spec.rate, spec.seconds)
    return await as_answered(contestant, spec.active, min(spec.in_flight, len(spec.active)), spec.seconds)


def _figures(spec: Spec, usage: Usage, sent: Sent, ledger: Ledger) -> Record:
    messages, replies = len(sent.latencies), sent.reply_latencies(ledger)
    return {
        "messages": messages,
        "per_second": messages / usage.seconds,
        "cpu_ms": usage.cpu_seconds * MS / messages,
        "p50_ms": percentile(sent.latencies, 0.50) * MS,
        "p99_ms": percentile(sent.latencies, 0.99) * MS,
        "reply_p50_ms": percentile(replies, 0.50) * MS,
        "reply_p99_ms": percentile(replies, 0.99) * MS,
        "stall_ms": usage.worst_stall * MS,
        "left_waiting": sent.left_waiting,
        "busy_cores": usage.busy_cores,
        "active": len(spec.active),
    }


def _per_message(after: int | None, before: int | None, sent: Sent) -> float | None:
    return None if after is None or before is None else (after - before) / len(sent.latencies)


async def _balance(trial: Trial, sent: Sent) -> None:
    """Every message answered once, every finished talk stored once; raises Unbalanced."""
    if sent.left_waiting:
        return
    ledger, stored = trial.ledger(), await trial.contestant.complaints()
    wrong = [who for who, at in sent.started.items() if len(ledger.times.get(who, ())) != len(at)]
    if wrong:
        raise Unbalanced(f"{len(wrong)} of {len(sent.started)} residents did not get one reply for each message")
    talkers = {who: count for who, count in stored.items() if who in ACTIVE}
    if talkers != sent.finished_talks():
        raise Unbalanced(f"{sum(talkers.values())} complaints for {sum(sent.finished_talks().values())} finished talks")


async def _broadcast(trial: Trial) -> Record:
    await trial.contestant.open(range(0))
    chats = range(CHATS, CHATS + trial.spec.recipients)
    await trial.contestant.invite(chats)
    before = resident_kib()
    async with watched() as usage:
        figures, sent = await asyncio.gather(_timed_broadcast(trial, chats), _residents_beside(trial))
    ledger = trial.ledger()
    served = sum(len(ledger.times.get(chat, ())) == 1 for chat in chats)
    if served != len(chats):
        raise Unbalanced(f"{served} of {len(chats)} chats got the broadcast once")
    await trial.contestant.close()
    return figures | {
        "cpu_ms": usage.cpu_seconds * MS / len(chats),
        "stall_ms": usage.worst_stall * MS,
        "busiest_second": ledger.busiest_second(),
        "reply_p99_ms": percentile(sent.reply_latencies(ledger), 0.99) * MS if sent.started else None,
        "peak_mib": peak_kib() / KIB,
        "grown_mib": (peak_kib() - before) / KIB,
        "busy_cores": usage.busy_cores,
    }


async def _timed_broadcast(trial: Trial, chats: range) -> Record:
    began = time.monotonic()
    own_figures = await trial.contestant.broadcast(chats, trial.spec.in_flight)
    return {**own_figures, "messages": len(chats), "per_second": len(chats) / (time.monotonic() - began)}


async def _residents_beside(trial: Trial) -> Sent:
    if not trial.spec.rate:
        return Sent()
    return await at_rate(trial.contestant, trial.spec.active, trial.spec.rate, trial.spec.seconds)


async def _until_killed(trial: Trial) -> Record:
    """Reports each message processed as `resident step` until it is killed.

    Groups of residents begin one after another, so that at any moment some wait at every step and some are done.
    """
    await trial.contestant.open(range(0))
    lanes = 1 if trial.contestant.one_by_one else trial.spec.in_flight
    phone = Phone()

    async def lane(residents: range) -> None:
        for resident, step in _staggered(residents, max(1, GROUP // lanes)):
            await trial.contestant.feed(phone.write(resident, step))
            sys.stdout.write(f"{resident} {step + 1}\n")
            sys.stdout.flush()

    await asyncio.gather(*(lane(ACTIVE[number::lanes]) for number in range(lanes)))
    raise RuntimeError("nobody killed it")


def _staggered(residents: range, size: int) -> Iterator[tuple[int, int]]:
    """At each tick one more group says its first words, and every earlier group says its next."""
    for tick in range(len(residents) // size):
        for step in range(min(tick + 1, LENGTH)):
            group = tick - step
            for resident in residents[group * size : (group + 1) * size]:
                yield resident, step


async def _inspect(trial: Trial) -> Record:
    """What is left on the disk after a kill, as the contestant itself sees it once started again."""
    async with watched() as usage:
        refused = await _refusal(trial.contestant)
    if not refused:
        await trial.contestant.settle()
        positions = await trial.contestant.positions(ACTIVE[: trial.spec.residents])
    return {
        "refused": refused,
        "restart_seconds": usage.seconds,
        "positions": {} if refused else positions,
        "complaints": await trial.contestant.complaints(),
    }


async def _refusal(contestant: Contestant) -> str:
    """Why it does not start again; empty when it does."""
    try:
        await contestant.open(range(0))
    except Exception as refusal:  # whatever a library raises over its own broken files is the finding
        return f"{type(refusal).__name__}: {refusal}"
    return ""


TASKS: dict[str, Callable[[Trial], Awaitable[Record]]] = {
    "talk": _talk,
    "broadcast": _broadcast,
    "until_killed": _until_killed,
    "inspect": _inspect,
}


async def _run(spec: Spec) -> Record:
    with ExitStack() as stack:
        own_api = spec.transport != "stub" and not spec.api
        api = stack.enter_context(fake_api.running(ROUND_TRIP[spec.transport])) if own_api else None
        return asdict(spec) | await TASKS[spec.task](Trial(spec, api))


def main() -> None:
    spec = Spec(**json.loads(sys.argv[1]))
    try:
        with asyncio.Runner(loop_factory=loop_factory(spec.loop)) as runner:
            record = runner.run(_run(spec))
    except Exception:
        traceback.print_exc()
        _leave(1)
    sys.stdout.write(json.dumps(record) + "\n")
    _leave(0)


def _leave(code: int) -> NoReturn:
    """At once: a contestant that failed may have left threads that never end."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
