"""How long it takes to plan what is due to everybody: `python -m benchmarks.updates --people 100000 --rounds 3`.

Each resident has one to three open complaints; it is everybody's turn at once. Meanwhile one resident writes ten messages
a second: how long each waits for the store is measured too. The last line is one JSON object.
"""

import argparse
import asyncio
import json
import random
import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from benchmarks.measure import KIB, MS, peak_kib, percentile, resident_kib, watched
from benchmarks.town import (
    ACCOUNT,
    CATEGORIES,
    DATABASES,
    NOW,
    Row,
    Skewed,
    Town,
    addresses_of,
    inbound,
    opened,
    pour,
    residents,
    settled,
    words,
)
from civic.message import Message, Priority
from handlers.clock.tell import Walk, tell_due
from handlers.receive import Flood, receive
from storage import tables
from storage.outbox import encode_message
from storage.updates import PURPOSE

_TWO_DAYS = timedelta(days=2)
_MONTH = timedelta(days=30)
_BETWEEN = 0.1
"""Seconds between the messages of the one who writes meanwhile."""


def fill(connection: Connection, keys: Sequence[str], people: int) -> None:
    """Of each twenty residents 9 have news, 5 heard nothing for a week, 3 are asked whether it is fixed, 1 was told as
    often as a week allows, 1 has a message that was not sent yet, 1 wants no notices."""
    chance = random.Random(1)
    pour(connection, tables.people, residents(people))
    pour(connection, tables.addresses, addresses_of(people))
    pour(connection, tables.complaints, _complaints(chance, keys, people))
    for table, rows in (
        (tables.complaint_reporters, _reporters), (tables.history, _history), (tables.outbox, _messages),
        (tables.news, _news), (tables.asks, _asks), (tables.updates, _turns),
    ):  # fmt: skip
        pour(connection, table, rows(people))


def _numbered(people: int) -> Iterator[tuple[int, int]]:
    """Resident and complaint, one to three of them each."""
    numbers = count(1)
    for person in range(1, people + 1):
        for _ in range(1 + person % 3):
            yield person, next(numbers)


def _firsts(people: int) -> Iterator[tuple[int, int]]:
    """Each resident's first complaint."""
    last = 0
    for person, complaint in _numbered(people):
        if person != last:
            yield person, complaint
        last = person


def _complaints(chance: random.Random, keys: Sequence[str], people: int) -> Iterator[Row]:
    places, categories = Skewed(chance, keys), Skewed(chance, CATEGORIES)
    for person, number in _numbered(people):
        yield {
            "id": number, "folio": f"DGO-2026-{number:06}", "person_id": person, "category": categories.draw(),
            "text": words(chance), "neighbourhood_key": places.draw(), "account": ACCOUNT,
            "status": "done" if _asked(person) else "in_progress", "status_at": NOW - _TWO_DAYS,
            "department": "obras_publicas", "promised_on": (NOW + _MONTH).date(), "created_at": NOW - _MONTH,
        }  # fmt: skip


def _has_news(person: int) -> bool:
    return person % 20 < 9 or person % 20 >= 17


def _asked(person: int) -> bool:
    return 14 <= person % 20 < 17


def _reporters(people: int) -> Iterator[Row]:
    for person, number in _numbered(people):
        yield {"complaint_id": number, "person_id": person, "joined_at": NOW - _MONTH}


def _history(people: int) -> Iterator[Row]:
    for _, number in _firsts(people):
        yield {
            "id": number, "subject": "complaint", "subject_id": number, "event": "in_progress", "by": "staff:lupita",
            "note": "La cuadrilla ya está en el lugar", "at": NOW - _TWO_DAYS,
        }  # fmt: skip


def _news(people: int) -> Iterator[Row]:
    for person, number in _firsts(people):
        if _has_news(person):
            yield {
                "person_id": person, "history_id": number, "subject": "complaint", "subject_id": number,
                "outbox_id": person * 4 if _unsent(person) else None,
            }  # fmt: skip


def _unsent(person: int) -> bool:
    return person % 20 == 18


def _messages(people: int) -> Iterator[Row]:
    """Three of this week to whoever is not told more; one that waits; for the others one of last month."""
    body = encode_message(Message(text="Su reporte sigue en atención.", template="complaint_status"))
    for person in range(1, people + 1):
        ages = (1, 2, 3) if person % 20 == 17 else (1,) if _unsent(person) else (30,)
        for place, days in enumerate(ages):
            at = NOW - timedelta(days=days)
            yield {
                "id": person * 4 + place, "address_id": person, "account": ACCOUNT, "priority": int(Priority.STATUS),
                "purpose": PURPOSE, "body": body, "repeatable": True, "state": "queued" if _unsent(person) else "sent",
                "not_before": at, "created_at": at, "sent_at": None if _unsent(person) else at,
                "provider_id": f"p{person}-{place}",
            }  # fmt: skip


