"""The wire under the Twilio library: what an answer, or the want of one, says about a request.

The library's ready-made asynchronous client is not used, only the class it is made from. In 9.13.0 that client
switches every timeout off, sends the JSON of a new Content resource as a form, hands aiohttp the credentials in a way
aiohttp is about to drop, writes the recipient's number into its log, and its retries repeat a message after a 503.
"""

import base64
import json
import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import aiohttp
from twilio.http import AsyncHttpClient
from twilio.http.response import Response

from bot.channels.port import Misconfigured, NotSent, SendError, Unknown
from bot.channels.whatsapp.errors import http_date, retry_after, send_error

_CONNECT_SECONDS = 5.0


def utc_now() -> datetime:
    return datetime.now(UTC)


class Transport(AsyncHttpClient):  # type: ignore[misc]  # the library brings no types
    """Answers below 300 come back; everything else is raised as the SendError it means. Make it inside the loop."""

    def __init__(self, seconds: float, now: Callable[[], datetime]) -> None:
        super().__init__(logging.getLogger(__name__), is_async=True)
        # Connecting has its own, shorter limit, so that a request never written is not mistaken for one in doubt.
        limits = aiohttp.ClientTimeout(total=seconds, connect=min(seconds / 2, _CONNECT_SECONDS))
        self._session = aiohttp.ClientSession(timeout=limits, cookie_jar=aiohttp.DummyCookieJar())
        self._now = now
        self.clock_skew: float | None = None
        """Seconds that our clock is ahead of the provider's, as its last answer told."""

    async def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] = ("", ""),
        **_: object,
    ) -> Response:
        sent = {**(headers or {}), "Authorization": basic_auth(*auth)}
        body = json.dumps(data, ensure_ascii=False).encode() if "json" in sent.get("Content-Type", "") else data
        try:
            response = await self._exchange(method, url, params=params, data=body, headers=sent)
        except (aiohttp.ClientError, TimeoutError, OSError) as lost:
            raise lost_on_the_way(lost) from None  # its text may quote the recipient
        self._read_clock(response)
        if response.status_code >= 300:
            raise self._refusal(response)
        return response

    async def close(self) -> None:
        await self._session.close()

    async def _exchange(self, method: str, url: str, **options: Any) -> Response:
        async with self._session.request(method, url, allow_redirects=False, **options) as answer:
            return Response(answer.status, await answer.text(), answer.headers)

    def _refusal(self, response: Response) -> SendError:
        after = retry_after(response.headers.get("Retry-After"), self._now())
        return send_error(response.status_code, _code(response.text), after)

    def _read_clock(self, response: Response) -> None:
        told = http_date(response.headers.get("Date", ""))
        if told:
            self.clock_skew = (self._now() - told).total_seconds()


def basic_auth(account_sid: str, auth_token: str) -> str:
    """Value of the Authorization header."""
    return "Basic " + base64.b64encode(f"{account_sid}:{auth_token}".encode()).decode()


def lost_on_the_way(error: Exception) -> SendError:
    """Never connected is not sent. Anything later may have arrived before the answer was lost."""
    if isinstance(error, aiohttp.InvalidURL):
        return Misconfigured("the address of the API is none", "url")
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return NotSent("no connection to the provider", "connect", whole_account=True)
    return Unknown("the answer was lost", "lost")


def _code(text: str) -> int | None:
    try:
        code = json.loads(text).get("code")
    except (ValueError, AttributeError):  # a proxy's page instead of the API's JSON
        return None
    return code if isinstance(code, int) else None
