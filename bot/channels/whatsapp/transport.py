"""The wire under the Twilio library: what an answer, or the want of one, says about a request.

The library's own asynchronous client is used and four of its faults are made good (seen in 9.13.0): it ignores the
timeout it is given, it sends the JSON of a new Content resource as a form, it hands aiohttp the credentials in a way
that aiohttp gives up, and its log lines name the recipient. Its retries stay off: they repeat a message after a 503.
"""

import asyncio
import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.http.response import Response

from bot.channels.port import Misconfigured, NotSent, SendError, Unknown
from bot.channels.whatsapp.errors import retry_after, send_error

_CONNECT_SECONDS = 5.0


def utc_now() -> datetime:
    return datetime.now(UTC)


class Transport(AsyncTwilioHttpClient):  # type: ignore[misc]  # the library brings no types
    """Answers below 300 come back; everything else is raised as the SendError it means. Make it inside the loop."""

    def __init__(self, seconds: float, now: Callable[[], datetime]) -> None:
        super().__init__(pool_connections=False)
        connect = min(seconds, _CONNECT_SECONDS)
        self.session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=seconds, connect=connect), cookie_jar=aiohttp.DummyCookieJar()
        )
        self._now = now
        self.clock_skew: float | None = None
        """Seconds that our clock is ahead of the provider's, as its last answer told."""

    async def request(self, method: str, url: str, **options: Any) -> Response:
        headers = options["headers"]
        if "json" in headers.get("Content-Type", ""):
            options["data"] = json.dumps(options["data"], ensure_ascii=False).encode()
        headers["Authorization"] = basic_auth(*options.pop("auth"))
        try:
            response = await super().request(method, url, **options)
        except (aiohttp.ClientError, TimeoutError, asyncio.IncompleteReadError, OSError) as lost:
            raise lost_on_the_way(lost) from None  # its text may quote the address
        self._read_clock(response)
        if response.status_code >= 300:
            raise self._refusal(response)
        return response

    def log_request(self, kwargs: dict[str, Any]) -> None:
        """Nothing: the library would write the recipient's number."""

    def log_response(self, status_code: int, response: object) -> None:
        """Nothing, see `log_request`."""

    def _refusal(self, response: Response) -> SendError:
        after = retry_after(response.headers.get("Retry-After"), self._now())
        return send_error(response.status_code, _code(response.text), after)

    def _read_clock(self, response: Response) -> None:
        try:
            told = parsedate_to_datetime(response.headers.get("Date", ""))
        except ValueError:  # absent or no date: says nothing about the clock
            return
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
