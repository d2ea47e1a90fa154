"""The schema: every migration from an empty database, twice, and equal to the tables in code."""

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from civic.works import PublicWork
from storage.migrate import HEAD, SchemaMismatch, demand_current, migrate, revision
from storage.store import Connection, Store, open_store, sqlite_writer_engine
from storage.tables import metadata
from storage.works import list_versions, list_works, newest_version


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


SCRIPTS = Path(__file__).parents[2] / "storage" / "migrations"


def as_it_was(url: str, version: str, *rows: str) -> None:
    """A new database at an older version, with rows."""
    parsed = make_url(url)
    is_sqlite = parsed.get_backend_name() == "sqlite"
    engine = sqlite_writer_engine(parsed) if is_sqlite else create_engine(parsed.set(drivername="postgresql+psycopg"))
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        for row in rows:
            connection.execute(text(row))
        connection.commit()
    engine.dispose()


async def test_the_migrations_make_what_the_code_says(store: Store) -> None:
    assert await store.write(_differences) == []


async def test_running_them_again_changes_nothing(store: Store, database_url: str) -> None:
    assert migrate(database_url) == (HEAD, HEAD)


async def test_a_database_of_another_version_is_refused_with_the_remedy(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'empty.db'}")
    with pytest.raises(SchemaMismatch, match="voz migrate"):
        await store.write(demand_current)
    await store.close()


async def test_the_head_is_the_newest_script(store: Store) -> None:
    scripts = sorted((SCRIPTS / "versions").glob("*.py"))
    assert scripts[-1].name.startswith(HEAD)
    assert await store.read(revision) == HEAD


async def test_works_of_0002_keep_status_and_neighbourhood_and_become_version_1(bare_url: str) -> None:
    as_it_was(
        bare_url,
        "0002",
        "INSERT INTO public_works (key, name, neighbourhood_key, contractor, starts_on, ends_on, status) VALUES"
        " ('OP-1', 'Pavimentación', '10005-0084', 'Constructora', NULL, NULL, 'en proceso'),"
        " ('OP-2', 'Bulevar', '', '', NULL, NULL, 'terminada')",
    )
    assert migrate(bare_url) == ("0002", HEAD)
    store = open_store(bare_url)
    paving = PublicWork(
        key="OP-1",
        name="Pavimentación",
        status="en proceso",
        neighbourhood_keys=("10005-0084",),
        contractor="Constructora",
    )
    assert await store.read(list_works) == [paving, PublicWork(key="OP-2", name="Bulevar", status="terminada")]
    [first] = await store.read(lambda c: list_versions(c, "OP-1"))
    assert (first.number, first.work, first.retired) == (1, paving, False)
    newest = await store.read(newest_version)
    assert newest and (newest.number, newest.sha256) == (1, ""), "of which file they came nobody knows"
    assert await store.write(_differences) == []
    await store.close()


async def test_a_database_of_0002_without_works_has_no_version_of_the_register(bare_url: str) -> None:
    as_it_was(bare_url, "0002")
    migrate(bare_url)
    store = open_store(bare_url)
    assert await store.read(newest_version) is None
    await store.close()
