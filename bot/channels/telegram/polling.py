"""The way in when we ask Telegram: long polling whose offset moves only after the commit."""

import asyncio
import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import telegram
from telegram.error import Conflict, RetryAfter, TelegramError

from bot.channels.port import Intake, NotKept
from bot.channels.telegram.errors import asked_delay
from bot.channels.telegram.http import AiohttpRequest
from bot.channels.telegram.parse import UPDATE_TYPES
from bot.channels.telegram.state import State
from bot.channels.telegram.trouble import told
from bot.log import log
from civic.message import Inbound

BATCH = 100
"""Updates of one answer, the most there are (Bot API, getUpdates)."""
FORGOTTEN_AFTER = 6 * 86400
"""Seconds. After a week without updates ids start anew at random (Bot API, Update), perhaps below our offset."""

ReadBatch = Callable[[Sequence[dict[str, Any]]], list[Inbound]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Seconds."""

    connect: float = 5.0
    """To reach Telegram, and as much again to wait for a free connection."""
    answer: float = 20.0
    """How long an answer may take before what became of a send counts as unknown."""
    poll: int = 30
    """Whole seconds (Bot API, getUpdates): how long Telegram holds a question open when there is nothing new."""
    margin: float = 10.0
    """How much later than that its answer may come before the connection counts as dead."""
    first_pause: float = 1.0
    longest_pause: float = 30.0
    webhook_look: float = 60.0
    """Between two looks at how Telegram fares with our webhook."""


class Pauses:
    """Waits that double, with a share of chance so that many do not come back at once."""

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self._next = timing.first_pause

    def reset(self) -> None:
        self._next = self._timing.first_pause

    async def wait(self, after: float = 0.0) -> None:
        """`after`: seconds that the server asked for, waited on top."""
        pause = after + self._next * random.uniform(0.75, 1.25)  # noqa: S311 - no secret hangs on it
        self._next = min(self._next * 2, self._timing.longest_pause)
        await asyncio.sleep(pause)


class Polling:
    """One consumer of one bot's updates. `run` ends only by cancellation.

    Not `Bot.get_updates`: it reads the whole answer at once, so one odd update would stop all, and it then logs what
    residents wrote. The request goes through the same hook and errors.
    """

    def __init__(
        self, bot: telegram.Bot, request: AiohttpRequest, read: ReadBatch, state: State, timing: Timing
    ) -> None:
        self._bot = bot
        self._request = request
        self._read = read
        self._state = state
        self._timing = timing
        self._pauses = Pauses(timing)
        self._offset: int | None = None
        self._last_update = time.monotonic()

    async def run(self, intake: Intake) -> None:
        while not await self._alone():
            await self._pauses.wait()
        while True:
            await self._once(intake)

    async def _alone(self) -> bool:
        """Take away a webhook that an earlier set-up left: Telegram refuses polling beside one."""
        try:
            if (await self._bot.get_webhook_info()).url:
                await self._bot.delete_webhook(drop_pending_updates=False)
                log.warning("telegram_webhook_removed", reason="mode is polling")
        except TelegramError as error:
            self._ill(error)
            return False
        return True

    async def _once(self, intake: Intake) -> None:
        try:
            updates = await self._ask()
            self._state.well()
            await self._take(updates, intake)
        except TelegramError as error:
            self._ill(error)
            await self._pauses.wait(_asked(error))
        except NotKept:
            self._state.count("not_kept")
            self._state.ill("Lo recibido no se pudo guardar; Telegram lo conserva y se pedirá otra vez.")
            await self._pauses.wait()
        except Exception as error:  # the edge of one job: polling must outlive any one batch
            log.error("telegram_poll_failed", trace=True)
            self._state.ill(f"Falló la recepción ({type(error).__name__}); se intenta otra vez.")
            await self._pauses.wait()
        else:
            self._pauses.reset()

    async def _ask(self) -> list[dict[str, Any]]:
        """The updates not confirmed yet; asking with an offset confirms all before it."""
        question = {
            "timeout": self._timing.poll,
            "limit": BATCH,
            "allowed_updates": json.dumps(UPDATE_TYPES),
            **({} if self._offset is None else {"offset": self._offset}),
        }
        answer = await self._request.post(
            f"{self._bot.base_url}/getUpdates?{urlencode(question)}",
            read_timeout=self._timing.poll + self._timing.margin,
        )
        return answer if isinstance(answer, list) else []

    async def _take(self, updates: Sequence[dict[str, Any]], intake: Intake) -> None:
        if not updates:
            self._forget_offset_when_stale()
            return
        inbounds = self._read(updates)
        if inbounds:
            await intake.take(inbounds)
            self._state.count("received", len(inbounds))
        self._offset = max(update["update_id"] for update in updates) + 1
        self._last_update = time.monotonic()

    def _forget_offset_when_stale(self) -> None:
        """Safe, because the question just answered confirmed all there was."""
        if time.monotonic() - self._last_update > FORGOTTEN_AFTER:
            self._offset = None

    def _ill(self, error: TelegramError) -> None:
        self._state.count("conflicts" if isinstance(error, Conflict) else "poll_errors")
        self._state.ill(told(error))
        log.warning("telegram_poll_refused", error=type(error).__name__)


def _asked(error: TelegramError) -> float:
    return asked_delay(error).total_seconds() if isinstance(error, RetryAfter) else 0.0
