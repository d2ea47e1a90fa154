"""aiohttp behind python-telegram-bot's documented request hook (docs/decisions: why not its own httpx).

What the library cannot tell apart is told apart here, because a send hangs on it:

NeverLeft     no connection was made, or none was free: the request was not written
ServerFailed  the server answered 5xx: what became of the request is not known
"""

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import aiohttp
import msgspec
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.channels.telegram import wire

PIECE = 64 * 1024
"""Bytes read at once from a file being downloaded."""
UNNAMED_DELAY = 5
"""Seconds to wait after a 429 that names no delay."""

_NOT_WRITTEN = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
    aiohttp.NonHttpUrlClientError,
)
_NO_SUCH_DOOR = {HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND}
_TOLD_APART_BY_LIBRARY = {*_NO_SUCH_DOOR, HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT}


class NeverLeft(NetworkError):
    """The request was not written."""


class ServerFailed(NetworkError):
    """The server answered 5xx."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the server answered {status}")
        self.status = status


class AiohttpRequest(BaseRequest):
    """One pool of connections to the Bot API. Made on first use, so that constructing it needs no event loop.

    In seconds: `read_timeout` from the last byte received; `connect_timeout` for name, TCP and TLS, and as much again
    for a connection to become free.
    """

    __slots__ = ("_answered", "_connect", "_connections", "_read", "_session")

    def __init__(
        self,
        connections: int,
        *,
        read_timeout: float,
        connect_timeout: float,
    ) -> None:
        self._connections = connections
        self._read = read_timeout
        self._connect = connect_timeout
        self._session: aiohttp.ClientSession | None = None
        self._answered: tuple[str, float] | None = None

    @property
    def read_timeout(self) -> float:
        return self._read

    async def initialize(self) -> None:
        self._open()

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def clock_skew(self) -> float | None:
        """Seconds by which our clock runs ahead of the server's, by its last answer; None before one."""
        if self._answered is None or not self._answered[0]:
            return None
        theirs, ours = self._answered
        try:
            return ours - parsedate_to_datetime(theirs).timestamp()
        except ValueError:
            return None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Raises NeverLeft, ServerFailed, RetryAfter, TimedOut, BadRequest; NetworkError when cut off on the way."""
        limits = self._limits(read_timeout, connect_timeout, pool_timeout)
        body, headers = _body(request_data)
        async with self._exchange(method, url, limits, data=body, headers=headers) as answer:
            return _judged(answer.status, await answer.read(), answer.headers.get("Retry-After", ""))

    async def stream(self, url: str) -> AsyncIterator[bytes]:
        """The body of a GET in pieces; no redirect is followed. Raises as `do_request`, and when not 200."""
        limits = self._limits(*[BaseRequest.DEFAULT_NONE] * 3)
        async with self._exchange("GET", url, limits) as answer:
            if answer.status != HTTPStatus.OK:
                _judged(answer.status, await answer.read(), answer.headers.get("Retry-After", ""))
                raise InvalidToken if answer.status in _NO_SUCH_DOOR else BadRequest(f"answered {answer.status}")
            async for piece in answer.content.iter_chunked(PIECE):
                yield piece

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """As the library's, but never logs what it cannot read, and takes only the two forms that an answer has."""
        try:
            answer = wire.decode(payload)
        except (ValueError, RecursionError):
            raise TelegramError("the answer is not JSON") from None
        if not isinstance(answer, dict) or not ("result" in answer or answer.get("ok") is False):
            raise TelegramError("the answer is not one of a Bot API")
        return answer

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections),
                headers={"User-Agent": self.USER_AGENT},
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

    def _limits(self, read: Any, connect: Any, pool: Any) -> aiohttp.ClientTimeout:
        connect = self._connect if connect is BaseRequest.DEFAULT_NONE else connect
        pool = self._connect if pool is BaseRequest.DEFAULT_NONE else pool
        return aiohttp.ClientTimeout(
            connect=None if connect is None or pool is None else connect + pool,
            sock_connect=connect,
            sock_read=self._read if read is BaseRequest.DEFAULT_NONE else read,
        )

    @asynccontextmanager
    async def _exchange(
        self, method: str, url: str, limits: aiohttp.ClientTimeout, **more: Any
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """One request and its answer, with aiohttp's failures told in the library's words.

        `from None`: aiohttp's own sentences hold the address, and the address holds the token.
        """
        try:
            async with self._open().request(method, url, timeout=limits, allow_redirects=False, **more) as answer:
                self._answered = (answer.headers.get("Date", ""), time.time())
                yield answer
        except _NOT_WRITTEN as error:
            raise NeverLeft(type(error).__name__) from None
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from None


def _body(request_data: RequestData | None) -> tuple[Any, dict[str, str] | None]:
    if request_data is None:
        return None, None
    if request_data.contains_files:
        return _form(request_data), None
    try:
        return msgspec.json.encode(request_data.parameters), {"Content-Type": "application/json"}
    except UnicodeEncodeError:
        raise BadRequest("a text with half a character in it") from None  # whose words the error would quote


def _form(request_data: RequestData) -> aiohttp.FormData:
    form = aiohttp.FormData(quote_fields=False)
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form


def _judged(status: int, body: bytes, retry_after: str) -> tuple[int, bytes]:
    """Statuses that the library would call by one name, called by theirs. Raises as `do_request`."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise RetryAfter(_delay(body, retry_after))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise ServerFailed(status)
    if status >= HTTPStatus.MULTIPLE_CHOICES and not _is_refusal(body):
        raise NeverLeft(f"answered {status} by what is no Bot API")
    if status >= HTTPStatus.BAD_REQUEST and status not in _TOLD_APART_BY_LIBRARY:
        raise BadRequest(f"the server answered {status}")
    return status, body


def _is_refusal(body: bytes) -> bool:
    """Whether a Bot API refused. A proxy or a captive portal on the way must not pass for it: its 403 is no resident's."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(answer, dict) and answer.get("ok") is False


def _delay(body: bytes, header: str) -> int:
    """Seconds the server asks for: in the body (Bot API, ResponseParameters), else in the header, else ours."""
    try:
        return max(0, int(json.loads(body)["parameters"]["retry_after"]))
    except (ValueError, TypeError, KeyError):
        return int(header) if header.isdecimal() else UNNAMED_DELAY
