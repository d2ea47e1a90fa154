"""Of several workers on one database, one polls, sends and rings the clock.

PostgreSQL: an advisory lock on a connection of its own, so that a dead leader's lock is free at once. SQLite is for one
process: a lock on a file beside the database keeps a second one out.
"""

import asyncio
import fcntl
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from storage.signals import Signals
from storage.store import PostgresStore, Store


class AlreadyRunning(Exception):
    """Another process runs on this SQLite file."""


class Leader(Protocol):
    async def enter(self) -> None:
        """Before anything else runs. Raises AlreadyRunning where there can be only one worker."""
        ...

    async def lead(self) -> None:
        """Returns when this worker leads."""
        ...

    def leads(self) -> bool: ...

    async def close(self) -> None: ...


class FileLeader:
    def __init__(self, database: Path) -> None:
        self._path = database.with_name(database.name + ".lock")
        self._file: object | None = None

    async def enter(self) -> None:
        file = await asyncio.to_thread(self._path.open, "w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            raise AlreadyRunning(
                f"{self._path}: another process already runs on this database. Stop it first, or use PostgreSQL for several workers."
            ) from None
        self._file = file

    async def lead(self) -> None:
        """At once: whoever may run here leads."""

    def leads(self) -> bool:
        return self._file is not None

    async def close(self) -> None:
        if self._file is not None:
            self._file.close()  # type: ignore[attr-defined]
            self._file = None


class PostgresLeader:
    def __init__(self, store: PostgresStore, woken: Callable[[], None], *, wait: float = 1.0) -> None:
        self._signals = Signals(store, key=zlib.crc32(b"voz-vecinal leader"), woken=woken)
        self._wait = wait

    async def enter(self) -> None:
        """Any number of workers may."""

    async def lead(self) -> None:
        while not await self._signals.try_lock():  # noqa: ASYNC110 - a lock held elsewhere rings no event here
            await asyncio.sleep(self._wait)

    def leads(self) -> bool:
        return self._signals.held()

    async def close(self) -> None:
        await self._signals.close()


def leader_for(store: Store, database_url: str, woken: Callable[[], None]) -> Leader:
    if isinstance(store, PostgresStore):
        return PostgresLeader(store, woken)
    return FileLeader(Path(database_url.removeprefix("sqlite:///")))
