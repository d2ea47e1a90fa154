"""What a batch will write, gathered in memory and written at once: one statement per table."""

from collections.abc import Callable
from functools import lru_cache
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Insert, insert, update
from sqlalchemy.sql import bindparam

from storage import tables
from storage.dialect import upsert
from storage.ids import Ids

_INSERTS = (
    "inbox",
    "media",
    "incidents",
    "chats",
    "complaints",
    "complaint_reporters",
    "proposals",
    "evidence",
    "history",
    "outbox",
)
"""In the order that foreign keys ask for."""
_UPSERTS = {"sessions": ("person_id",)}

Mark = dict[str, int]


class Ledger:
    """Rows by table. `mark` and `take_back` undo what one broken message wrote, without a round trip."""

    def __init__(self, ids: Ids) -> None:
        self.ids = ids
        self._rows: dict[str, list[dict[str, Any]]] = {}

    def add(self, table: str, **row: Any) -> int:
        """A new row; its id, made here where the row brings none."""
        if "id" in tables.metadata.tables[table].c and "id" not in row:
            row = {"id": self.ids.new(), **row}
        self._rows.setdefault(table, []).append(row)
        return int(row.get("id", 0))

    def put(self, table: str, **row: Any) -> None:
        """A row that takes the place of the one with the same key, here and in the database; a later one wins."""
        self._rows.setdefault(f"put:{table}", []).append(row)

    def change(self, table: str, row_id: int, **columns: Any) -> None:
        """New values for some columns of a row that is in the database."""
        self._rows.setdefault("change", []).append({"table": table, "row_id": row_id, **columns})

    def later(self, act: Callable[[Connection], object]) -> None:
        """A statement of another kind, run when the rows are saved."""
        self._rows.setdefault("later", []).append({"act": act})

    def mark(self) -> Mark:
        return {name: len(rows) for name, rows in self._rows.items()}

    def take_back(self, mark: Mark) -> None:
        for name, rows in self._rows.items():
            del rows[mark.get(name, 0) :]

    def count(self, table: str) -> int:
        return len(self._rows.get(table, ()))

    def save(self, connection: Connection) -> None:
        for name in _INSERTS:
            if rows := self._rows.get(name):
                connection.execute(_insert(name), rows)
        for name, keys in _UPSERTS.items():
            if rows := self._rows.get(f"put:{name}"):
                last = {tuple(row[key] for key in keys): row for row in rows}
                upsert(connection, tables.metadata.tables[name], list(last.values()), keys)
        for _, run in groupby(
            self._rows.get("change", ()), key=lambda row: (row["table"], *row)
        ):  # in the order they were made
            _change(connection, list(run))
        for row in self._rows.get("later", ()):
            row["act"](connection)


@lru_cache(maxsize=32)
def _insert(table: str) -> Insert:
    return insert(tables.metadata.tables[table])


def _change(connection: Connection, rows: list[dict[str, Any]]) -> None:
    table = tables.metadata.tables[rows[0]["table"]]
    columns = [name for name in rows[0] if name not in ("table", "row_id")]
    statement = (
        update(table)
        .where(table.c.id == bindparam("row_id"))
        .values({name: bindparam(f"new_{name}") for name in columns})
    )
    connection.execute(
        statement, [{"row_id": row["row_id"], **{f"new_{name}": row[name] for name in columns}} for row in rows]
    )
