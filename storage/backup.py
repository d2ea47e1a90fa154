"""A copy of the database that is whole, made while it runs."""

import os
import shutil
import subprocess
from pathlib import Path

from storage.sqlite_library import use_sound_library

use_sound_library()

import sqlite3  # noqa: E402 - the chosen one

from sqlalchemy.engine import make_url  # noqa: E402


class BackupFailed(Exception):
    """The copy was not made."""


def backup(url: str, target: Path) -> int:
    """Write the copy to `target`, which must not exist; its size in bytes. Raises BackupFailed."""
    if target.exists():
        raise BackupFailed(f"{target} exists already. Name a new file: a backup never overwrites another.")
    parsed = make_url(url)
    partial = target.with_name(target.name + ".part")
    try:
        if parsed.get_backend_name() == "sqlite":
            _copy_sqlite(Path(str(parsed.database)), partial)
        else:
            _dump_postgres(url, partial)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return target.stat().st_size


def _copy_sqlite(source: Path, target: Path) -> None:
    """One read snapshot written as a fresh file: does not hold up the writer, which goes on in the log beside it."""
    if not source.exists():
        raise BackupFailed(f"{source}: there is no such database. Check [database] url.")
    connection = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
    try:
        connection.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.Error as e:
        raise BackupFailed(f"{source}: {e}") from e
    finally:
        connection.close()


def _dump_postgres(url: str, target: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise BackupFailed(
            "pg_dump is not installed. Install PostgreSQL's client programs (Debian: postgresql-client)."
        )
    parsed = make_url(url).set(drivername="postgresql")
    plain = parsed.set(password=None).render_as_string()
    secret = {"PGPASSWORD": str(parsed.password)} if parsed.password else {}  # not an argument: everybody sees those
    done = subprocess.run(  # noqa: S603
        [program, "--format=custom", f"--file={target}", plain],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **secret},
    )
    if done.returncode:
        raise BackupFailed(f"pg_dump: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else 'failed'}")
