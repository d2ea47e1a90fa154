"""The Twilio library's client, pointed where the settings say."""

import asyncio
import importlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from bot.channels.port import Unknown
from bot.channels.whatsapp.transport import Transport

TWILIO_API = "https://api.twilio.com"
TWILIO_CONTENT = "https://content.twilio.com"


class Api:
    """Made before the loop runs; opened on the first request, because the library binds to the running loop."""

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        *,
        api_base_url: str,
        content_base_url: str,
        seconds: float,
        now: Callable[[], datetime],
    ) -> None:
        self.account_sid = account_sid
        self.base_url = api_base_url.rstrip("/")
        self._auth_token = auth_token
        self._content_base_url = content_base_url.rstrip("/")
        self._seconds = seconds
        self._now = now
        self._transport: Transport | None = None
        self._client: Any = None

    @property
    def messages(self) -> Any:
        return self._open().messages

    @property
    def contents(self) -> Any:
        return self._open().content.v1.contents

    @property
    def clock_skew(self) -> float | None:
        return self._transport.clock_skew if self._transport else None

    def their_time(self) -> datetime:
        """The provider's clock, as far as its last answer told; times in its lists are by it."""
        return self._now() - timedelta(seconds=self.clock_skew or 0.0)

    async def warm(self) -> None:
        """Load what the library loads on its first message: a third of a second that no resident shall wait for."""
        for module in ("twilio.rest.api.v2010.account.message", "twilio.rest.content.v1.content"):
            await asyncio.to_thread(importlib.import_module, module)

    async def close(self) -> None:
        if self._transport:
            await self._transport.close()
        self._transport = self._client = None

    def _open(self) -> Any:
        if self._client is None:
            self._transport = Transport(self._seconds, self._now)
            self._client = Client(self.account_sid, self._auth_token, http_client=self._transport)
            self._client.api.base_url = self.base_url
            self._client.content.base_url = self._content_base_url
        return self._client


@asynccontextmanager
async def understood() -> AsyncIterator[None]:
    """Around a call of the library: an answer of 2xx that cannot be read is an answer lost."""
    try:
        yield
    except (TwilioException, ValueError, LookupError, TypeError, AttributeError) as odd:
        raise Unknown("the answer could not be read", "answer") from odd
