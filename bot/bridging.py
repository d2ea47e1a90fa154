"""Keeps the topics of staff groups as the database says, and sends on the files that staff put there."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from bot.darkroom import Darkroom
from bot.log import log
from handlers.bridge import Groups
from handlers.bridge.files import answer_with, refuse_file
from handlers.bridge.mirror import Mirror
from handlers.desk import Upload
from handlers.present import Present
from handlers.staff.finding import NotPossible
from storage.chat_topics import WithFile, list_alive, list_changed, list_stirred, list_waiting
from storage.ids import OVERLAP
from storage.staff_groups import make_groups
from storage.store import Connection, Store, StoreUnavailable

_LOOK = 1.0
"""Seconds between two looks while nothing is heard of."""
_LOOK_AT_ALL = timedelta(seconds=60)
"""Time alone changes a card: a window closes. And what another worker said late is found."""
_MOST_EVENTS = 2000


class Bridging:
    def __init__(
        self,
        store: Store,
        groups: Groups,
        present: Present,
        *,
        media: Path,
        now: Callable[[], datetime],
        leads: Callable[[], bool],
        said: Callable[[], None],
    ) -> None:
        """`said`: the outbox has grown."""
        self._store = store
        self._groups = groups
        self._present = present
        self._darkroom = Darkroom(media)
        self._media = media
        self._now = now
        self._leads = leads
        self._said = said
        self._stir = asyncio.Event()
        self._stopping = False
        self._after = 0
        self._again: set[int] = set()
        self._looked_at: datetime | None = None

    def wake(self) -> None:
        self._stir.set()

    def stop(self) -> None:
        self._stopping = True
        self._stir.set()

    async def run(self) -> None:
        self._looked_at = None  # whoever led before may have left anything undone
        try:
            while not self._stopping:
                self._stir.clear()
                await self.round()
                await self._pause()
        finally:
            self._stopping = False  # one that lost the lead may get it again

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(_LOOK):
                await self._stir.wait()
        except TimeoutError:
            return

    async def round(self) -> None:
        """Look once."""
        if not self._leads():
            return
        try:
            for chat in await self._due():
                await self._reflect(chat)
            for one in await self._store.read(list_waiting):
                await self._send_on(one)
        except StoreUnavailable as e:
            log.error("bridging_store_unavailable", reason=str(e))
        except Exception as e:  # a fault of ours in the groups: residents are answered all the same
            log.error("bridging_failed", error=type(e).__name__, trace=True)
            self._looked_at = self._now()

    async def _due(self) -> list[int]:
        now = self._now()
        if self._looked_at is None or now - self._looked_at >= _LOOK_AT_ALL:
            await self._store.write(
                partial(
                    make_groups,
                    ids=self._present.world.ids,
                    account=self._groups.account,
                    named=self._groups.named,
                    now=now,
                )
            )
            self._again |= set(await self._store.read(list_alive))
            self._looked_at = now
        changed = await self._store.read(partial(list_changed, after=self._after - OVERLAP, most=_MOST_EVENTS))
        stirred = await self._store.read(list_stirred)
        fresh = {chat for event, chat in changed if event > self._after}
        self._after = max([self._after, *(event for event, _ in changed)])
        due, self._again = self._again | fresh | set(stirred) | {chat for _, chat in changed}, set()
        return sorted(due)

    async def _reflect(self, chat: int) -> None:
        """In a transaction of its own: it holds what residents and staff wait for, and never two chats at once."""
        try:
            if await self._store.write(partial(self._mirrored, chat=chat)):
                self._again.add(chat)
        except StoreUnavailable:
            raise
        except Exception as e:
            log.error("topic_failed", chat_id=chat, error=type(e).__name__, trace=True)
        self._said()

    def _mirrored(self, connection: Connection, chat: int) -> bool:
        return Mirror(connection, self._groups, self._present.refresh(connection), self._now()).reflect(chat)

    async def _send_on(self, one: WithFile) -> None:
        """What staff sent with a file: made anew like every upload, then answered with."""
        try:
            if one.state != "kept":
                raise NotPossible("El archivo no se pudo traer de Telegram (caben 20 MB).")
            content = await asyncio.to_thread((self._media / one.path).read_bytes)
            kept = await asyncio.to_thread(self._darkroom.keep, Upload(one.name, content))
        except (NotPossible, OSError) as e:
            reason = str(e) if isinstance(e, NotPossible) else "El archivo no se pudo leer."
            await self._store.write(
                partial(refuse_file, self._groups, self._present.world, self._now(), one.words, reason)
            )
        else:
            sent = await self._store.write(
                partial(answer_with, self._groups, self._present.world, self._now(), one.words, kept)
            )
            if kept.photo and not sent:
                await asyncio.to_thread(self._darkroom.destroy, kept.photo)
        self._said()
