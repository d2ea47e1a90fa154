"""The store's promises: nothing is lost between two writers, a reader cannot write, a full or locked database is named."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.sqlite_library import has_wal_fault, version_in_use
from storage.store import Connection, Store, StoreUnavailable, open_store


def _count_up(connection: Connection) -> None:
    lock = " FOR UPDATE" if connection.dialect.name == "postgresql" else ""
    value = connection.execute(text(f"SELECT value FROM counters WHERE name = 'n'{lock}")).scalar_one()
    connection.execute(text("UPDATE counters SET value = :value WHERE name = 'n'"), {"value": value + 1})


async def test_no_update_is_lost_between_readers_who_write(store: Store) -> None:
    await store.write(lambda c: c.execute(text("INSERT INTO counters (name, value) VALUES ('n', 0)")))
    await asyncio.gather(*(store.write(_count_up) for _ in range(60)))
    assert await store.read(lambda c: c.execute(text("SELECT value FROM counters")).scalar_one()) == 60


async def test_an_error_rolls_back_and_reaches_the_caller(store: Store) -> None:
    def fails(connection: Connection) -> None:
        connection.execute(text("INSERT INTO counters (name, value) VALUES ('n', 1)"))
        raise KeyError("mine")

    with pytest.raises(KeyError):
        await store.write(fails)
    assert await store.read(lambda c: c.execute(text("SELECT count(*) FROM counters")).scalar_one()) == 0


async def test_who_leaves_breaks_nothing_off(store: Store) -> None:
    """Also who leaves in the middle: what they began ends whole, and before the store is closed."""
    await store.write(lambda c: c.execute(text("INSERT INTO counters (name, value) VALUES ('n', 0)")))
    ended: list[int] = []

    def counts(connection: Connection) -> None:
        for _ in range(20):
            _count_up(connection)
        ended.append(connection.execute(text("SELECT value FROM counters")).scalar_one())

    waiting = [asyncio.create_task(store.write(counts)) for _ in range(3)]
    await asyncio.sleep(0)  # all have begun
    for one in waiting:
        one.cancel()
    await asyncio.wait(waiting)
    assert all(one.cancelled() for one in waiting)
    await store.close()
    assert ended == [20, 40, 60]


async def test_after_its_end_nothing_is_opened_anew(store: Store) -> None:
    await store.close()
    for ask in (store.read, store.write):
        with pytest.raises(StoreUnavailable, match="closed"):
            await ask(lambda c: c.execute(text("SELECT 1")))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_reading_engine_cannot_write(store: Store) -> None:
    with pytest.raises(StoreUnavailable, match="readonly"):
        await store.read(lambda c: c.execute(text("INSERT INTO counters (name, value) VALUES ('n', 1)")))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_sqlite_is_durable_and_one_writer(store: Store) -> None:
    def look(connection: Connection) -> tuple[object, ...]:
        return tuple(
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        )

    assert await store.write(look) == ("wal", 2, 1)


async def test_a_full_disk_is_named_and_the_store_recovers(tmp_path: Path, database_url: str) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("a page limit stands for a full disk, which SQLite has and PostgreSQL has not")
    store = open_store(database_url)
    pages = await store.write(lambda c: c.exec_driver_sql("PRAGMA page_count").scalar())
    await store.write(lambda c: c.exec_driver_sql(f"PRAGMA max_page_count = {pages}"))
    big = {"text": "x" * 100_000}
    with pytest.raises(StoreUnavailable, match="full"):
        await store.write(lambda c: c.execute(text("INSERT INTO counters (name, value) VALUES (:text, 1)"), big))
    await store.write(lambda c: c.exec_driver_sql("PRAGMA max_page_count = 1000000"))
    await store.write(lambda c: c.execute(text("INSERT INTO counters (name, value) VALUES ('n', 1)")))
    await store.close()


async def test_a_locked_database_is_named(tmp_path: Path, database_url: str) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("on PostgreSQL rows are locked, not the file")
    store = open_store(database_url)
    await store.write(lambda c: c.exec_driver_sql("PRAGMA busy_timeout = 20"))
    other = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreUnavailable, match="locked"):
        await store.write(lambda c: c.execute(text("INSERT INTO counters (name, value) VALUES ('n', 1)")))
    other.rollback()
    other.close()
    await store.write(lambda c: c.execute(text("INSERT INTO counters (name, value) VALUES ('n', 1)")))
    await store.close()


async def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    damaged = tmp_path / "voz.db"
    damaged.write_bytes(b"no database" * 1000)
    store = open_store(f"sqlite:///{damaged}")
    for way in (store.read, store.write):
        with pytest.raises(StoreUnavailable, match="not a database"):
            await way(lambda c: c.execute(text("SELECT 1")))
    await store.close()


async def test_an_unreachable_server_is_named() -> None:
    store = open_store("postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(StoreUnavailable):
        await store.read(lambda c: c.execute(text("SELECT 1")))
    await store.close()


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "oracle://x"])
def test_another_kind_of_database_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="sqlite:///"):
        open_store(url)


@pytest.mark.parametrize(
    ("version", "faulty"),
    [
        pytest.param((3, 40, 1), True, id="Debian 12"),
        pytest.param((3, 44, 5), True, id="before its back-port"),
        pytest.param((3, 44, 6), False, id="back-ported"),
        pytest.param((3, 50, 6), True, id="before its back-port"),
        pytest.param((3, 50, 7), False, id="back-ported"),
        pytest.param((3, 51, 2), True, id="the last faulty one"),
        pytest.param((3, 51, 3), False, id="the fix"),
        pytest.param((3, 53, 4), False, id="later"),
    ],
)
def test_the_wal_reset_fault_is_known_by_version(version: tuple[int, ...], faulty: bool) -> None:
    assert has_wal_fault(version) is faulty


def test_the_library_in_use_has_no_wal_reset_fault() -> None:
    assert not has_wal_fault(version_in_use())