def _asks(people: int) -> Iterator[Row]:
    for person, number in _firsts(people):
        if _asked(person):
            yield {
                "id": number, "complaint_id": number, "person_id": person, "kind": "vote", "round": 1,
                "asked_at": NOW - _TWO_DAYS, "answer_by": NOW + _MONTH,
            }  # fmt: skip


def _turns(people: int) -> Iterator[Row]:
    for person in range(1, people + 1):
        yield {
            "person_id": person, "frequency": "each_change", "due_at": NOW - timedelta(minutes=person % 60),
            "told_at": NOW - _MONTH, "outbox_id": person * 4,
        }  # fmt: skip


async def _plan_all(town: Town) -> dict[str, int]:
    counts = {"told": 0, "said_more": 0, "chunks": 0}
    more, walk = 1, Walk()
    while more:
        did = await town.store.write(lambda connection: tell_due(connection, NOW, world=town.world, walk=walk))
        more = did.get("more", 0)
        counts["chunks"] += 1
        for name in ("told", "said_more"):
            counts[name] += did.get(name, 0)
    return counts


async def _writes_meanwhile(town: Town, waits: list[float]) -> None:
    flood = Flood(10**9)
    for number in count(1):
        began = time.monotonic()
        await town.store.write(
            lambda connection, number=number: receive(
                connection, [inbound(number, "writer", "menú")], world=town.world, flood=flood, now=NOW
            )
        )
        waits.append(time.monotonic() - began)
        await asyncio.sleep(_BETWEEN)


def _timed(town: Town, spans: list[float]) -> None:
    """Note how long each transaction takes in which something is planned."""
    write = town.store.write

    async def timed(fn: Any) -> Any:
        def run(connection: Any) -> Any:
            began = time.monotonic()
            done = fn(connection)
            spans.append(time.monotonic() - began)
            return done

        return await write(run)

    town.store.write = timed  # type: ignore[method-assign]


async def _measured(settings: Any, people: int) -> dict[str, Any]:
    town = await opened(settings)
    waits: list[float] = []
    spans: list[float] = []
    _timed(town, spans)
    writer = asyncio.create_task(_writes_meanwhile(town, waits))
    await asyncio.sleep(3 * _BETWEEN)
    waits.clear()
    Path("/proc/self/clear_refs").write_text("5")  # the high-water mark begins anew
    before = resident_kib()
    async with watched(stalls=False) as usage:
        counts = await _plan_all(town)
    grown = peak_kib() - before
    writer.cancel()
    await asyncio.gather(writer, return_exceptions=True)
    left = await town.store.write(lambda connection: tell_due(connection, NOW, world=town.world))
    await town.store.close()
    if left["told"]:
        raise RuntimeError(f"{left['told']} were left out")
    return {
        **counts, "seconds": usage.seconds, "per_second": people / usage.seconds, "grown_mib": grown / KIB,
        "cpu_seconds": usage.cpu_seconds, "longest_transaction_ms": max(spans) * MS, "wait_p50_ms": percentile(waits, 0.5) * MS,
        "wait_longest_ms": max(waits, default=0.0) * MS, "busy_cores": usage.busy_cores,
    }  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--databases", type=lambda text: text.split(","), default=list(DATABASES))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--disk", default="/var/tmp", help="where the databases are put; must be a real disk")
    options = parser.parse_args(arguments)
    records = [_round(options, database) for _ in range(options.rounds) for database in options.databases]
    result: dict[str, Any] = {"benchmark": "updates", "people": options.people}
    for database in options.databases:
        of_it = [record for record in records if record["database"] == database]
        result[database] = {
            name: [round(pick([one[name] for one in of_it]), 2) for pick in (statistics.median, min, max)]
            for name in of_it[0]
            if name != "database"
        }
    print(json.dumps(result))


def _round(options: argparse.Namespace, database: str) -> dict[str, Any]:
    with settled(database, options.disk, fill, options.people) as settings:
        record = {"database": database, **asyncio.run(_measured(settings, options.people))}
    print(json.dumps(record), flush=True)
    return record


if __name__ == "__main__":
    main()
