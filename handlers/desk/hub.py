"""One look into the database for all open pages of a process: what happened to chats since the last one."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from functools import partial

from storage.chat_events import ChatEvent, list_events, newest_event
from storage.ids import OVERLAP
from storage.store import Store, StoreUnavailable

_LOOK = 0.25
"""Seconds between two looks for what other processes did; what this one did is looked for at once."""


class Hub:
    """One look into the database for all open pages of this process."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stir = asyncio.Event()
        self._pages: set[asyncio.Queue[list[ChatEvent]]] = set()
        self._task: asyncio.Task[None] | None = None
        self._told: set[int] = set()
        self._upto = 0
        self.stopping = asyncio.Event()

    def poke(self) -> None:
        """This process committed something."""
        if self._pages:
            self._stir.set()

    def stop(self) -> None:
        self.stopping.set()
        self._stir.set()
        for page in self._pages:
            page.put_nowait([])

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[asyncio.Queue[list[ChatEvent]]]:
        page: asyncio.Queue[list[ChatEvent]] = asyncio.Queue()
        self._pages.add(page)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._watch())
        try:
            yield page
        finally:
            self._pages.discard(page)

    async def _watch(self) -> None:
        """From now on; what was before, each page asks for itself."""
        self._upto = await self._newest()
        while self._pages and not self.stopping.is_set():
            found = await self._found()
            fresh = [one for one in found if one.id not in self._told]
            if fresh:
                self._upto = max(self._upto, fresh[-1].id)
                self._told = {one.id for one in found}
                for page in self._pages:
                    page.put_nowait(fresh)
            await self._pause()

    async def _found(self) -> list[ChatEvent]:
        """All since a little before the last one that is known, however many."""
        found: list[ChatEvent] = []
        after = self._upto - OVERLAP
        with contextlib.suppress(StoreUnavailable):
            while block := await self._store.read(partial(list_events, after=after)):
                found += block
                after = block[-1].id
        return found

    async def _newest(self) -> int:
        while not self.stopping.is_set():
            with contextlib.suppress(StoreUnavailable):
                return await self._store.read(newest_event)
            await self._pause()
        return 0

    async def _pause(self) -> None:
        self._stir.clear()
        try:
            async with asyncio.timeout(_LOOK):
                await self._stir.wait()
        except TimeoutError:
            return
