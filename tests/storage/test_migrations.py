"""The schema: every migration from an empty database, twice, and equal to the tables in code."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from storage.migrate import HEAD, SchemaMismatch, demand_current, migrate, revision
from storage.store import Connection, Store, open_store
from storage.tables import metadata


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


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
    scripts = sorted((Path(__file__).parents[2] / "storage" / "migrations" / "versions").glob("*.py"))
    assert scripts[-1].name.startswith(HEAD)
    assert await store.read(revision) == HEAD
