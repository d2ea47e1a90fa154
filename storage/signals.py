"""What PostgreSQL workers tell each other outside of rows: who leads, and that something was queued."""

import asyncio
from collections.abc import Callable

import psycopg
from sqlalchemy import Connection, text

from storage.store import PostgresStore

_CHANNEL = "voz_outbox"


def announce(connection: Connection) -> None:
    """Tell the leader, once this transaction commits, that the outbox has grown."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"NOTIFY {_CHANNEL}"))


class Signals:
    """One connection that holds the leader's lock and hears announcements. The lock dies with the connection."""

    def __init__(self, store: PostgresStore, *, key: int, woken: Callable[[], None]) -> None:
        self._conninfo = store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._key = key
        self._woken = woken
        self._connection: psycopg.AsyncConnection[tuple[object, ...]] | None = None
        self._listening: asyncio.Task[None] | None = None

    async def try_lock(self) -> bool:
        try:
            if self._connection is None or self._connection.closed:
                self._connection = await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True)
            row = await (await self._connection.execute("SELECT pg_try_advisory_lock(%s)", (self._key,))).fetchone()
        except psycopg.OperationalError:
            return False
        if not (row and row[0]):
            return False
        await self._connection.execute(f"LISTEN {_CHANNEL}")
        self._listening = asyncio.create_task(self._listen(self._connection))
        return True

    async def _listen(self, connection: psycopg.AsyncConnection[tuple[object, ...]]) -> None:
        try:
            async for _ in connection.notifies():
                self._woken()
        except psycopg.OperationalError:
            await connection.close()

    def held(self) -> bool:
        return self._listening is not None and not self._listening.done()

    async def close(self) -> None:
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
        if self._connection is not None:
            await self._connection.close()
