"""How quickly the desk shows its pages when it has worked for years: `python -m benchmarks.desk --chats 100000`.

Ten messages a chat; a third of the chats is open, a tenth waits; one resident wrote five thousand messages. Time is the
server's, from the request to the whole page, by pages of three kinds of staff; then fifty pages are kept open and nothing
happens. The last line is one JSON object.
"""

import asyncio
import json
import random
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Connection, Engine, event
from starlette.applications import Starlette
from starlette.routing import Route

from benchmarks.looked_for import LOOKED_FOR, RARE, index
from benchmarks.measure import MS, cpu_seconds, percentile
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
    words,
)
from bot.darkroom import Darkroom
from civic.access import Grant, Role
from civic.message import Message
from handlers.desk import Door, Hub, desk_routes
from handlers.present import Present
from handlers.staff.accounts import Office
from storage import signing_in, staff, tables
from storage.outbox import encode_message
from storage.signing_in import Session
from tests.serving import serving

_BUSY = 1
"""The one who wrote so much."""
_BUSY_MESSAGES = 5_000
_PER_CHAT = 10
_DEPARTMENTS = ("atencion", "obras", "aguas", "alumbrado", "servicios")
_RARELY = 50_000
"""Of so many numbers of messages, which are even, one tells of something rare."""
_MINUTE = timedelta(minutes=1)
_STREAMS = 50
_IDLE = 20.0
"""Seconds."""


def fill(connection: Connection, keys: Sequence[str], count: int) -> None:
    chance = random.Random(1)
    pour(connection, tables.people, residents(count))
    pour(connection, tables.addresses, addresses_of(count))
    pour(connection, tables.chats, _chats(chance, keys, count))
    pour(connection, tables.inbox, _heard(chance, count))
    pour(connection, tables.outbox, _said(chance, count))
    pour(connection, tables.staff_messages, _by_staff(count))


