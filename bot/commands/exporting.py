"""`voz export`."""

import argparse
import asyncio
import sys
from collections.abc import Callable
from typing import Any, TypeVar

from bot.commands import Failed, WrongUse, settings_of
from bot.settings import Settings
from bot.tabular import write_rows
from storage.export import columns, rows
from storage.migrate import SchemaMismatch, demand_current
from storage.store import Connection, StoreUnavailable, open_store

T = TypeVar("T")


def run(options: argparse.Namespace) -> None:
    settings = settings_of(options)

    def write(connection: Connection) -> int:
        demand_current(connection)
        return write_rows(
            options.format, columns(options.what), rows(connection, options.what), options.out, sys.stdout
        )

    try:
        count = read_store(settings, write)
    except ValueError as e:
        raise WrongUse(str(e)) from e
    except BrokenPipeError:
        raise
    except OSError as e:
        raise Failed(f"{options.out}: cannot be written ({e.strerror})") from e
    if options.out:
        print(f"{options.out}: {count} rows")


def read_store(settings: Settings, fn: Callable[[Connection], T]) -> T:
    """One read on the configured database. Raises Failed."""
    return _with_store(settings, "read", fn)


def write_store(settings: Settings, fn: Callable[[Connection], T]) -> T:
    """One transaction on the configured database. Raises Failed."""
    return _with_store(settings, "write", fn)


def _with_store(settings: Settings, how: str, fn: Callable[[Connection], T]) -> T:
    async def go() -> T:
        store = open_store(settings.database.url)
        try:
            result: Any = await getattr(store, how)(fn)
            return result  # type: ignore[no-any-return]
        finally:
            await store.close()

    try:
        return asyncio.run(go())
    except (StoreUnavailable, SchemaMismatch) as e:
        raise Failed(str(e)) from e
