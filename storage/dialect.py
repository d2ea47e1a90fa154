"""What SQLite and PostgreSQL do differently in statements, and nothing else."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, literal_column
from sqlalchemy.dialects import postgresql, sqlite


@lru_cache(maxsize=64)
def _upsert(dialect: str, table: Table, keys: tuple[str, ...], columns: tuple[str, ...]) -> Any:
    insert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    if not columns:
        return insert.on_conflict_do_nothing(index_elements=keys)
    return insert.on_conflict_do_update(index_elements=keys, set_={name: insert.excluded[name] for name in columns})


def upsert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]], keys: tuple[str, ...]) -> None:
    """Insert `rows`, or put their other columns in the place of those of the row with the same `keys`."""
    others = tuple(name for name in rows[0] if name not in keys)
    connection.execute(_upsert(connection.dialect.name, table, keys, others), rows)


def insert_missing(connection: Connection, table: Table, rows: Sequence[dict[str, Any]], keys: tuple[str, ...]) -> None:
    """Insert those of `rows` whose `keys` are not there yet; wait for others who are inserting the same."""
    if rows:
        connection.execute(_upsert(connection.dialect.name, table, keys, ()), rows)


def first(statement: Select[Any], count: int) -> Select[Any]:
    """`statement` with at most `count` rows, the number written out: SQLite plans a statement anew at every run when its
    LIMIT or OFFSET is bound, which costs ten times what the look-up itself does."""
    return statement.limit(literal_column(str(int(count)))).offset(literal_column("0"))


def locked(connection: Connection, statement: Any, **options: Any) -> Any:
    """`statement` taking row locks, where rows are what is locked (SQLite's one writer holds the whole file)."""
    return statement.with_for_update(**options) if connection.dialect.name == "postgresql" else statement


@lru_cache(maxsize=8)
def _count_up(dialect: str, table: Table) -> Any:
    insert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    counted = insert.values(name=bindparam("counter"), value=1)
    return counted.on_conflict_do_update(index_elements=["name"], set_={"value": table.c.value + 1}).returning(
        table.c.value
    )


def next_number(connection: Connection, table: Table, name: str) -> int:
    """Count a named counter up by one, in one statement, and give its new value."""
    return int(connection.execute(_count_up(connection.dialect.name, table), {"counter": name}).scalar_one())
