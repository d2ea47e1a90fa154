"""Telling Telegram where our webhook is, and watching how it fares with it."""

import asyncio
import time

import telegram
from telegram.error import RetryAfter, TelegramError

from bot.channels.telegram.errors import asked_delay
from bot.channels.telegram.parse import UPDATE_TYPES
from bot.channels.telegram.polling import Pauses, Timing
from bot.channels.telegram.state import State
from bot.channels.telegram.trouble import told
from bot.log import log

CONNECTIONS = 100
"""Simultaneous deliveries, the most there are (Bot API, setWebhook): they fill one batch of ours."""


class Registration:
    """`run` ends only by cancellation."""

    def __init__(self, bot: telegram.Bot, url: str, secret: str, state: State, timing: Timing) -> None:
        self._bot = bot
        self._url = url
        self._secret = secret
        self._state = state
        self._timing = timing

    async def run(self) -> None:
        pauses = Pauses(self._timing)
        while (delay := await self._set()) is not None:
            await pauses.wait(delay)
        while True:
            await asyncio.sleep(self._timing.webhook_look)
            await self._look()

    async def _set(self) -> float | None:
        """None when Telegram took it, else the least seconds to wait."""
        try:
            await self._bot.set_webhook(
                self._url, secret_token=self._secret, allowed_updates=UPDATE_TYPES, max_connections=CONNECTIONS
            )
        except TelegramError as error:
            self._state.ill(told(error))
            log.warning("telegram_webhook_not_set", error=type(error).__name__)
            return asked_delay(error).total_seconds() if isinstance(error, RetryAfter) else 0.0
        self._state.well()
        log.info("telegram_webhook_set")
        return None

    async def _look(self) -> None:
        try:
            info = await self._bot.get_webhook_info()
        except TelegramError as error:
            self._state.ill(told(error))
            return
        self._state.well()
        self._state.measure("webhook_pending", info.pending_update_count)
        if info.url != self._url:
            self._state.ill("Otro programa cambió el webhook de este bot: detenga la otra copia y reinicie esta.")
        elif info.pending_update_count and self._failed_lately(info):
            self._state.ill("Telegram no logra entregar en nuestro webhook: revise server.public_url y el proxy.")

    def _failed_lately(self, info: telegram.WebhookInfo) -> bool:
        return info.last_error_date is not None and (
            time.time() - info.last_error_date.timestamp() < 2 * self._timing.webhook_look
        )
