"""Brings the files residents sent from the provider to the media folder."""

import asyncio
import hashlib
import tempfile
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bot.channels.port import Channel, FetchError
from bot.log import log
from bot.pictures import pictures_folder, remove_picture
from storage.ids import Ids
from storage.incidents import open_incident
from storage.media import (
    Waiting,
    give_up,
    is_needed,
    keep,
    list_forgotten,
    mark_removed,
    put_off,
    waiting,
)
from storage.store import Connection, Store, StoreUnavailable

_PAUSES = (1, 3, 10, 60, 300, 1800, 7200)
"""Seconds between tries: a file can be missing just after its message, and a provider can be down for hours."""
_AT_ONCE = 4
_LIMIT = 120


class TooLarge(Exception):
    """More bytes than we keep."""


class Fetching:
    def __init__(
        self,
        store: Store,
        channels: Mapping[str, Channel],
        *,
        folder: Path,
        largest: int,
        ids: Ids,
        now: Callable[[], datetime],
        leads: Callable[[], bool],
    ) -> None:
        self._store = store
        self._channels = channels
        self._folder = folder
        self._largest = largest
        self._ids = ids
        self._now = now
        self._leads = leads
        self._stir = asyncio.Event()
        self._stopping = False
        self.counts = {"kept": 0, "failed": 0}

    def wake(self) -> None:
        self._stir.set()

    def stop(self) -> None:
        self._stopping = True
        self._stir.set()

    async def run(self) -> None:
        try:
            while not self._stopping:
                self._stir.clear()
                if not await self._round():
                    await self._pause()
        finally:
            self._stopping = False  # one that lost the lead may get it again

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(2):
                await self._stir.wait()
        except TimeoutError:
            return

    async def _round(self) -> bool:
        if not self._leads():
            return False
        try:
            due = await self._store.read(
                partial(waiting, accounts=list(self._channels), now=self._now(), most=_AT_ONCE)
            )
            await asyncio.gather(*(self._bring(one) for one in due))
            if not due:
                await self._remove_forgotten()
        except StoreUnavailable as e:
            log.error("fetching_store_unavailable", reason=str(e))
            return False
        return bool(due)

    async def _remove_forgotten(self) -> None:
        """Files of people who did not agree that we keep them, or who asked for them to go."""
        for one in await self._store.read(partial(list_forgotten, most=_AT_ONCE)):
            if one.path and not await self._store.read(partial(is_needed, path=one.path)):
                await asyncio.to_thread((self._folder / one.path).unlink, missing_ok=True)
            if one.picture:
                await asyncio.to_thread(remove_picture, one.picture, pictures_folder(self._folder))
            await self._store.write(partial(mark_removed, media_id=one.id))

    async def _bring(self, one: Waiting) -> None:
        try:
            async with asyncio.timeout(_LIMIT):
                path, digest, size, mime = await self._download(one)
        except FetchError as e:
            await self._failed(one, str(e), again=e.again)
        except (TimeoutError, OSError) as e:
            await self._failed(one, type(e).__name__, again=True)
        except TooLarge:
            await self._failed(one, "too large", again=False)
        except Exception as e:  # a fault in one file: it is tried again like any other trouble, and named
            log.error("fetch_fault", media_id=one.id, error=type(e).__name__, trace=True)
            await self._failed(one, type(e).__name__, again=True)
        else:
            await self._store.write(partial(keep, media_id=one.id, path=path, sha256=digest, size=size, mime=mime))
            self.counts["kept"] += 1

    async def _download(self, one: Waiting) -> tuple[str, str, int, str]:
        """Write the file under the hash of its content. Raises FetchError, TooLarge, OSError."""
        await asyncio.to_thread(self._folder.mkdir, parents=True, exist_ok=True)
        digest, size, head = hashlib.sha256(), 0, b""
        file = await asyncio.to_thread(tempfile.NamedTemporaryFile, dir=self._folder, delete=False)
        try:
            with file:
                async for piece in self._channels[one.account].fetch(one.media):
                    size += len(piece)
                    if size > self._largest:
                        raise TooLarge
                    head = head or piece[:16]
                    digest.update(piece)
                    await asyncio.to_thread(_write, file, piece)
            return await asyncio.to_thread(self._settle, Path(file.name), digest.hexdigest(), size, kind_of(head))
        finally:
            await asyncio.to_thread(Path(file.name).unlink, missing_ok=True)

    def _settle(self, temporary: Path, digest: str, size: int, mime: str) -> tuple[str, str, int, str]:
        path = f"{digest[:2]}/{digest}"
        target = self._folder / path
        target.parent.mkdir(exist_ok=True)
        temporary.replace(target)
        return path, digest, size, mime

    async def _failed(self, one: Waiting, error: str, *, again: bool) -> None:
        if again and one.attempts < len(_PAUSES):
            later = self._now() + timedelta(seconds=_PAUSES[one.attempts])
            await self._store.write(
                partial(put_off, media_id=one.id, attempts=one.attempts + 1, not_before=later, error=error)
            )
            return
        self.counts["failed"] += 1
        await self._store.write(partial(self._give_up, media_id=one.id, error=error))

    def _give_up(self, connection: Connection, media_id: int, error: str) -> None:
        inbox_id = give_up(connection, media_id, error)
        open_incident(connection, self._ids, kind="file_lost", inbox_id=inbox_id, detail=error, now=self._now())


def _write(file: Any, piece: bytes) -> None:
    file.write(piece)


_SIGNS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"OggS", "audio/ogg"),
    (b"%PDF-", "application/pdf"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"#!AMR", "audio/amr"),
    (b"\x1aE\xdf\xa3", "video/webm"),
)


def kind_of(head: bytes) -> str:
    """The type by the first bytes, never by what the sender said; `application/octet-stream` for anything not listed."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return "audio/mp4" if head[8:11] == b"M4A" else "video/mp4"
    return next((mime for sign, mime in _SIGNS if head.startswith(sign)), "application/octet-stream")
