"""What a SIGKILL loses: in the middle of talks, right after a burst was acknowledged, and during a broadcast."""

import random
import signal
import subprocess
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks import fake_api
from benchmarks.fake_api import FakeApi, pipe
from benchmarks.launch import Record, free_port, load_command, serving, trial_command, trial_in
from benchmarks.ledger import Ledger
from benchmarks.talk import ACTIVE, LENGTH
from benchmarks.trial import CHATS, Spec

BURST, CONNECTIONS, RECIPIENTS = 2_000, 40, 20_000
START_SECONDS = 30.0


def in_mid_talk(name: str, disk: str, in_flight: int, chance: random.Random) -> Record:
    """Kills it at a random moment of its work, starts it again and balances the books."""
    with tempfile.TemporaryDirectory(prefix="voz-bench-", dir=disk) as directory, fake_api.running(0.0) as api:
        spec = Spec("until_killed", name, directory, transport="http", in_flight=in_flight, api=api.url)
        taken = _talk_until_killed(spec, after=chance.uniform(1.0, 4.0))
        left = trial_in(directory, _inspection(spec, max(taken) + 1 - ACTIVE.start))
        record = {"task": "kill", "contestant": name, "in_flight": in_flight, "messages": taken.total()}
        return record | balance(taken, left, api.ledger())


def _inspection(spec: Spec, residents: int) -> Spec:
    return Spec("inspect", spec.contestant, spec.directory, transport="http", api=spec.api, residents=residents)


def _talk_until_killed(spec: Spec, after: float) -> Counter[int]:
    """Messages taken per resident, as the contestant itself said before it died."""
    said = Path(spec.directory) / "said"
    with said.open("w") as out, subprocess.Popen(trial_command(spec), stdout=out) as process:
        _wait_for_words(said, process)
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
    lines = said.read_text().splitlines(keepends=True)
    return Counter(int(line.split()[0]) for line in lines if line.endswith("\n"))


def _wait_for_words(said: Path, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + START_SECONDS
    while not said.stat().st_size:
        if time.monotonic() > until or process.poll() is not None:
            raise RuntimeError("the contestant took no message")
        time.sleep(0.01)


def balance(taken: Counter[int], left: Record, ledger: Ledger) -> Record:
    if "failed" in left:
        return {"failed": left["failed"]}
    positions = {int(who): position for who, position in left["positions"].items()}
    complaints = {int(who): count for who, count in left["complaints"].items()}
    talking = {who: count for who, count in taken.items() if count < LENGTH}
    finished = [who for who, count in taken.items() if count == LENGTH]
    return {
        "in_mid_talk": len(talking),
        "finished": len(finished),
        "positions_lost": sum(not _kept(who, count, positions, complaints) for who, count in talking.items()),
        "complaints_lost": sum(complaints.get(who, 0) < 1 for who in finished),
        "complaints_doubled": sum(count > 1 for count in complaints.values()),
        "replies_lost": sum(len(ledger.times.get(who, ())) < count for who, count in taken.items()),
        "stored_without_reply": sum(len(ledger.times.get(who, ())) < LENGTH for who in complaints),
        "refused": left["refused"],
        "restart_seconds": left["restart_seconds"],
    }


def _kept(who: int, taken: int, positions: dict[int, int], complaints: dict[int, int]) -> bool:
    """One more than acknowledged is right too: the message in flight may have been taken before the kill."""
    found = LENGTH if who in complaints else positions.get(who, 0)
    return found in {taken, taken + 1}


def after_a_burst(name: str, disk: str) -> Record:
    """First messages of many residents, each acknowledged with 200; killed at the last; who was never answered?"""
    with tempfile.TemporaryDirectory(prefix="voz-bench-", dir=disk) as directory, fake_api.running(0.0) as api:
        _burst_until_killed(name, directory, api)
        left = trial_in(directory, _inspection(Spec("serve", name, directory, api=api.url), BURST))
        answered = sum(who in ACTIVE for who in api.ledger().times)
    record = {"task": "burst", "contestant": name, "acknowledged": BURST, "never_answered": BURST - answered}
    return record | {"refused": left.get("refused", ""), "failed": left.get("failed", "")}


def _burst_until_killed(name: str, directory: str, api: FakeApi) -> None:
    port = free_port()
    command = load_command(port, "--once", "--residents", str(BURST), "--connections", str(CONNECTIONS))
    with serving(name, port, directory, api.url) as server:
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as residents:
            acknowledged = pipe(residents.stdout).readline()  # arrives at the last 200, before that process ends
            server.process.kill()
        if not acknowledged:
            raise RuntimeError("the burst was not acknowledged in full")


def in_a_broadcast(name: str, disk: str, chance: random.Random) -> Record:
    """Kills it in the middle of a broadcast and starts it again: who was left out, who got it twice?"""
    with tempfile.TemporaryDirectory(prefix="voz-bench-", dir=disk) as directory, fake_api.running(0.0) as api:
        spec = Spec("broadcast", name, directory, transport="http", in_flight=10, recipients=RECIPIENTS, api=api.url)
        _broadcast_until_killed(spec, api, after=chance.uniform(0.2, 1.0))
        before = len(_served(api))
        left = trial_in(directory, _inspection(spec, 1))
        sends = _served(api)
    record = {"task": "broadcast_kill", "contestant": name, "recipients": RECIPIENTS, "sent_before": before}
    record |= {"dropped": RECIPIENTS - len(sends), "repeated": sum(count > 1 for count in sends)}
    return record | {"refused": left.get("refused", ""), "failed": left.get("failed", "")}


def _served(api: FakeApi) -> list[int]:
    """How often each recipient got it, of those who got it at all."""
    times = api.ledger().times
    return [len(times[chat]) for chat in range(CHATS, CHATS + RECIPIENTS) if chat in times]


def _broadcast_until_killed(spec: Spec, api: FakeApi, after: float) -> None:
    with subprocess.Popen(trial_command(spec)) as process:
        until = time.monotonic() + START_SECONDS
        while not _served(api):
            if time.monotonic() > until or process.poll() is not None:
                raise RuntimeError("the contestant sent nothing")
            time.sleep(0.02)
        time.sleep(after)
        if process.poll() is not None:
            raise RuntimeError("the broadcast was over before the kill")
        process.send_signal(signal.SIGKILL)
