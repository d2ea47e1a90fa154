"""How quickly years are told: `python -m benchmarks.figures --chats 100000`.

Three years of chats, most of them in office hours, with three messages each way, and half as many complaints. All days
are counted as after an upgrade, then one day as every night; then the page of reports is asked for as a supervisor of one
department and as an administrator. Time is the server's, from the request to the whole page. The last line is one JSON
object.
"""

import asyncio
import json
import random
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import Connection, text
from starlette.applications import Starlette

from benchmarks.desk import Desk
from benchmarks.measure import MS, percentile
from benchmarks.town import (
    ACCOUNT,
    NOW,
    Row,
    Skewed,
    Town,
    addresses_of,
    asked,
    opened,
    pour,
    residents,
    settled,
)
from civic.access import Grant, Role
from handlers.clock.count_days import count_days
from storage import tables

_DEPARTMENTS = (
    "atencion",
    "obras",
    "aguas",
    "alumbrado",
    "servicios",
    "parques",
    "limpia",
    "transito",
    "tesoreria",
    "dif",
)
_YEARS = timedelta(days=3 * 365)
_TURNS = 3
_MINUTE = timedelta(minutes=1)


def fill(connection: Connection, keys: Sequence[str], count: int) -> None:
    chance = random.Random(1)
    pour(connection, tables.people, residents(count))
    pour(connection, tables.addresses, addresses_of(count))
    for table, rows in _rows(chance, keys, count).items():
        pour(connection, tables.metadata.tables[table], rows)


def _rows(chance: random.Random, keys: Sequence[str], count: int) -> dict[str, list[Row]]:
    places, step = Skewed(chance, keys), _YEARS / count
    made: dict[str, list[Row]] = {name: [] for name in ("chats", "inbox", "outbox", "staff_messages", "complaints")}
    for number in range(1, count + 1):
        opened_at = NOW - _YEARS + step * number
        where = {"department": _DEPARTMENTS[number % 10], "neighbourhood_key": places.draw()}
        answered_at = opened_at + chance.choice([2, 9, 14, 40, 55, 80, 300, 2000]) * _MINUTE
        closed_at = answered_at + chance.choice([20, 90, 1500, 6000]) * _MINUTE
        made["chats"].append({
            "id": number, "person_id": number, "address_id": number, "state": "closed", "epoch": 3, "priority": 2,
            "staff": f"persona{number % 40}", "opened_at": opened_at, "last_at": closed_at, "closed_at": closed_at,
            "first_answer_at": answered_at, "solve_seconds": chance.randrange(60, 90_000), **where,
            "satisfaction": chance.choice([None, None, 5, 3, 1]),
        })  # fmt: skip
        for turn in range(_TURNS):
            at, message = answered_at + turn * (closed_at - answered_at) / 4, number * 10 + turn
            made["inbox"].append({
                "id": message, "account": ACCOUNT, "provider_id": str(message), "address_id": number, "kind": "text",
                "text": "¿Ya?", "state": "staff", "received_at": at,
            })  # fmt: skip
            made["outbox"].append({
                "id": message, "address_id": number, "account": ACCOUNT, "priority": 1, "purpose": "staff",
                "state": "sent", "provider_id": str(message), "created_at": at,
            })  # fmt: skip
            made["staff_messages"].append({
                "outbox_id": message, "chat_id": number, "staff": "rosa", "kind": "answer" if turn else "first",
                "department": where["department"], "at": at, "waiting_since": at - 30 * _MINUTE, "due_at": at,
            })  # fmt: skip
        if number % 2:
            ended = opened_at + timedelta(days=9)
            made["complaints"].append({
                "id": number, "folio": f"DGO-{number}", "person_id": number, "category": "street", "status": "confirmed",
                "created_at": opened_at, "ended_at": ended if ended < NOW else None, "account": ACCOUNT, **where,
            })  # fmt: skip
    return made


