"""What is read off the machine around a run."""

import asyncio
import gc
import math
import os
import resource
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

BEAT = 0.001
"""Seconds between heartbeats: what the event loop is late by is its stall."""
MS, KIB = 1_000, 1_024


@dataclass(slots=True)
class Usage:
    """Filled when the `watched` block ends."""

    seconds: float = 0.0
    cpu_seconds: float = 0.0
    """User and system time of this process with all its threads; servers it started are not in it."""
    busy_cores: float = 0.0
    """Cores of the whole machine at work on average, ours and everybody else's."""
    worst_stall: float = 0.0
    """Seconds by which the event loop was latest for a heartbeat."""


class _Heart:
    """Beats on the event loop as long as the watch lasts."""

    def __init__(self) -> None:
        self._task = asyncio.create_task(self._beat())
        self._last = time.monotonic()
        self._worst = 0.0

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            self._listen()

    def _listen(self) -> None:
        now = time.monotonic()
        self._worst = max(self._worst, now - self._last - BEAT)
        self._last = now

    def stop(self) -> float:
        """The worst delay in seconds, the beat now overdue included."""
        self._task.cancel()
        self._listen()
        return self._worst


@asynccontextmanager
async def watched(*, stalls: bool = True) -> AsyncIterator[Usage]:
    """`stalls`: listen for them too, a thousand times a second, which itself takes a tenth of one core."""
    usage = Usage()
    gc.collect()
    heart = _Heart() if stalls else None
    began, cpu, busy = time.monotonic(), cpu_seconds(), _machine_busy_seconds()
    yield usage
    usage.seconds = time.monotonic() - began
    usage.cpu_seconds = cpu_seconds() - cpu
    usage.busy_cores = (_machine_busy_seconds() - busy) / usage.seconds
    usage.worst_stall = heart.stop() if heart else 0.0


def cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _machine_busy_seconds() -> float:
    user, nice, system, _, _, irq, soft = map(int, Path("/proc/stat").read_text().split()[1:8])
    return (user + nice + system + irq + soft) / os.sysconf("SC_CLK_TCK")


def peak_kib() -> int:
    """Most resident memory of this process. (`ru_maxrss` would start at the size of the process that started us.)"""
    return _status("VmHWM")


def resident_kib() -> int:
    return _status("VmRSS")


def _status(key: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{key}:"))


def percentile(values: Sequence[float], share: float) -> float:
    """Nearest rank; NaN of nothing."""
    if not values:
        return math.nan
    return sorted(values)[math.ceil(share * len(values)) - 1]
