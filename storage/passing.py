"""A database in memory that is gone when it was used."""

from collections.abc import Iterator
from contextlib import contextmanager

from storage.store import Connection, sqlite_writer_engine
from storage.tables import metadata

from sqlalchemy.engine import make_url  # isort: skip


@contextmanager
def passing_database() -> Iterator[Connection]:
    """Empty, with every table."""
    engine = sqlite_writer_engine(make_url("sqlite://"))
    try:
        with engine.begin() as connection:
            metadata.create_all(connection)
            yield connection
    finally:
        engine.dispose()
