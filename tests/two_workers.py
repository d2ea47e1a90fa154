"""Two workers on one PostgreSQL: one is in the middle of a change while another acts."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import pytest
from sqlalchemy import text

from storage.store import Connection, PostgresStore, Store

T = TypeVar("T")
on_postgres = pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
"""SQLite has one writer: there nobody is in the middle of anything."""
_waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))")


async def meanwhile(store: Store, change: Callable[[Connection], object], act: Coroutine[Any, Any, T]) -> T:
    """What comes of `act`, which begins when `change` is made, and goes on when that is committed if it has to wait."""
    assert isinstance(store, PostgresStore)
    async with store.engine.begin() as first:
        await first.run_sync(change)
        acting = asyncio.create_task(act)
        while not acting.done() and not (await first.execute(_waits)).scalar():
            pass
    return await acting
