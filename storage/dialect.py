"""What SQLite and PostgreSQL do differently in statements, and nothing else."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

import msgspec
from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Dialect,
    Integer,
    Select,
    Table,
    Text,
    TypeDecorator,
    bindparam,
    cast,
    column,
    func,
    insert,
    literal,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

_FEW = 8
"""Up to so many rows are sent one by one."""
_GIVEN = "given_"
"""Before the name of a new value, which may not be called as its column is."""


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


def insert_new(connection: Connection, table: Table, row: dict[str, Any], keys: tuple[str, ...]) -> bool:
    """The same with one row; whether it was not there yet."""
    insert = _upsert(connection.dialect.name, table, keys, ()).returning(table.c[keys[0]])
    return connection.execute(insert, row).first() is not None


def insert_missing_from(
    connection: Connection, table: Table, names: Sequence[str], rows: Select[Any], keys: tuple[str, ...]
) -> None:
    """The same with what `rows` selects."""
    insert = postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
    connection.execute(insert.from_select(list(names), rows).on_conflict_do_nothing(index_elements=keys))


def first(statement: Select[Any], count: int) -> Select[Any]:
    """`statement` with at most `count` rows, the number written out: SQLite plans a statement anew at every run when its
    LIMIT or OFFSET is bound, which costs ten times what the look-up itself does."""
    return statement.limit(literal_column(str(int(count)))).offset(literal_column("0"))


def locked(connection: Connection, statement: Any, **options: Any) -> Any:
    """`statement` taking row locks, where rows are what is locked (SQLite's one writer holds the whole file)."""
    return statement.with_for_update(**options) if connection.dialect.name == "postgresql" else statement


class _Numbers(TypeDecorator[list[int]]):
    """Many ids as one value."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: list[int] | None, dialect: Dialect) -> str:
        numbers = ",".join(map(str, value or ()))
        return f"{{{numbers}}}" if dialect.name == "postgresql" else f"[{numbers}]"


class _Among(GenericFunction[int]):
    type = Integer()  # of a Boolean one SQLAlchemy asks `= 1`, and SQLite then uses no index
    inherit_cache = True


@compiles(_Among, "sqlite")
def _among_on_sqlite(element: _Among, compiler: Any, **options: Any) -> str:
    column, ids = (compiler.process(one, **options) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({ids}))"  # noqa: S608 - both are names


@compiles(_Among, "postgresql")
def _among_on_postgresql(element: _Among, compiler: Any, **options: Any) -> str:
    column, ids = (compiler.process(one, **options) for one in element.clauses)
    return f"{column} = ANY(CAST({ids} AS BIGINT[]))"


def among(ids: ColumnElement[int], name: str) -> ColumnElement[Any]:
    """One of the ids in the list given as `name`. A list goes in as one value: SQLAlchemy writes a statement anew for an
    `IN` of as many values, and its database reads it anew."""
    return _Among(ids, bindparam(name, type_=_Numbers()))


def one_of(ids: ColumnElement[int], these: Sequence[int]) -> ColumnElement[Any]:
    """The same with the list itself, however long."""
    return _Among(ids, literal(list(these), _Numbers()))


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


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert `rows`, which all name the same columns, two or more."""
    names = tuple(rows[0])
    if connection.dialect.name == "sqlite":
        _insert_plainly(table, names).run(connection, rows)
    elif len(rows) > _FEW:
        connection.execute(_insert_given(table, names), _as_json(rows))
    else:
        connection.execute(_insert(table), rows)


def update_rows(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], keys: tuple[str, ...] = ("id",)
) -> None:
    """Give the other columns of `rows` to the rows with the same `keys`. All name the same columns."""
    names = tuple(rows[0])
    if connection.dialect.name == "sqlite":
        _update_plainly(table, names, keys).run(connection, rows)
    elif len(rows) > _FEW:
        connection.execute(_update_given(table, names, keys), _as_json(rows))
    else:
        connection.execute(
            _update(table, names, keys), [{f"{_GIVEN}{name}": value for name, value in row.items()} for row in rows]
        )


class _Plain:
    """A statement spelled once and given its values in order: SQLAlchemy's way of binding a row of twenty columns takes
    SQLite three times as long as storing it."""

    def __init__(self, statement: Any, table: Table, names: tuple[str, ...]) -> None:
        dialect = sqlite.dialect(paramstyle="qmark")
        compiled = statement.compile(dialect=dialect, column_keys=names)
        order = [name.removeprefix(_GIVEN) for name in compiled.positiontup]
        processors = [table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in order]
        self._text = str(compiled)
        self._values = itemgetter(*order)
        self._processed = [(place, process) for place, process in enumerate(processors) if process]

    def run(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        values = [list(self._values(row)) for row in rows]
        for place, process in self._processed:
            for one in values:
                one[place] = process(one[place])
        connection.exec_driver_sql(self._text, list(map(tuple, values)))


@lru_cache(maxsize=64)
def _insert_plainly(table: Table, names: tuple[str, ...]) -> _Plain:
    return _Plain(_insert(table), table, names)


@lru_cache(maxsize=64)
def _update_plainly(table: Table, names: tuple[str, ...], keys: tuple[str, ...]) -> _Plain:
    return _Plain(_update(table, names, keys), table, names)


@lru_cache(maxsize=32)
def _insert(table: Table) -> Any:
    return insert(table)


@lru_cache(maxsize=64)
def _update(table: Table, names: tuple[str, ...], keys: tuple[str, ...]) -> Any:
    given = {name: bindparam(f"{_GIVEN}{name}", type_=table.c[name].type) for name in names}
    these = (table.c[key] == given[key] for key in keys)
    return update(table).where(*these).values({name: given[name] for name in names if name not in keys})


@lru_cache(maxsize=64)
def _insert_given(table: Table, names: tuple[str, ...]) -> Any:
    given = _given(table, names)
    return insert(table).from_select(list(names), select(*(given.c[name] for name in names)))


@lru_cache(maxsize=64)
def _update_given(table: Table, names: tuple[str, ...], keys: tuple[str, ...]) -> Any:
    given = _given(table, names)
    these = (table.c[key] == given.c[key] for key in keys)
    return update(table).where(*these).values({name: given.c[name] for name in names if name not in keys})


def _given(table: Table, names: tuple[str, ...]) -> Any:
    """Many rows as one value: PostgreSQL takes some hundred of them in the time of ten statements."""
    typed = (column(name, table.c[name].type) for name in names)
    rows = func.json_to_recordset(cast(bindparam("given", type_=Text()), JSON()))
    return rows.table_valued(*typed, name="given").render_derived(with_types=True)


def _as_json(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    return {"given": msgspec.json.encode(rows).decode()}
