"""Which SQLite library speaks: the one a wheel brings, where the system's has the WAL-reset fault.

Versions 3.7.0 to 3.51.2 can lose a commit when two connections write and checkpoint one WAL file at the same instant
(sqlite.org/wal.html, "The WAL-Reset Bug"; fixed in 3.51.3, and back in 3.44.6 and 3.50.7).
"""

import sqlite3
import sys


def has_wal_fault(version: tuple[int, ...]) -> bool:
    if version[:2] == (3, 44):
        return version < (3, 44, 6)
    if version[:2] == (3, 50):
        return version < (3, 50, 7)
    return (3, 7, 0) <= version < (3, 51, 3)


def use_sound_library() -> tuple[int, ...]:
    """Put `pysqlite3` in the place of `sqlite3` for this process, where it is installed and the system's is faulty.

    Must run before aiosqlite and SQLAlchemy are imported. Returns the version in use.
    """
    if not has_wal_fault(sqlite3.sqlite_version_info) or "pysqlite3" in sys.modules:
        return version_in_use()
    try:
        import pysqlite3
        import pysqlite3.dbapi2
    except ImportError:
        return version_in_use()
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
    return version_in_use()


def version_in_use() -> tuple[int, ...]:
    version: tuple[int, ...] = sys.modules["sqlite3"].sqlite_version_info
    return version
