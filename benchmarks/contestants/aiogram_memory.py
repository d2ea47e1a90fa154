"""aiogram's finite state machine with MemoryStorage."""

import asyncio
import json
from collections.abc import AsyncGenerator, Sequence
from typing import Any

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import StateFilter
from aiogram.fsm.storage.base import BaseStorage, StorageKey
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.methods import SendMessage, TelegramMethod
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from benchmarks.contestants.aiogram_talk import POSITIONS, STATES, handler
from benchmarks.contestants.complaints import Complaints
from benchmarks.contestants.contract import TOKEN, Setup
from benchmarks.ledger import BOT, Ledger, api_answer
from benchmarks.talk import LENGTH, PARKED_AT, TALK, answers_until


class StubSession(BaseSession):
    """The library's own hook for another HTTP client; this one answers at once."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__()
        self._ledger = ledger

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:  # noqa: ASYNC109
        if not isinstance(method, SendMessage):
            return self.check_response(bot, method, 200, BOT.decode()).result
        await asyncio.sleep(0)  # a socket would let the event loop go here
        chat = int(method.chat_id)
        self._ledger.record(chat)
        return self.check_response(bot, method, 200, api_answer(chat).decode()).result

    async def stream_content(self, *_: Any, **__: Any) -> AsyncGenerator[bytes, None]:
        raise NotImplementedError("the talk downloads nothing")
        yield b""

    async def close(self) -> None: ...


class AiogramMemory:
    one_by_one = ""  # its polling and its webhook both handle updates concurrently by default

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._complaints = Complaints(setup.directory / "complaints.sqlite")

    async def storage(self) -> BaseStorage:
        return MemoryStorage()

    async def open(self, parked: range) -> None:
        await self._complaints.open(self._setup.complaints)
        self._storage = await self.storage()
        self._bot = Bot(TOKEN, session=self._session())
        self._dispatcher = Dispatcher(storage=self._storage)
        for position in range(LENGTH):
            take = handler(position, self._complaints)
            self._dispatcher.message.register(take, StateFilter(STATES[position]), F.text)
        await self._park(parked)

    def _session(self) -> BaseSession:
        if not self._setup.api:
            return StubSession(self._setup.ledger)
        return AiohttpSession(api=TelegramAPIServer.from_base(self._setup.api))

    async def _park(self, parked: range) -> None:
        for resident in parked:
            await self._storage.set_state(self._key(resident), STATES[PARKED_AT])
            await self._storage.set_data(self._key(resident), answers_until(PARKED_AT))

    def _key(self, resident: int) -> StorageKey:
        return StorageKey(bot_id=self._bot.id, chat_id=resident, user_id=resident)

    async def feed(self, raw: bytes) -> None:
        await self._dispatcher.feed_raw_update(self._bot, json.loads(raw))

    async def settle(self) -> None: ...

    async def positions(self, residents: Sequence[int]) -> dict[int, int]:
        found = {resident: await self._storage.get_state(self._key(resident)) for resident in residents}
        return {resident: POSITIONS[state] for resident, state in found.items() if state}

    async def complaints(self) -> dict[int, int]:
        return await self._complaints.per_resident()

    def commits(self) -> int | None:
        return self._complaints.commits

    async def serve(self, port: int) -> None:
        """The library's own aiohttp handler with its defaults: answer 200 first, handle in the background."""
        app = web.Application()
        SimpleRequestHandler(self._dispatcher, self._bot).register(app, path="/webhook")
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port, backlog=1024).start()
        await asyncio.Event().wait()

    async def staff_page(self) -> int:
        return await self._complaints.staff_page()

    async def invite(self, chats: Sequence[int]) -> None: ...

    async def broadcast(self, chats: Sequence[int], in_flight: int) -> dict[str, float]:
        waiting = iter(chats)

        async def send() -> None:
            for chat in waiting:
                await self._bot.send_message(chat, TALK[0].reply)

        await asyncio.gather(*(send() for _ in range(in_flight)))
        return {}

    async def close(self) -> None:
        await self._storage.close()
        await self._bot.session.close()
        await self._complaints.close()
