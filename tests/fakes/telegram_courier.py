"""Brings updates to the bot's webhook: in order per chat, chats side by side, again until it is answered with 2xx."""

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import aiohttp

if TYPE_CHECKING:
    from tests.fakes.telegram_server import TelegramServer


class Courier:
    """`copies`: how often each update is brought, at the same time.

    `calls_at`: the origins to call in place of the public one, in turn: several workers behind one address.
    """

    def __init__(self, server: "TelegramServer") -> None:
        self.url = ""
        self.calls_at: Sequence[str] = ()
        self.secret = ""
        self.copies = 1
        self.pause = 0.02
        """Seconds before an update that was not taken is brought again."""
        self.answers: list[int] = []
        """Statuses in the order they came; 0 for none."""
        self.last_error: dict[str, Any] = {}
        self._server = server
        self._lanes: defaultdict[int, deque[dict[str, Any]]] = defaultdict(deque)
        self._walks: dict[int, asyncio.Task[None]] = {}
        self._session: aiohttp.ClientSession | None = None
        self._room = asyncio.Semaphore(40)
        self._calls = 0

    def call_at(self, url: str, secret: str, connections: int) -> None:
        self.url, self.secret = url, secret
        self._room = asyncio.Semaphore(connections)

    def carry(self, update: dict[str, Any]) -> None:
        chat = chat_of(update)
        if update not in self._lanes[chat]:
            self._lanes[chat].append(update)
        if chat not in self._walks:
            self._walks[chat] = asyncio.create_task(self._walk(chat))

    async def bring(self, update: dict[str, Any], secret: str | None = None) -> int:
        """Bring once; the status, 0 when there was no answer."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret if secret is None else secret}
        try:
            async with self._room, self._open().post(self._address(), json=update, headers=headers) as answer:
                status = answer.status
        except (aiohttp.ClientError, TimeoutError):
            status = 0
        self.answers.append(status)
        return status

    async def idle(self) -> None:
        """Until everything is delivered."""
        while self._walks:
            await asyncio.gather(*self._walks.values())

    async def close(self) -> None:
        walks = list(self._walks.values())
        for walk in walks:
            walk.cancel()
        await asyncio.gather(*walks, return_exceptions=True)
        if self._session:
            await self._session.close()

    async def _walk(self, chat: int) -> None:
        lane = self._lanes[chat]
        try:
            while lane and self.url:
                if await self._brought(lane[0]):
                    self._server.updates.confirm(lane.popleft()["update_id"])
                else:
                    await asyncio.sleep(self.pause)
        finally:
            del self._walks[chat]

    async def _brought(self, update: dict[str, Any]) -> bool:
        statuses = await asyncio.gather(*(self.bring(update) for _ in range(self.copies)))
        failed = [status for status in statuses if not 200 <= status < 300]
        if failed:
            said = f"Wrong response from the webhook: {failed[0]}"
            self.last_error = {"last_error_date": int(time.time()), "last_error_message": said}
        return not failed

    def _address(self) -> str:
        if not self.calls_at:
            return self.url
        self._calls += 1
        return self.calls_at[self._calls % len(self.calls_at)].rstrip("/") + "/" + self.url.split("/", 3)[3]

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        return self._session


def chat_of(update: dict[str, Any]) -> int:
    what = next(value for name, value in update.items() if name != "update_id")
    return int((what.get("message") or what)["chat"]["id"])
