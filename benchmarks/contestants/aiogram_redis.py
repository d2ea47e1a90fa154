"""aiogram's finite state machine with RedisStorage, on a redis-server of its own over a Unix socket."""

import asyncio
import shutil
from asyncio.subprocess import DEVNULL
from pathlib import Path
from typing import ClassVar

from aiogram.fsm.storage.base import BaseStorage
from aiogram.fsm.storage.redis import RedisStorage
from redis.asyncio import BlockingConnectionPool, Redis, UnixDomainSocketConnection
from redis.exceptions import ConnectionError as NotYetThere

from benchmarks.contestants.aiogram_memory import AiogramMemory

START_SECONDS = 10.0


class AiogramRedis(AiogramMemory):
    """Redis as it comes: a snapshot now and then. It dies with the bot, as when the machine goes down."""

    options: ClassVar[tuple[str, ...]] = ()

    async def storage(self) -> BaseStorage:
        path = self._setup.directory / "redis.sock"
        self._server = await asyncio.create_subprocess_exec(
            *_dies_with_parent(), "redis-server", "--port", "0", "--unixsocket", str(path),
            "--dir", str(self._setup.directory), *self.options, stdout=DEVNULL,
        )  # fmt: skip
        redis = Redis(connection_pool=_pool(path))
        async with asyncio.timeout(START_SECONDS):
            await _answering(redis)
        return RedisStorage(redis)

    def commits(self) -> int | None:
        return None

    async def close(self) -> None:
        await super().close()
        self._server.terminate()
        await self._server.wait()


class AiogramRedisAof(AiogramRedis):
    """Redis that appends every write to its file and syncs it each second, its usual answer to losing data."""

    options = ("--appendonly", "yes")


def _dies_with_parent() -> tuple[str, ...]:
    setpriv = shutil.which("setpriv")
    if setpriv is None or shutil.which("redis-server") is None:
        raise RuntimeError("aiogram-redis needs the programs redis-server and setpriv (util-linux)")
    return setpriv, "--pdeathsig", "KILL"


def _pool(path: Path) -> BlockingConnectionPool:
    """Waits for a connection. redis-py's default pool raises at the 101st, which loses the update."""
    return BlockingConnectionPool(connection_class=UnixDomainSocketConnection, path=str(path), timeout=None)


async def _answering(redis: Redis) -> None:
    while True:
        try:
            await redis.ping()
            return
        except (NotYetThere, FileNotFoundError):
            await asyncio.sleep(0.02)