def _chats(chance: random.Random, keys: Sequence[str], count: int) -> Iterator[Row]:
    places = Skewed(chance, keys)
    for number in range(1, count + 1):
        opened_at = NOW - (count - number) * _MINUTE
        state = "waiting" if number % 10 == 0 else "taken" if number % 10 in (1, 2) else "closed"
        yield {
            "id": number, "person_id": number, "address_id": number, "state": state, "epoch": 1, "priority": 2,
            "reason": words(chance), "staff": f"persona{number // 3 % 40}" if state != "waiting" else "",
            "department": _DEPARTMENTS[number // 10 % 5], "neighbourhood_key": places.draw(), "opened_at": opened_at,
            "last_at": opened_at, "waiting_since": opened_at if state == "waiting" or number % 20 == 1 else None,
            "closed_at": opened_at if state == "closed" else None,
        }  # fmt: skip


def _messages(count: int) -> Iterator[tuple[int, int]]:
    """Whose and which, in the order of time."""
    number = 10_000_000
    for turn in range(_PER_CHAT // 2):
        for who in range(1, count + 1):
            number += 2
            yield who, number
        if turn == 0:
            for _ in range(_BUSY_MESSAGES // 2):
                number += 2
                yield _BUSY, number


def _heard(chance: random.Random, count: int) -> Iterator[Row]:
    for who, number in _messages(count):
        yield {
            "id": number, "account": ACCOUNT, "provider_id": str(number), "address_id": who, "kind": "text",
            "text": RARE if number % _RARELY == 0 else words(chance), "message_id": str(number), "state": "staff",
        }  # fmt: skip


def _said(chance: random.Random, count: int) -> Iterator[Row]:
    body = encode_message(
        Message(text="Ya lo vemos con la cuadrilla; le avisamos por aquí mismo en cuanto haya fecha.")
    )
    for who, number in _messages(count):
        yield {
            "id": number + 1, "address_id": who, "account": ACCOUNT, "priority": 1, "purpose": "staff", "body": body,
            "state": "sent", "provider_id": str(number),
        }  # fmt: skip


def _by_staff(count: int) -> Iterator[Row]:
    for who, number in _messages(count):
        yield {"outbox_id": number + 1, "chat_id": who, "staff": f"persona{who % 40}"}


_STAFF = {
    "everything": [Grant(Role.ADMINISTRATOR)],
    "one department": [Grant(Role.OPERATOR, "aguas")],
    "two departments": [Grant(Role.SUPERVISOR, "obras"), Grant(Role.OPERATOR, "aguas")],
}
_VIEWS = ("waiting", "mine", "unassigned", "all", "closed")


class Desk:
    def __init__(self, town: Town, folder: Any) -> None:
        self._town = town
        self.hub = Hub(town.store)
        self.door = Door(
            store=town.store, present=Present(town.world), now=lambda: NOW, changed=self.hub.poke, windows={},
            idle=timedelta(hours=10), darkroom=Darkroom(Path(folder)), templates=frozenset(), square=lambda _: "",
        )  # fmt: skip
        self.routes: list[Route] = desk_routes(self.door, self.hub, folder)

    async def hires(self, number: int, grants: list[Grant]) -> str:
        """The cookie of somebody who is signed in."""
        token, world = signing_in.new_token(), self._town.world

        def write(connection: Connection) -> None:
            name = f"persona{number}"
            Office(connection, world, "root", NOW).add(name, name, grants)
            account = staff.find_account(connection, name)
            assert account
            ends_at = NOW + timedelta(hours=10)
            session = Session(world.ids.new(), account.id, signing_in.digest(token), True, "", NOW, NOW, ends_at)
            signing_in.add_session(connection, session)

        await self._town.store.write(write)
        return token


class _Queries:
    """Statements since the last look."""

    def __init__(self) -> None:
        self.count = 0
        event.listen(Engine, "before_cursor_execute", self._one)

    def _one(self, *_: object) -> None:
        self.count += 1

    def took(self) -> int:
        count, self.count = self.count, 0
        return count


async def _pages(desk: Desk, cookies: dict[str, str], rounds: int, count: int) -> dict[str, Any]:
    chance, queries = random.Random(2), _Queries()
    times: dict[str, list[float]] = {}
    most: dict[str, int] = {}
    transport = httpx.ASGITransport(app=Starlette(routes=desk.routes))
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test") as http:
        for _ in range(rounds):
            for who, token in cookies.items():
                asked = [(f"queue of {who}", f"/desk/?ver={view}") for view in _VIEWS]
                if who == "everything":
                    asked += [
                        ("chat", f"/desk/chats/{chance.randint(2, count)}"),
                        ("long chat", f"/desk/chats/{_BUSY}"),
                    ]
                asked += [(f"{word} word, {who}", f"/desk/?q={typed}") for word, typed in LOOKED_FOR.items()]
                for name, path in asked:
                    queries.took()
                    began = time.perf_counter()
                    answer = await http.get(path, headers={"cookie": f"{desk.door.cookie}={token}"})
                    times.setdefault(name, []).append(time.perf_counter() - began)
                    most[name] = max(most.get(name, 0), queries.took())
                    if answer.status_code != 200:
                        raise RuntimeError(f"{path}: {answer.status_code}")
    return {
        name: {"p50_ms": round(percentile(took, 0.5) * MS, 1), "p95_ms": round(percentile(took, 0.95) * MS, 1),
               "queries": most[name]}
        for name, took in times.items()
    }  # fmt: skip


async def _idle(desk: Desk, token: str) -> float:
    """Share of one core that open pages take on which nothing happens, the server's and the clients' together."""
    async with serving(desk.routes) as address, httpx.AsyncClient(timeout=None, limits=httpx.Limits()) as http:
        begun = asyncio.Semaphore(0)

        async def watch(number: int) -> None:
            cookie = {"cookie": f"{desk.door.cookie}={token}"}
            where = f"{address}/desk/vivo?ver=waiting&desde_evento={desk.door.world.ids.new()}"
            async with http.stream("GET", where, headers=cookie) as stream:
                begun.release()
                async for _ in stream.aiter_raw():
                    pass

        watching = [asyncio.create_task(watch(number)) for number in range(_STREAMS)]
        for _ in watching:
            await begun.acquire()
        await asyncio.sleep(3)
        before = cpu_seconds()
        await asyncio.sleep(_IDLE)
        used = (cpu_seconds() - before) / _IDLE
        desk.hub.stop()
        await asyncio.gather(*watching, return_exceptions=True)
    return round(used * 100, 2)


async def _measured(settings: Any, rounds: int, count: int) -> dict[str, Any]:
    town = await opened(settings)
    desk = Desk(town, settings.database.media)
    cookies = {who: await desk.hires(number, grants) for number, (who, grants) in enumerate(_STAFF.items())}
    made = await index(town.store)
    pages = await _pages(desk, cookies, rounds, count)
    idle = await _idle(desk, cookies["everything"])
    await town.store.close()
    return {"index": made, "pages": pages, f"idle_{_STREAMS}_streams_per_cent": idle}


def main(arguments: Sequence[str] | None = None) -> None:
    options = asked(__doc__, arguments)
    result: dict[str, Any] = {"benchmark": "desk", "chats": options.chats}
    for database in options.databases:
        with settled(database, options.disk, fill, options.chats) as settings:
            result[database] = asyncio.run(_measured(settings, options.rounds, options.chats))
        print(json.dumps({database: result[database]}), flush=True)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
