"""The complaints of the peers: one SQLite table, WAL, synchronous=FULL, one commit for each complaint."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path

import aiosqlite

TABLES = """
PRAGMA journal_mode=WAL;
CREATE TABLE IF NOT EXISTS complaint (
    id INTEGER PRIMARY KEY, resident INTEGER NOT NULL, category TEXT NOT NULL, description TEXT NOT NULL,
    neighbourhood TEXT NOT NULL, photo TEXT NOT NULL, status TEXT NOT NULL DEFAULT 'received',
    filed_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP);
CREATE INDEX IF NOT EXISTS complaint_by_resident ON complaint (resident);
CREATE INDEX IF NOT EXISTS complaint_by_neighbourhood ON complaint (neighbourhood, status);
"""
INSERT = """INSERT INTO complaint (resident, category, description, neighbourhood, photo)
VALUES (:resident, :category, :description, :neighbourhood, :photo)"""
PER_RESIDENT = "SELECT resident, count(*) FROM complaint WHERE resident <> ? GROUP BY resident"
STAFF_PAGE = (
    "SELECT category, status, count(*) FROM complaint GROUP BY category, status",
    "SELECT * FROM complaint ORDER BY id DESC LIMIT 20",
)
STORED_BEFORE = 0
"""The resident of the rows that were there before the talk."""


class Complaints:
    def __init__(self, path: Path) -> None:
        self._path = path
        self.commits = 0

    async def open(self, stored_before: int) -> None:
        _prepare(self._path, stored_before)
        self._db = await aiosqlite.connect(self._path, isolation_level=None)
        await self._db.execute("PRAGMA synchronous=FULL")

    async def file(self, resident: int, answers: Mapping[str, str]) -> str:
        """Stores the complaint durably and returns its folio."""
        cursor = await self._db.execute(INSERT, {"resident": resident, **answers})
        self.commits += 1
        return f"DGO-{cursor.lastrowid:07d}"

    async def per_resident(self) -> dict[int, int]:
        rows = await self._db.execute_fetchall(PER_RESIDENT, (STORED_BEFORE,))
        return {row[0]: row[1] for row in rows}

    async def staff_page(self) -> int:
        return sum([len(list(await self._db.execute_fetchall(query))) for query in STAFF_PAGE])

    async def close(self) -> None:
        await self._db.close()


def _prepare(path: Path, stored_before: int) -> None:
    with sqlite3.connect(path) as db:
        db.executescript(TABLES)
        (stored,) = db.execute("SELECT count(*) FROM complaint WHERE resident = ?", (STORED_BEFORE,)).fetchone()
        db.executemany(INSERT, (_old_complaint(number) for number in range(stored, stored_before)))
    db.close()


def _old_complaint(number: int) -> dict[str, object]:
    return {
        "resident": STORED_BEFORE,
        "category": ("bache", "luminaria", "basura", "fuga")[number % 4],
        "description": "Está muy mal y ya van dos meses así",
        "neighbourhood": f"colonia {number % 913}",
        "photo": "",
    }
