"""Keeps up what chats are found by, a few at a time and apart from whoever writes in: nobody waits for it."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from time import monotonic

from bot.log import log
from bot.resting import rest
from storage.chat_events import KEPT
from storage.chat_words import find_mark, gather, list_changed, list_lacking, list_stale, put_words, set_mark
from storage.ids import id_at
from storage.store import Connection, Store, StoreUnavailable

AT_ONCE = 25
"""Chats of a transaction."""
_PAUSE = 1.0
"""Seconds between two looks for what was said."""
_END = 2**62
"""After every chat."""


class Indexing:
    """Only the leader does it."""

    def __init__(self, store: Store, *, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now
        self._stopping = asyncio.Event()
        self._known: frozenset[int] = frozenset()
        self._before = _END
        """Chats from here on have what they are found by."""

    def stop(self) -> None:
        self._stopping.set()

    async def run(self) -> None:
        self._stopping.clear()  # one that lost the lead may get it again
        self._known, self._before = frozenset(), _END
        while not self._stopping.is_set():
            began = monotonic()
            done = await self._round()
            await rest(self._stopping, min(monotonic() - began, _PAUSE) if done else _PAUSE)  # half a core at most

    async def _round(self) -> int:
        try:
            return await self.catch_up()
        except StoreUnavailable as e:
            log.error("indexing_store_unavailable", reason=str(e))
        except Exception as e:  # what is newest is not found for a while: nothing that residents need may end with this
            log.error("indexing_failed", error=type(e).__name__, trace=True)
        return 0

    async def catch_up(self) -> int:
        """What happened since the last time, and some of what was there before. How many chats; 0: all is done.
        Raises StoreUnavailable."""
        changed = await self._store.read(partial(list_changed, known=self._known))
        stale = await self._store.read(partial(_stale, now=self._now())) if not self._known else []
        waiting = [*changed.chats, *stale]
        for start in range(0, len(waiting), AT_ONCE):
            await self._make(waiting[start : start + AT_ONCE])
        if waiting:
            await self._store.write(partial(set_mark, upto=changed.upto))
        self._known = changed.events | {changed.upto}
        return len(waiting) + await self._make_lacking()

    async def _make_lacking(self) -> int:
        if not self._before:
            return 0
        lacking = await self._store.read(partial(list_lacking, before=self._before, most=AT_ONCE))
        await self._make(lacking)
        self._before = lacking[-1] if lacking else 0
        return len(lacking)

    async def _make(self, chat_ids: Sequence[int]) -> None:
        if chat_ids:
            gathered = await self._store.read(partial(gather, chat_ids=chat_ids))
            made = await asyncio.to_thread(gathered.words)
            await self._store.write(partial(put_words, made=made, gathered=gathered))


def _stale(connection: Connection, now: datetime) -> list[int]:
    mark = find_mark(connection)
    return list_stale(connection, mark) if mark < id_at(now - KEPT) else []
