"""The way in when Telegram calls us."""

import hmac
import json
import logging
from collections.abc import Callable
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.port import Intake, NotKept
from bot.channels.telegram.state import State
from civic.message import Inbound

_log = logging.getLogger(__name__)

PATH = "/webhooks/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
BODY_LIMIT = 1024 * 1024
"""Bytes. The largest update is some tens of KiB."""

Reader = Callable[[dict[str, Any], str], Inbound | None]
"""An update and its JSON text to what it says."""


class TooLarge(Exception):
    """The body is over the limit."""


def route(secret: str, read: Reader, intake: Intake, state: State) -> Route:
    """`POST /webhooks/telegram`.

    403 without the secret (413 when it announces too much), and nothing of the body is read; 503 when it could not be
    kept, so that Telegram sends it again. All else is 200, also what is oversized or no update: sent again it would be
    so again, and hold up what comes after.
    """

    async def receive(request: Request) -> Response:
        if not _authentic(request, secret):
            state.count("forged")
            return Response(status_code=413 if _announced(request) > BODY_LIMIT else 403)
        update, raw = await _update(request, state)
        inbound = read(update, raw) if update else None
        return await _kept(inbound, intake, state) if inbound else Response()

    return Route(PATH, receive, methods=["POST"])


def _authentic(request: Request, secret: str) -> bool:
    given = request.headers.get(SECRET_HEADER, "")
    return hmac.compare_digest(given.encode(), secret.encode())


def _announced(request: Request) -> int:
    length = request.headers.get("Content-Length", "")
    return int(length) if length.isdecimal() and len(length) < 16 else 0


async def _update(request: Request, state: State) -> tuple[dict[str, Any] | None, str]:
    """The update and its text; None when the body is none, which is counted."""
    try:
        update, raw = decode(await _body(request))
    except TooLarge:
        fault = "oversized"
    except (ValueError, RecursionError):
        fault = "malformed"
    else:
        return update, raw
    state.count(fault)
    _log.warning("telegram_webhook_unreadable", extra={"fault": fault})
    return None, ""


async def _body(request: Request) -> bytes:
    if _announced(request) > BODY_LIMIT:
        raise TooLarge
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > BODY_LIMIT:
            raise TooLarge
    return bytes(body)


def decode(body: bytes) -> tuple[dict[str, Any], str]:
    """An update and its JSON text. Raises ValueError or RecursionError when `body` is none."""
    try:
        update, raw = msgspec.json.decode(body), body.decode()
    except ValueError:
        update, raw = _mended(body)
    if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
        raise ValueError("not an update")
    return update, raw


def _mended(body: bytes) -> tuple[Any, str]:
    """JSON with half a character in it (a lone surrogate, a cut UTF-8 sequence): the half becomes `?`."""
    loose = json.loads(body.decode("utf-8", "replace"))
    whole = json.dumps(loose, ensure_ascii=False).encode("utf-8", "replace")
    return msgspec.json.decode(whole), whole.decode()


async def _kept(inbound: Inbound, intake: Intake, state: State) -> Response:
    try:
        await intake.take([inbound])
    except NotKept:
        state.count("not_kept")
        return Response(status_code=503)
    state.count("received")
    return Response()
