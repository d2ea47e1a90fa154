"""Ours: the whole corridor as `voz run` wires it, with Telegram's channel in webhook mode.

Durable before the 200: dedupe, position, complaint and reply are one commit, synchronous=FULL. `feed` returns after it;
replies leave from the outbox, which `settle` waits for.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import telegram
import uvicorn
from sqlalchemy import event, text
from starlette.applications import Starlette
from starlette.routing import Mount

from benchmarks.contestants.contract import TOKEN, Setup
from benchmarks.contestants.ptb_memory import StubRequest
from benchmarks.contestants.voz_rows import know, park, plan, store_complaints
from benchmarks.talk import ACTIVE, PARKED_AT, TALK, Phone
from bot.build import build
from bot.channels.port import Pace
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram.channel import PACE
from bot.channels.telegram.webhook import SECRET_HEADER
from bot.commands.demo import demo_settings, prepare
from bot.log import set_up
from storage.ids import Ids
from storage.store import Connection, SqliteStore

SECRET = "benchmark-benchmark"
UNLIMITED = Pace(per_second=10**9, per_recipient=timedelta(0), in_flight=128)


class Voz:
    one_by_one = ""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._commits = 0
        pace = replace(PACE, per_second=setup.permitted) if setup.permitted else UNLIMITED
        self._channel = TelegramChannel(
            TOKEN, mode="webhook", webhook_secret=SECRET, public_url="https://voz.example.mx", pace=pace,
            api_base_url=setup.api or "http://127.0.0.1:1",
        )  # fmt: skip
        if not setup.api:
            stub = telegram.Bot(TOKEN, request=StubRequest(setup.ledger))  # type: ignore[arg-type]
            self._channel._bot = self._channel._sending._bot = stub

    async def open(self, parked: range) -> None:
        set_up("ERROR")
        settings = demo_settings(self._setup.directory, 0)
        limits = msgspec.structs.replace(settings.limits, messages_per_minute=10**9, reports_per_day=10**9)
        settings = msgspec.structs.replace(settings, limits=limits)
        fresh = not Path(settings.database.url.removeprefix("sqlite:///")).exists()
        await asyncio.to_thread(prepare, settings)
        self._channel.run = _waits  # type: ignore[method-assign, assignment]  # registering a webhook is Telegram's part
        self._program = await build(settings, [self._channel])
        assert isinstance(self._program.store, SqliteStore)
        self._store = self._program.store
        event.listen(self._store._engine, "commit", self._count)
        self._running = asyncio.create_task(self._program.run())
        await self._program.started.wait()
        if fresh:
            await self._fill(parked)

    async def _fill(self, parked: range) -> None:
        """One resident plays up to the parking place; all parked ones get rows like theirs."""
        phone, model = Phone(first_update=1_000), 3_999_999
        for step in range(PARKED_AT):
            await self.feed(phone.write(model, step))
        await self.settle()
        await self._store.write(lambda c: park(c, model, parked, Ids()))
        await self._store.write(lambda c: store_complaints(c, self._setup.complaints, Ids()))

    def _count(self, _: object) -> None:
        self._commits += 1

    async def feed(self, raw: bytes) -> None:
        inbound = self._channel._read(msgspec.json.decode(raw), raw.decode())
        assert inbound
        await self._program.intake.take([inbound])

    async def settle(self) -> None:
        while await self._store.read(_waiting):  # noqa: ASYNC110 - what ends is in the database
            await asyncio.sleep(0.005)

    async def positions(self, residents: Sequence[int]) -> dict[int, int]:
        """By the messages committed: position and message are one transaction."""
        heard = await self._store.read(lambda c: c.execute(text(_HEARD), {"kind": "text"}).all())
        wanted = {str(resident) for resident in residents}
        return {int(who): count % 8 for who, count in heard if who in wanted and count % 8}

    async def complaints(self) -> dict[int, int]:
        rows = await self._store.read(lambda c: c.execute(text(_FILED)).all())
        return {int(who): count for who, count in rows if who.isdecimal() and int(who) in ACTIVE}

    def commits(self) -> int | None:
        return self._commits

    async def serve(self, port: int) -> None:
        app = Starlette(
            routes=[Mount("/", _Signed(Starlette(routes=list(self._channel.routes(self._program.intake)))))]
        )
        config = uvicorn.Config(
            app, host="127.0.0.1", port=port, log_config=None, access_log=False, lifespan="off", loop="none"
        )
        await uvicorn.Server(config).serve()

    async def staff_page(self) -> int:
        def page(connection: Connection) -> int:
            newest = connection.execute(
                text("SELECT folio, category, status FROM complaints ORDER BY id DESC LIMIT 20")
            ).all()
            return len(newest) + len(
                connection.execute(text("SELECT category, count(*) FROM complaints GROUP BY category")).all()
            )

        return await self._store.read(page)

    async def invite(self, chats: Sequence[int]) -> None:
        await self._store.write(lambda c: know(c, self._channel.account, chats, Ids()))

    async def broadcast(self, chats: Sequence[int], in_flight: int) -> dict[str, float]:
        """Planned by one statement, then sent by the outbox as every other message; `in_flight` is its own setting."""
        began = time.monotonic()
        await self._store.write(lambda c: plan(c, self._channel.account, TALK[0].reply, chats, Ids()))
        planned = time.monotonic() - began
        for delivery in self._program.deliveries:
            delivery.wake()
        await self.settle()
        return {"plan_ms": planned * 1000}

    async def close(self) -> None:
        self._program.stopping.set()
        await self._running


class _Signed:
    """What Telegram's own request would carry: our path and the secret."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        header = (SECRET_HEADER.lower().encode(), SECRET.encode())
        scope = {**scope, "path": "/webhooks/telegram", "root_path": "", "headers": [*scope["headers"], header]}
        await self._app(scope, receive, send)


async def _waits(_: object) -> None:
    await asyncio.Event().wait()


def _waiting(connection: Connection) -> bool:
    return bool(connection.execute(text("SELECT 1 FROM outbox WHERE state IN ('queued', 'claimed') LIMIT 1")).first())


_HEARD = "SELECT a.value, count(*) FROM inbox i JOIN addresses a ON a.id = i.address_id WHERE i.kind = :kind GROUP BY a.value"
_FILED = "SELECT a.value, count(*) FROM complaints c JOIN addresses a ON a.person_id = c.person_id GROUP BY a.value"
