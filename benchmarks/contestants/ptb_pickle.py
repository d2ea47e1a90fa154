"""python-telegram-bot's ConversationHandler with PicklePersistence, flushed after every update.

`on_flush=True` is the cheaper of the library's two ways: one file written for each update, not one for each change.
"""

from collections.abc import Awaitable
from typing import Any

from telegram.ext import ApplicationBuilder, BaseUpdateProcessor, PicklePersistence

from benchmarks.contestants.contract import Setup
from benchmarks.contestants.ptb_memory import PtbMemory
from benchmarks.contestants.ptb_talk import CONVERSATION
from benchmarks.talk import PARKED_AT, answers_until


class PtbPickle(PtbMemory):
    persistent = True

    def __init__(self, setup: Setup) -> None:
        self._files_written = 0
        self._persistence: PicklePersistence[Any, Any, Any] = PicklePersistence(
            setup.directory / "persistence.pickle", on_flush=True
        )
        super().__init__(setup)

    def _builder(self) -> ApplicationBuilder[Any, Any, Any, Any, Any, Any]:
        return super()._builder().persistence(self._persistence).concurrent_updates(_FlushAfterEach(self))

    async def open(self, parked: range) -> None:
        if parked:
            await self._write_parked(parked)
        await super().open(range(0))

    async def _write_parked(self, parked: range) -> None:
        await self._persistence.get_user_data()  # makes it load, or begin, its file
        for resident in parked:
            await self._persistence.update_user_data(resident, dict(answers_until(PARKED_AT)))
            await self._persistence.update_conversation(CONVERSATION, (resident, resident), PARKED_AT)
        await self._persistence.flush()

    async def feed(self, raw: bytes) -> None:
        await super().feed(raw)
        await self.flush()

    async def flush(self) -> None:
        await self._app.update_persistence()
        await self._persistence.flush()
        self._files_written += 1

    def commits(self) -> int | None:
        return self._complaints.commits + self._files_written


class _FlushAfterEach(BaseUpdateProcessor):
    """The library's hook around each update that its own queue hands out; used by `serve` only."""

    def __init__(self, contestant: PtbPickle) -> None:
        super().__init__(1)
        self._contestant = contestant

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        await coroutine
        await self._contestant.flush()

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...
