"""aiogram's finite state machine with a SQLite storage.

The library ships none. This one is ours, written the way its published ones are: one row for each resident,
state and data set by separate calls, a commit for each, here with WAL and synchronous=FULL through aiosqlite.
"""

import json
from collections.abc import Mapping
from typing import Any

import aiosqlite
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, DefaultKeyBuilder, StateType, StorageKey

from benchmarks.contestants.aiogram_memory import AiogramMemory
from benchmarks.contestants.aiogram_talk import STATES
from benchmarks.talk import PARKED_AT, answers_until

TABLE = "CREATE TABLE IF NOT EXISTS talk (key TEXT PRIMARY KEY, state TEXT, data TEXT NOT NULL DEFAULT '{}')"
PARK = "INSERT INTO talk (key, state, data) VALUES (?, ?, ?)"
SET_STATE = "INSERT INTO talk (key, state) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET state = excluded.state"
SET_DATA = "INSERT INTO talk (key, data) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET data = excluded.data"


class OurSqliteStorage(BaseStorage):
    def __init__(self, db: aiosqlite.Connection) -> None:
        self._db = db
        self._keys = DefaultKeyBuilder()
        self.commits = 0

    @classmethod
    async def open(cls, path: str) -> "OurSqliteStorage":
        db = await aiosqlite.connect(path, isolation_level=None)
        await db.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; {TABLE}")
        return cls(db)

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        await self._write(SET_STATE, key, _name(state))

    async def get_state(self, key: StorageKey) -> str | None:
        row = await self._row("SELECT state FROM talk WHERE key = ?", key)
        return row[0] if row else None

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        await self._write(SET_DATA, key, json.dumps(data))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        row = await self._row("SELECT data FROM talk WHERE key = ?", key)
        return json.loads(row[0]) if row else {}

    async def close(self) -> None:
        await self._db.close()

    async def park(self, keys: list[StorageKey]) -> None:
        rows = ((self._keys.build(key), _name(STATES[PARKED_AT]), json.dumps(answers_until(PARKED_AT))) for key in keys)
        await self._db.execute("BEGIN")
        await self._db.executemany(PARK, rows)
        await self._db.execute("COMMIT")

    async def _write(self, statement: str, key: StorageKey, value: str | None) -> None:
        await self._db.execute(statement, (self._keys.build(key), value))
        self.commits += 1

    async def _row(self, query: str, key: StorageKey) -> Any:
        async with self._db.execute(query, (self._keys.build(key),)) as cursor:
            return await cursor.fetchone()


class AiogramSqlite(AiogramMemory):
    async def storage(self) -> BaseStorage:
        self._sqlite = await OurSqliteStorage.open(str(self._setup.directory / "talks.sqlite"))
        return self._sqlite

    async def _park(self, parked: range) -> None:
        await self._sqlite.park([self._key(resident) for resident in parked])

    def commits(self) -> int | None:
        return self._complaints.commits + self._sqlite.commits


def _name(state: StateType) -> str | None:
    return state.state if isinstance(state, State) else state
