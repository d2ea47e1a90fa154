"""A broadcast to everybody: `python -m benchmarks.broadcast --people 100000 --permitted 30 --seconds 180`.

How long it takes to pick its recipients and what memory that needs; then how much of the rate that a provider permits is
used, against one that answers 429 to whatever comes too fast. The last line is one JSON object.
"""

import argparse
import asyncio
import json
import statistics
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from benchmarks.fake_api import FakeApi, running
from benchmarks.measure import KIB, peak_kib, resident_kib, watched
from benchmarks.town import ACCOUNT, DATABASES, NOW, Town, addresses_of, opened, pour, residents, settled
from bot.channels.port import Pace
from bot.channels.telegram.channel import TelegramChannel
from bot.delivery import Delivery
from civic.audience import Audience
from civic.broadcast import Content, State
from civic.broadcast_rules import BroadcastRules, SenderRules
from civic.consent import Purpose
from handlers.broadcast.course import begin
from handlers.broadcast.feed import feed
from handlers.world import World
from storage import tables
from storage.broadcasts import Broadcast, add_broadcast
from storage.figures import count_outcomes

_WORDS = "{nombre}: el jueves a las 18:00 hay junta en la casa de la colonia {colonia}, {municipio}."
_ROUND_TRIP = 0.08
"""Seconds, as to Telegram's servers."""


def fill(connection: Connection, _: Sequence[str], people: int) -> None:
    pour(connection, tables.people, residents(people))
    pour(connection, tables.addresses, addresses_of(people))


def _draft(world: World) -> Broadcast:
    return Broadcast(
        id=world.ids.new(), key="todos", title="", audience_key="", audience=Audience(), purpose=Purpose.FOLIO,
        content=Content(text={"es": _WORDS}), urgent=False, state=State.SCHEDULED, starts_at=NOW, ends_by=None,
        made_by="", approved_by="", planned_at=None, ended_at=None, why="", created_at=NOW,
    )  # fmt: skip


def _feed(world: World, connection: Connection, account: str, room: int, now: datetime) -> int:
    return feed(connection, world, account, room, now)


async def _plan(town: Town) -> dict[str, Any]:
    broadcast = _draft(town.world)
    await town.store.write(partial(add_broadcast, broadcast=broadcast))
    Path("/proc/self/clear_refs").write_text("5")  # the high-water mark begins anew
    before, began = resident_kib(), time.monotonic()
    people = await town.store.write(lambda connection: begin(connection, town.world, broadcast, NOW, "clock"))
    seconds = time.monotonic() - began
    return {"people": people, "plan_seconds": seconds, "plan_grown_mib": (peak_kib() - before) / KIB}


async def _drain(town: Town, api: FakeApi, permitted: int, seconds: float) -> dict[str, Any]:
    senders = {ACCOUNT: SenderRules(per_second=permitted)}
    world = replace(town.world, broadcasts=BroadcastRules(senders=senders))
    began = time.monotonic()
    channel = TelegramChannel(
        "1:of-the-benchmark",
        api_base_url=api.url,
        pace=Pace(per_second=permitted, per_recipient=timedelta(seconds=1.05)),
    )
    delivery = Delivery(
        town.store, channel, worker="b", ids=world.ids, quiet=world.quiet, feed=partial(_feed, world),
        now=lambda: NOW + timedelta(seconds=time.monotonic() - began),
    )  # fmt: skip
    async with watched(stalls=False) as usage:
        running_ = asyncio.create_task(delivery.run())
        await asyncio.sleep(seconds)
        delivery.stop()
        await running_
    await channel.close()
    ledger = api.ledger()
    if any(len(times) > 1 for times in ledger.times.values()):
        raise RuntimeError("somebody got it twice")
    return {
        "sent": ledger.total(), "refused": api.refused(), "per_second": ledger.total() / usage.seconds,
        "per_cent_of_permitted": 100 * ledger.total() / usage.seconds / permitted,
        "busiest_second": ledger.busiest_second(), "cpu_ms_each": 1000 * usage.cpu_seconds / max(ledger.total(), 1),
        "grown_mib": (peak_kib() - resident_kib()) / KIB,
    }  # fmt: skip


async def _measured(settings: Any, options: argparse.Namespace) -> dict[str, Any]:
    town = await opened(settings)
    planned = await _plan(town)
    with running(_ROUND_TRIP, options.permitted) as api:
        drained = await _drain(town, api, options.permitted, options.seconds)
    broadcast_id = await town.store.read(lambda c: c.execute(tables.broadcasts.select()).one().id)
    figures = await town.store.read(partial(count_outcomes, broadcast_id=broadcast_id))
    await town.store.close()
    if sum(one.people for one in figures) != options.people:
        raise RuntimeError(f"the books do not balance: {figures}")
    return {**planned, **drained}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--permitted", type=int, default=30, help="messages in any one second")
    parser.add_argument("--seconds", type=float, default=180, help="how long it is sent")
    parser.add_argument("--databases", type=lambda text: text.split(","), default=list(DATABASES))
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--disk", default="/var/tmp", help="where the databases are put; must be a real disk")
    options = parser.parse_args(arguments)
    records = [_round(options, database) for _ in range(options.rounds) for database in options.databases]
    result: dict[str, Any] = {"benchmark": "broadcast", "people": options.people, "permitted": options.permitted}
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
        record = {"database": database, **asyncio.run(_measured(settings, options))}
    print(json.dumps(record), flush=True)
    return record


if __name__ == "__main__":
    main()
