"""What is looked for in chats, and how long it takes until all of them can be found."""

import time
from typing import Any

from sqlalchemy import Connection, text

from benchmarks.town import NOW
from bot.indexing import Indexing
from storage.store import Store

RARE = "Encontré un tlacuache debajo del medidor"
LOOKED_FOR = {
    "frequent": "cuadrillas",
    "two frequent": "cuadrilla+bache",
    "rare": "tlacuaches",
    "unsaid": "ornitorrinco",
}
"""Staff said the first one in every chat. Two: one word in all, one in many."""
_SIZE = {
    "sqlite": "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
    "postgresql": "SELECT pg_total_relation_size('chat_words')",  # vectors and indices included
}


async def index(store: Store) -> dict[str, Any]:
    """All that was said, as the program goes through it after an update, without its pauses."""
    before = await store.read(_megabytes)
    indexing, began, count = Indexing(store, now=lambda: NOW), time.perf_counter(), 0
    while made := await indexing.catch_up():
        count += made
    seconds = time.perf_counter() - began
    await store.write(_look_over)
    grown = await store.read(_megabytes) - before
    return {"chats": count, "seconds": round(seconds, 1), "megabytes": round(grown, 1)}


def _look_over(connection: Connection) -> None:
    """What PostgreSQL does by itself within a minute: until then it does not know which words are frequent."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("ANALYZE chat_words"))


def _megabytes(connection: Connection) -> float:
    return float(connection.execute(text(_SIZE[connection.dialect.name])).scalar_one()) / 1e6