_ASKED = {
    "30 days": "dias=30", "this year, by neighbourhood": "dias=anio&por=colonia",
    "3 years, by department": "desde=2023-11-26&hasta=2026-11-24", "3 years, by hour": "desde=2023-11-26&hasta=2026-11-24&por=hora",
    "3 years, by neighbourhood": "desde=2023-11-26&hasta=2026-11-24&por=colonia",
}  # fmt: skip
_STAFF = {"everything": [Grant(Role.ADMINISTRATOR)], "one department": [Grant(Role.SUPERVISOR, "aguas")]}


async def _counted(town: Town) -> dict[str, Any]:
    """All days, then one more night: seconds, and the longest that others had to wait."""
    took, more, busy = [], 1, time.process_time()
    while more:
        began = time.perf_counter()
        told = await town.store.write(lambda c: count_days(c, NOW, world=town.world))
        took.append(time.perf_counter() - began)
        more = told["more"]
    busy = time.process_time() - busy
    began = time.perf_counter()
    await town.store.write(lambda c: count_days(c, NOW + timedelta(days=1), world=town.world))
    night = time.perf_counter() - began
    return {
        "all_days_s": round(sum(took), 1), "all_days_cpu_s": round(busy, 1),
        "longest_transaction_ms": round(max(took) * MS), "night_ms": round(night * MS),
        **await town.store.read(_size),
    }  # fmt: skip


def _size(connection: Connection) -> dict[str, Any]:
    rows = int(connection.execute(text("SELECT count(*) FROM rollups")).scalar_one())
    if connection.dialect.name == "postgresql":
        size = "SELECT pg_total_relation_size('rollups')"
    else:
        size = "SELECT sum(pgsize) FROM dbstat WHERE name LIKE '%rollups%'"
    try:
        bytes_of = int(connection.execute(text(size)).scalar_one())
    except Exception:  # this SQLite was built without dbstat
        bytes_of = 0
    return {"rows": rows, "megabytes": round(bytes_of / 1e6, 1)}


async def _pages(desk: Desk, cookies: dict[str, str], rounds: int) -> dict[str, Any]:
    times: dict[str, list[float]] = {}
    worked: dict[str, list[float]] = {}
    transport = httpx.ASGITransport(app=Starlette(routes=desk.routes))
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test") as http:
        for _ in range(rounds):
            for who, token in cookies.items():
                for name, query in _ASKED.items():
                    began, busy = time.perf_counter(), time.process_time()
                    cookie = {"cookie": f"{desk.door.cookie}={token}"}
                    answer = await http.get(f"/desk/informes?{query}", headers=cookie)
                    times.setdefault(f"{name}, {who}", []).append(time.perf_counter() - began)
                    worked.setdefault(f"{name}, {who}", []).append(time.process_time() - busy)
                    if answer.status_code != 200:
                        raise RuntimeError(f"{query}: {answer.status_code}")
    return {
        name: {
            "p50_ms": round(percentile(took, 0.5) * MS, 1),
            "p95_ms": round(percentile(took, 0.95) * MS, 1),
            "cpu_p95_ms": round(percentile(worked[name], 0.95) * MS, 1),
        }
        for name, took in times.items()
    }


async def _measured(settings: Any, rounds: int) -> dict[str, Any]:
    town = await opened(settings)
    desk = Desk(town, settings.database.media)
    cookies = {who: await desk.hires(number, grants) for number, (who, grants) in enumerate(_STAFF.items())}
    counted = await _counted(town)
    pages = await _pages(desk, cookies, rounds)
    await town.store.close()
    return {**counted, "pages": pages}


def main(arguments: Sequence[str] | None = None) -> None:
    options = asked(__doc__, arguments)
    result: dict[str, Any] = {"benchmark": "figures", "chats": options.chats}
    for database in options.databases:
        with settled(database, options.disk, fill, options.chats) as settings:
            result[database] = asyncio.run(_measured(settings, options.rounds))
        print(json.dumps({database: result[database]}), flush=True)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
