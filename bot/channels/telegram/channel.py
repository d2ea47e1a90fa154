"""Telegram as a Channel."""

import asyncio
import logging
import re
import time
from collections.abc import AsyncIterator, Mapping, Sequence, Set
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import telegram
from starlette.routing import Route
from telegram.error import TelegramError

from bot.channels.documents import Documents
from bot.channels.photos import Photos
from bot.channels.port import Finding, Health, Intake, NotSent, Pace, Part, SendError, Unreachable
from bot.channels.telegram import check, files, render, webhook, wire
from bot.channels.telegram.floods import Floods
from bot.channels.telegram.http import AiohttpRequest
from bot.channels.telegram.parse import read
from bot.channels.telegram.polling import Polling, Timing
from bot.channels.telegram.registration import Registration
from bot.channels.telegram.sending import Sending
from bot.channels.telegram.state import State
from bot.log import log
from civic.message import Inbound, Media, Message

PACE = Pace(per_second=25, per_recipient=timedelta(seconds=1.05), per_group_minute=18)
"""Under what Telegram tolerates: about 30 a second in all, 1 a second to a chat, 20 a minute to a group (Bot FAQ)."""
ACKNOWLEDGE_LIMIT = 3.0
"""Seconds spent at most on stopping a button's spinner."""
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
"""What setWebhook takes as secret_token (Bot API)."""


class TelegramChannel:
    """One bot. Needs no running event loop until it is used; `close` ends it."""

    def __init__(
        self,
        token: str,
        *,
        mode: Literal["polling", "webhook"] = "polling",
        webhook_secret: str = "",
        public_url: str = "",
        api_base_url: str = "https://api.telegram.org",
        pace: Pace = PACE,
        timing: Timing = Timing(),  # noqa: B008 - frozen
        file_limit: int = files.SIZE_LIMIT,
        pictures: Path | None = None,
        documents: Path | None = None,
        media: Path | None = None,
    ) -> None:
        """`token` as @BotFather gave it, `<bot id>:<secret>`; `pictures`, `documents`: folders of what messages may carry;
        `media`: of what residents sent.
        Raises ValueError naming the setting that is wrong."""
        self.account = f"telegram:{_bot_id(token)}"
        self.pace = pace
        self._secret = _checked_secret(mode, webhook_secret)
        self._webhook_url = _webhook_url(mode, public_url)
        self._timing = timing
        self._file_limit = file_limit
        self._state = State(time.monotonic, patience=3 * max(timing.poll, timing.webhook_look))
        self._floods = Floods(time.monotonic)
        self._request = _request(pace.in_flight, timing)
        self._poll_request = _request(2, timing)  # its own: a poll held open must not take a send's connection
        self._bot = _bot(token, api_base_url, self._request, self._poll_request)
        self._sending = Sending(self._bot, self.account, Photos(pictures), Documents(documents), media)

    def parts(self, message: Message, *, window_open: bool) -> Sequence[Part]:
        return render.parts(message)

    def window(self) -> timedelta | None:
        return None

    async def send(self, to: str, part: Part, outbox_id: int) -> str:
        chat = _chat_id(to)
        try:
            provider_id = await self._sending.send(chat, render.for_address(part, chat), outbox_id)
        except SendError as failure:
            self._note(to, failure)
            raise
        if provider_id:
            self._state.count("sent")
        return provider_id

    def fetch(self, media: Media) -> AsyncIterator[bytes]:
        return files.fetch(self._bot, self._request, media, self._file_limit)

    async def acknowledge(self, press: str) -> None:
        """Late or repeated presses are refused by Telegram (after some 15 s); that harms nobody."""
        try:
            async with asyncio.timeout(ACKNOWLEDGE_LIMIT):
                await self._bot.answer_callback_query(press)
        except (TelegramError, TimeoutError) as error:
            self._state.count("acknowledge_failed")
            log.debug("telegram_acknowledge_failed", error=type(error).__name__)

    def routes(self, intake: Intake) -> Sequence[Route]:
        """None when we poll: a door nobody should come through stays shut."""
        return [webhook.route(self._secret, self._read, intake, self._state)] if self._webhook_url else []

    async def run(self, intake: Intake) -> None:
        """Poll, or register the webhook and watch it; until cancelled."""
        with self._state.watched():
            if self._webhook_url:
                await Registration(self._bot, self._webhook_url, self._secret, self._state, self._timing).run()
            else:
                await Polling(self._bot, self._poll_request, self._read_batch, self._state, self._timing).run(intake)

    async def check(self) -> Sequence[Finding]:
        return await check.findings(self._bot, self._request, self._webhook_url)

    async def check_groups(self, groups: Mapping[str, str], linked: Set[str]) -> Sequence[Finding]:
        """`groups`: of staff, by the settings' names; `linked`: users who are staff. For `voz doctor`."""
        from bot.channels.telegram.check_groups import group_findings

        return await group_findings(self._bot, groups, linked)

    def health(self) -> Health:
        return self._state.health()

    async def close(self) -> None:
        await self._request.shutdown()
        await self._poll_request.shutdown()

    def _note(self, to: str, failure: SendError) -> None:
        self._state.count(f"send_{type(failure).__name__.lower()}")
        if isinstance(failure, NotSent) and failure.after and not to.startswith("-"):  # a group's limit is its own
            failure.whole_account = self._floods.refused(to, failure.after)

    def _read(self, update: dict[str, Any], raw: str) -> Inbound | None:
        inbound = read(update, self.account, raw, datetime.now(UTC))
        if inbound is None:
            self._state.count("ignored")
        return inbound

    def _read_batch(self, updates: Sequence[dict[str, Any]]) -> list[Inbound]:
        inbounds = (self._read(update, wire.encode(update)) for update in updates)
        return [inbound for inbound in inbounds if inbound]


def _bot(token: str, base: str, request: AiohttpRequest, poll_request: AiohttpRequest) -> telegram.Bot:
    library = logging.getLogger("telegram")
    library.setLevel(max(library.level, logging.INFO))  # below it the library logs the token and residents' words
    base = base.rstrip("/")
    return telegram.Bot(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=request,
        get_updates_request=poll_request,
    )


def _request(connections: int, timing: Timing) -> AiohttpRequest:
    return AiohttpRequest(connections, read_timeout=timing.answer, connect_timeout=timing.connect)


def _bot_id(token: str) -> str:
    bot_id, colon, secret = token.partition(":")
    if not (bot_id.isascii() and bot_id.isdigit() and colon and secret):
        raise ValueError("telegram.token must look like 123456:ABC-DEF; ask @BotFather for it")
    return bot_id


def _checked_secret(mode: str, secret: str) -> str:
    if mode == "webhook" and not _SECRET.fullmatch(secret):
        raise ValueError("telegram.webhook_secret must be 1 to 256 of A-Z a-z 0-9 _ - when telegram.mode is webhook")
    return secret


def _webhook_url(mode: str, public_url: str) -> str:
    if mode == "polling":
        return ""
    if mode != "webhook":
        raise ValueError('telegram.mode must be "polling" or "webhook"')
    if not public_url:
        raise ValueError("server.public_url must be set when telegram.mode is webhook")
    return public_url.rstrip("/") + webhook.PATH


def _chat_id(to: str) -> int:
    try:
        return int(to)
    except ValueError:
        raise Unreachable("not a chat id") from None
