"""What happened and the bot has not confirmed yet, and how it asks for it."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from typing import Any

ALL_TYPES = ("message", "edited_message", "callback_query", "my_chat_member")


class Superseded(Exception):
    """A later poll ended this one."""


class Updates:
    """In order of their ids. Confirmed ones are kept aside, so that a test can have them delivered again."""

    def __init__(self) -> None:
        self.pending: dict[int, dict[str, Any]] = {}
        self.confirmed: list[dict[str, Any]] = []
        self.allowed: tuple[str, ...] = ALL_TYPES
        self.polls = 0
        self._news = asyncio.Event()

    def put(self, update: dict[str, Any]) -> None:
        self.pending[update["update_id"]] = update
        self._news.set()

    def confirm(self, update_id: int) -> None:
        update = self.pending.pop(update_id, None)
        if update is not None:
            self.confirmed.append(update)

    def forget_confirmed(self, update_ids: Sequence[int]) -> list[dict[str, Any]]:
        """Take these out of the confirmed."""
        forgotten = [update for update in self.confirmed if update["update_id"] in update_ids]
        for update in forgotten:
            self.confirmed.remove(update)
        return forgotten

    def allow(self, fields: Mapping[str, Any]) -> None:
        """Remembered from one request to the next, as Telegram does."""
        if "allowed_updates" in fields:
            self.allowed = tuple(fields["allowed_updates"]) or ALL_TYPES

    async def poll(self, fields: Mapping[str, Any]) -> list[dict[str, Any]]:
        """What is pending, at the latest after `timeout` seconds. Raises Superseded."""
        self.polls += 1
        turn = self.polls
        self.allow(fields)
        for known in [known for known in self.pending if known < fields.get("offset", 0)]:
            self.confirm(known)
        self.wake()  # an earlier poll still waiting finds that it is not its turn any more
        await self._wait(turn, time.monotonic() + float(fields.get("timeout", 0)))
        if turn != self.polls:
            raise Superseded
        return [self.pending[known] for known in sorted(self.pending)][: int(fields.get("limit", 100))]

    def wake(self) -> None:
        self._news.set()

    async def _wait(self, turn: int, deadline: float) -> None:
        while not self.pending and turn == self.polls and (left := deadline - time.monotonic()) > 0:
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), left)
            except TimeoutError:
                return
