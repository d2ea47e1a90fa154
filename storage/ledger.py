"""What a batch will write, gathered in memory and written at once: one statement per table."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection

from storage import tables
from storage.dialect import insert_rows, update_rows, upsert
from storage.ids import Ids

_INSERTS = (
    "inbox",
    "media",
    "incidents",
    "privacy_requests",
    "chats",
    "complaints",
    "complaint_reporters",
    "complaint_tasks",
    "promises",
    "asks",
    "participations",
    "proposals",
    "supports",
    "ballot_marks",
    "members",
    "letters",
    "visits",
    "evidence",
    "history",
    "outbox",
    "staff_messages",
    "notes",
    "chat_events",
)
"""In the order that foreign keys ask for."""
_NUMBERED = frozenset(name for name, table in tables.metadata.tables.items() if "id" in table.c)
_UPSERTS = {
    "sessions": ("person_id",),
    "survey_answers": ("participation_id", "question_id"),
    "stances": ("participation_id", "statement_id"),
    "ballots": ("participation_id",),
    "trainings": ("person_id", "unit"),
}

Mark = dict[str, int]


class Ledger:
    """Rows by table. `mark` and `take_back` undo what one broken message wrote, without a round trip."""

    def __init__(self, ids: Ids) -> None:
        self.ids = ids
        self._rows: dict[str, list[dict[str, Any]]] = {}

    def add(self, table: str, **row: Any) -> int:
        """A new row; its id, made here where the row brings none."""
        if table in _NUMBERED and "id" not in row:
            row["id"] = self.ids.new()
        self._rows.setdefault(table, []).append(row)
        return int(row.get("id", 0))

    def put(self, table: str, **row: Any) -> None:
        """A row that takes the place of the one with the same key, here and in the database; a later one wins."""
        self._rows.setdefault(f"put:{table}", []).append(row)

    def change(self, table: str, row_id: int, **columns: Any) -> None:
        """New values for some columns of a row that is in the database."""
        self._rows.setdefault("change", []).append({"table": table, "row_id": row_id, "columns": columns})

    def changed(self, table: str, row_id: int) -> dict[str, Any]:
        """What such a row will be changed to."""
        changes = (one for one in self._rows.get("change", ()) if (one["table"], one["row_id"]) == (table, row_id))
        return {name: value for one in changes for name, value in one["columns"].items()}

    def pending(self, table: str, **columns: Any) -> list[dict[str, Any]]:
        """Rows to be added or put that have these values: what somebody did a moment ago, in this very batch."""
        rows = (*self._rows.get(table, ()), *self._rows.get(f"put:{table}", ()))
        return [row for row in rows if all(row.get(name) == value for name, value in columns.items())]

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
                insert_rows(connection, tables.metadata.tables[name], rows)
        for name, keys in _UPSERTS.items():
            if rows := self._rows.get(f"put:{name}"):
                last = {tuple(row[key] for key in keys): row for row in rows}
                upsert(connection, tables.metadata.tables[name], list(last.values()), keys)
        self._save_changes(connection)
        for row in self._rows.get("later", ()):
            row["act"](connection)

    def _save_changes(self, connection: Connection) -> None:
        """Later values of a row win over earlier ones; rows that change in the same columns share a statement."""
        merged: dict[tuple[str, int], dict[str, Any]] = {}
        for change in self._rows.get("change", ()):
            merged.setdefault((change["table"], change["row_id"]), {}).update(change["columns"])
        alike: dict[tuple[str, tuple[str, ...]], list[dict[str, Any]]] = {}
        for (table, row_id), columns in merged.items():
            row = {"id": row_id, **dict(sorted(columns.items()))}
            alike.setdefault((table, tuple(row)), []).append(row)
        for (table, _), rows in alike.items():
            update_rows(connection, tables.metadata.tables[table], rows)
