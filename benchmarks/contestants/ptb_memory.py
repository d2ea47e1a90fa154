"""python-telegram-bot's ConversationHandler that keeps its positions in memory."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any

from telegram import Update
from telegram.ext import Application, ApplicationBuilder
from telegram.request import BaseRequest, RequestData

from benchmarks.contestants.complaints import Complaints
from benchmarks.contestants.contract import TOKEN, Setup
from benchmarks.contestants.ptb_talk import conversation
from benchmarks.ledger import BOT, Ledger, api_answer
from benchmarks.talk import PARKED_AT, TALK, answers_until


class StubRequest(BaseRequest):
    """The library's own hook for another HTTP client; this one answers at once."""

    read_timeout = None

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *_: Any,
        **__: Any,
    ) -> tuple[int, bytes]:
        if request_data is None or not url.endswith("/sendMessage"):
            return 200, BOT
        await asyncio.sleep(0)  # a socket would let the event loop go here
        chat = int(str(request_data.parameters["chat_id"]))
        self._ledger.record(chat)
        return 200, api_answer(chat)


class PtbMemory:
    one_by_one = "the documentation of ConversationHandler asks for updates processed one by one"
    persistent = False

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._complaints = Complaints(setup.directory / "complaints.sqlite")
        self._conversation = conversation(self._complaints, persistent=self.persistent)
        self._app = self._build()

    def _builder(self) -> ApplicationBuilder[Any, Any, Any, Any, Any, Any]:
        return ApplicationBuilder().token(TOKEN).updater(None).job_queue(None)

    def _build(self) -> Application[Any, Any, Any, Any, Any, Any]:
        builder = self._builder()
        if self._setup.api:
            builder = builder.base_url(f"{self._setup.api}/bot")
        else:
            builder = builder.request(StubRequest(self._setup.ledger))
        app = builder.build()
        app.add_handler(self._conversation)
        return app

    async def open(self, parked: range) -> None:
        await self._complaints.open(self._setup.complaints)
        await self._app.initialize()
        self._park(parked)

    def _park(self, parked: range) -> None:
        for resident in parked:
            self._app.user_data[resident].update(answers_until(PARKED_AT))
            # The library has no public way to place a resident in mid-talk short of playing every message.
            self._conversation._update_state(PARKED_AT, (resident, resident))

    async def feed(self, raw: bytes) -> None:
        await self._app.process_update(Update.de_json(json.loads(raw), self._app.bot))

    async def settle(self) -> None: ...

    async def positions(self, residents: Sequence[int]) -> dict[int, int]:
        found = {resident: self._conversation._conversations.get((resident, resident)) for resident in residents}
        return {resident: state for resident, state in found.items() if isinstance(state, int)}

    async def complaints(self) -> dict[int, int]:
        return await self._complaints.per_resident()

    def commits(self) -> int | None:
        return self._complaints.commits

    async def serve(self, port: int) -> None:
        """As in the library's own example of a webhook behind starlette: queue the update, answer 200."""
        from benchmarks.webhook_server import serve

        async def receive(raw: bytes) -> None:
            await self._app.update_queue.put(Update.de_json(json.loads(raw), self._app.bot))

        await self._app.start()
        await serve(port, receive)

    async def staff_page(self) -> int:
        return await self._complaints.staff_page()

    async def invite(self, chats: Sequence[int]) -> None: ...

    async def broadcast(self, chats: Sequence[int], in_flight: int) -> dict[str, float]:
        waiting = iter(chats)

        async def send() -> None:
            for chat in waiting:
                await self._app.bot.send_message(chat, TALK[0].reply)

        await asyncio.gather(*(send() for _ in range(in_flight)))
        return {}

    async def close(self) -> None:
        await self._app.shutdown()
        await self._complaints.close()
