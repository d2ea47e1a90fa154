"""aiogram's finite state machine with MemoryStorage."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from typing import Any

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseStorage, StorageKey
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.methods import SendMessage, TelegramMethod
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from benchmarks.contestants.complaints import Complaints
from benchmarks.contestants.contract import TOKEN, Setup
from benchmarks.ledger import BOT, Ledger, api_answer
from benchmarks.talk import LENGTH, PARKED_AT, TALK, accepts, answers_until

Handler = Callable[[Message, FSMContext], Coroutine[Any, Any, None]]


class Talk(StatesGroup):
    """Each state is named for what the resident is to say next."""

    category = State()
    description = State()
    neighbourhood = State()
    which = State()
    place = State()
    photo = State()
    review = State()


STATES: list[State | None] = [None, *Talk.__states__]
POSITIONS = {state.state: position for position, state in enumerate(Talk.__states__, 1)}


class StubSession(BaseSession):
    """The library's own hook for another HTTP client; this one answers at once."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__()
        self._ledger = ledger

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:  # noqa: ARG002, ASYNC109
        if not isinstance(method, SendMessage):
            return self.check_response(bot, method, 200, BOT.decode()).result
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
            handler = _handler(position, self._complaints)
            self._dispatcher.message.register(handler, StateFilter(STATES[position]), F.text)
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

    async def broadcast(self, chats: Sequence[int], in_flight: int) -> None:
        waiting = iter(chats)

        async def send() -> None:
            for chat in waiting:
                await self._bot.send_message(chat, TALK[0].reply)

        await asyncio.gather(*(send() for _ in range(in_flight)))

    async def close(self) -> None:
        await self._storage.close()
        await self._bot.session.close()
        await self._complaints.close()


def _handler(position: int, complaints: Complaints) -> Handler:
    step = TALK[position]

    async def take(message: Message, state: FSMContext) -> None:
        said = message.text or ""
        if not accepts(step, said):
            await message.answer(TALK[position - 1].reply)
            return
        answers = await state.update_data({step.field: said}) if position else {}
        if position < LENGTH - 1:
            await state.set_state(STATES[position + 1])
            await message.answer(step.reply)
            return
        folio = await complaints.file(message.chat.id, answers)
        await state.clear()
        await message.answer(step.reply.format(folio=folio))

    return take
