"""The two ways to the database: `write` one transaction, `read` one snapshot. Both run a plain function `fn(conn)`.

On SQLite writes go to one thread with the only writing connection (measured several times faster on the message path
than the asyncio engine, see docs/decisions/0002-one-writer-thread.md), reads to an aiosqlite engine that cannot write.
On PostgreSQL both go through the asyncio engine over psycopg.

Every engine hides parameters: a row in an error's text would carry what residents wrote into the log.
"""

import asyncio
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, Protocol, TypeVar

from storage.sqlite_library import use_sound_library

use_sound_library()

from sqlalchemy import Connection as Connection  # noqa: E402
from sqlalchemy import Engine, create_engine, event  # noqa: E402
from sqlalchemy.engine import URL, make_url  # noqa: E402
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError  # noqa: E402
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine  # noqa: E402
from sqlalchemy.pool import StaticPool  # noqa: E402

T = TypeVar("T")
_DEADLOCK = "40P01"
"""PostgreSQL's code for it (its manual, appendix A)."""
_TRIES = 3
_PATIENCE = 10.0
"""Seconds that transactions under way are given when the store is closed."""

_CLOSED = "the store was closed"


class Store(Protocol):
    dialect: str

    async def write(self, fn: Callable[[Connection], T]) -> T:
        """Run `fn` in one transaction and commit. Raises StoreUnavailable when the database cannot take it now."""
        ...

    async def read(self, fn: Callable[[Connection], T]) -> T: ...

    async def close(self) -> None: ...


class StoreUnavailable(Exception):
    """The database cannot be reached, is locked or its disk is full."""


def _set_up_writer(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late: after the first SELECT
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=5000",
        "cache_size=-8000",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _set_up_reader(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("query_only=ON", "busy_timeout=5000", "cache_size=-2000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _set_up_postgres(connection: Any, _record: Any) -> None:
    """A look-up by index costs what it does where pages are in memory or on an SSD: with the default of 4, made for
    turning disks, five hundred people's complaints are found by reading all complaints. Times come in
    UTC, as we keep them: making them so afterwards takes as long as reading them."""
    cursor = connection.cursor()
    cursor.execute("SET random_page_cost = 1.1")
    cursor.execute("SET timezone = 'UTC'")
    cursor.close()
    connection.commit()


def sqlite_writer_engine(url: URL) -> Engine:
    """The one writing engine: every transaction begins IMMEDIATE, so a read in it cannot be overtaken."""
    engine = create_engine(
        url.set(drivername="sqlite"),
        poolclass=StaticPool,
        connect_args={"check_same_thread": False},
        hide_parameters=True,
    )
    event.listen(engine, "connect", _set_up_writer)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _sqlite_reader_engine(url: URL) -> AsyncEngine:
    engine = create_async_engine(url.set(drivername="sqlite+aiosqlite"), pool_size=4, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _set_up_reader)
    event.listen(engine.sync_engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


class SqliteStore:
    """One file, one process. A thread owns the writing connection; what waits for it goes through a queue."""

    dialect = "sqlite"

    def __init__(self, url: URL) -> None:
        self._engine = sqlite_writer_engine(url)
        self._readers = _Passages(_sqlite_reader_engine(url))
        self._jobs: SimpleQueue[tuple[Callable[[Connection], Any], asyncio.Future[Any]] | None] = SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="store-writer", daemon=True)
        self._thread.start()

    def _work(self) -> None:
        connection: Connection | None = None
        while (job := self._jobs.get()) is not None:
            fn, future = job
            result: Any = None
            error: Exception | None = None
            try:
                connection = connection or self._engine.connect()
                with connection.begin():
                    result = fn(connection)
            except Exception as e:  # handed to whoever waits for it
                error = named(e)
                if connection:
                    connection.close()  # takes back what a failed commit left open
                    connection = None
            future.get_loop().call_soon_threadsafe(_settle, future, result, error)
        if connection:
            connection.close()
        self._engine.dispose()

    async def write(self, fn: Callable[[Connection], T]) -> T:
        if self._closed:
            raise StoreUnavailable(_CLOSED)
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._jobs.put((fn, future))
        return await asyncio.shield(future)

    async def read(self, fn: Callable[[Connection], T]) -> T:
        return await self._readers.run(fn)

    async def close(self) -> None:
        self._closed = True
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)
        await self._readers.close()


def _settle(future: "asyncio.Future[Any]", result: Any, error: Exception | None) -> None:
    if future.cancelled():
        return
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)


class PostgresStore:
    """Several workers may share it."""

    dialect = "postgresql"

    def __init__(self, url: URL) -> None:
        self.engine = create_async_engine(
            url.set(drivername="postgresql+psycopg"), pool_size=5, pool_pre_ping=True, hide_parameters=True
        )
        event.listen(self.engine.sync_engine, "connect", _set_up_postgres)
        self._passages = _Passages(self.engine)

    async def write(self, fn: Callable[[Connection], T]) -> T:
        """Of two workers that wait for each other the database ends one, which then runs again."""
        for _ in range(_TRIES - 1):
            try:
                return await self._passages.run(fn)
            except StoreUnavailable as e:
                if getattr(getattr(e.__cause__, "orig", None), "sqlstate", "") != _DEADLOCK:
                    raise
        return await self._passages.run(fn)

    async def read(self, fn: Callable[[Connection], T]) -> T:
        return await self._passages.run(fn)

    async def close(self) -> None:
        await self._passages.close()


class _Passages:
    """The transactions of an asyncio engine. Who waits for one may leave (a browser goes away, a time runs out): it ends all
    the same, for one that is broken off in the middle takes its connection with it."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._under_way: set[asyncio.Task[Any]] = set()
        self._closed = False

    async def run(self, fn: Callable[[Connection], T]) -> T:
        if self._closed:
            raise StoreUnavailable(_CLOSED)
        passage = asyncio.create_task(self._pass(fn))
        self._under_way.add(passage)
        passage.add_done_callback(self._ended)
        return await asyncio.shield(passage)

    async def _pass(self, fn: Callable[[Connection], T]) -> T:
        try:
            async with self._engine.begin() as connection:
                return await connection.run_sync(fn)
        except DBAPIError as e:
            raise named(e) from e

    def _ended(self, passage: "asyncio.Task[Any]") -> None:
        self._under_way.discard(passage)
        if not passage.cancelled():
            passage.exception()  # who waits has it; who left wants to know nothing

    async def close(self) -> None:
        self._closed = True
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=_PATIENCE)
            for passage in late:
                passage.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._engine.dispose()


def named(error: Exception) -> Exception:
    """What to raise for it: trouble of the database itself becomes StoreUnavailable, a broken row stays what it is."""
    if isinstance(error, DBAPIError) and _is_of_the_database(error):
        wrapped = StoreUnavailable(type(error.orig).__name__ + ": " + str(error.orig).splitlines()[0])
        wrapped.__cause__ = error
        return wrapped
    return error


def _is_of_the_database(error: DBAPIError) -> bool:
    damaged = type(error) is DatabaseError  # SQLite's word for a file that is none; its subclasses are about rows
    return isinstance(error, OperationalError) or damaged or error.connection_invalidated


def open_store(url: str) -> Store:
    """`sqlite:///file` or `postgresql://...`. Raises ValueError for anything else."""
    parsed = make_url(url)
    backend = parsed.get_backend_name()
    if backend == "sqlite" and parsed.database:
        return SqliteStore(parsed)
    if backend == "postgresql":
        return PostgresStore(parsed)
    raise ValueError(f"database url must begin with sqlite:/// or postgresql://, not {backend}://")
