"""Brings a database to the schema of this version, with Alembic."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from storage.store import named, sqlite_writer_engine  # first: it chooses the SQLite library

from sqlalchemy import Connection, create_engine, inspect, text  # isort: skip
from sqlalchemy.engine import make_url  # isort: skip
from sqlalchemy.exc import DBAPIError  # isort: skip

HEAD = "0016"
"""The newest migration; a test keeps it equal to the scripts."""


class SchemaMismatch(Exception):
    """The database does not have the schema of this version."""


def migrate(url: str) -> tuple[str, str]:
    """Run what is missing, in one go. Returns (revision before, revision after); before is empty for a new database.
    Raises SchemaMismatch; StoreUnavailable when the database cannot be reached or its file is damaged."""
    from alembic import command
    from alembic.config import Config

    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
        engine = sqlite_writer_engine(parsed)
    else:
        engine = create_engine(parsed.set(drivername="postgresql+psycopg"))
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    try:
        with engine.connect() as connection:
            before = revision(connection)
            connection.rollback()
            _let_tables_be_rebuilt(connection)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()
        with engine.connect() as connection:
            _check_keys(connection)
            return before, revision(connection)
    except DBAPIError as e:
        raise named(e) from e
    finally:
        engine.dispose()


def _let_tables_be_rebuilt(connection: Connection) -> None:
    """On SQLite a changed table is copied and dropped; with keys enforced that would drop its children's rows too. The
    pragma works only outside a transaction, so it goes to the driver itself."""
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.dbapi_connection
        driver.execute("PRAGMA foreign_keys=OFF")


def revision(connection: Connection) -> str:
    """The database's revision; empty when it was never migrated."""
    if "alembic_version" not in inspect(connection).get_table_names():
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def demand_current(connection: Connection) -> None:
    """Raises SchemaMismatch when the program and its database do not belong together."""
    found = revision(connection)
    if found != HEAD:
        raise SchemaMismatch(
            f"the database is at revision {found or 'none'}, this version needs {HEAD}: run `voz migrate` first."
        )


def _check_keys(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken: Sequence[Any] = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise SchemaMismatch(
            f"after the migration {len(broken)} rows point at nothing, the first in table {broken[0][0]}. Restore the backup."
        )
