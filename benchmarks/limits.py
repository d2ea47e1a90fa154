"""What this machine allows, measured beside the contestants: nobody who keeps his word can be faster."""

import asyncio
import itertools
import os
import re
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.drive import as_answered
from benchmarks.talk import ACTIVE

BLOCK = 4_096
"""Bytes of one sync, a page of the disk and of SQLite."""
FILE_BLOCKS = 256
TABLES = """
CREATE TABLE inbound (account TEXT, provider_id INTEGER, raw TEXT, PRIMARY KEY (account, provider_id)) WITHOUT ROWID;
CREATE TABLE position (resident INTEGER PRIMARY KEY, answers TEXT);
CREATE TABLE outbox (id INTEGER PRIMARY KEY, resident INTEGER, text TEXT, state TEXT);
"""
INSERTS = (
    "INSERT OR IGNORE INTO inbound VALUES ('telegram', ?, 'Quiero reportar un problema')",
    'INSERT OR REPLACE INTO position VALUES (? % 500, \'{"category": "bache"}\')',
    "INSERT INTO outbox (resident, text, state) VALUES (?, '¿Qué pasa?', 'queued')",
)


def _rate(act: Callable[[], int], seconds: float) -> float:
    """Acts a second; `act` returns how many it did."""
    began, done = time.monotonic(), 0
    while time.monotonic() - began < seconds:
        done += act()
    return done / (time.monotonic() - began)


def syncs(directory: Path, seconds: float, *, preallocated: bool) -> float:
    """fdatasync of 4 KiB blocks a second, into a file of its full size or at the end of a growing one."""
    path = directory / "sync"
    file = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY)
    if preallocated:
        os.write(file, bytes(BLOCK * FILE_BLOCKS))
        os.fsync(file)
    offsets = itertools.cycle(range(0, BLOCK * FILE_BLOCKS, BLOCK)) if preallocated else itertools.count(0, BLOCK)

    def act() -> int:
        os.pwrite(file, b"x" * BLOCK, next(offsets))
        os.fdatasync(file)
        return 1

    try:
        return _rate(act, seconds)
    finally:
        os.close(file)
        path.unlink()


def commits(directory: Path, seconds: float, group: int) -> float:
    """Messages a second, dedupe + position + outbox row each, so many in one commit: sqlite3, WAL, FULL."""
    path = directory / f"group{group}.sqlite"
    db = sqlite3.connect(path, isolation_level=None)
    db.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; {TABLES}")
    numbers = itertools.count()
    try:
        return _rate(lambda: _commit(db, [next(numbers) for _ in range(group)]), seconds)
    finally:
        db.close()


def _commit(db: sqlite3.Connection, messages: list[int]) -> int:
    db.execute("BEGIN IMMEDIATE")
    for insert in INSERTS:
        db.executemany(insert, [(message,) for message in messages])
    db.execute("COMMIT")
    return len(messages)


def thread_hops(seconds: float) -> float:
    """Times a second that the event loop hands work to a thread and has it back."""

    async def hop() -> float:
        loop, began, done = asyncio.get_running_loop(), time.monotonic(), 0
        with ThreadPoolExecutor(1) as thread:
            while time.monotonic() - began < seconds:
                await loop.run_in_executor(thread, int)
                done += 1
        return done / (time.monotonic() - began)

    return asyncio.run(hop())


def harness(seconds: float) -> float:
    """Messages a second that the harness itself can write, hand over and count: the ceiling of every talk."""

    class Nobody:
        one_by_one = ""

        async def feed(self, raw: bytes) -> None: ...

    async def drive() -> int:
        return len((await as_answered(Nobody(), ACTIVE[:64], 64, seconds)).latencies)

    return asyncio.run(drive()) / seconds


def wrk(url: str, seconds: float, connections: int) -> float | None:
    """Requests a second as wrk counts them; None where wrk is not installed."""
    program = shutil.which("wrk")
    if program is None:
        return None
    command = [program, "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", url]
    text = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    if "Non-2xx" in text or "Socket errors" in text:
        raise RuntimeError(text)
    return float(re.findall(r"Requests/sec:\s+([\d.]+)", text)[0])


def of_the_disk(directory: Path, seconds: float, groups: list[int]) -> dict[str, float]:
    """The limits that need no server, each measured for so many seconds, in acts or messages a second."""
    measured = {
        "fdatasync, preallocated": syncs(directory, seconds, preallocated=True),
        "fdatasync, appending": syncs(directory, seconds, preallocated=False),
        "loop to thread and back": thread_hops(seconds),
        "this harness with nobody behind it": harness(seconds),
    }
    return measured | {commit_limit(group): commits(directory, seconds, group) for group in groups}


def commit_limit(group: int) -> str:
    return f"sqlite WAL FULL, {group} a commit"
