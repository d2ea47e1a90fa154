"""The way in when Telegram calls us."""

import hmac
from collections.abc import Callable
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.port import Intake, NotKept
from bot.channels.telegram import wire
from bot.channels.telegram.state import State
from bot.log import log
from civic.message import Inbound

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
    so again, and hold up what comes after. (Who hung up in the middle hears nothing, and sends it again as well.)
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
        return _understood(await _body(request))
    except TooLarge:
        fault = "oversized"
    except ClientDisconnect:
        fault = "cut_off"
    except (ValueError, RecursionError):
        fault = "malformed"
    state.count(fault)
    log.warning("telegram_webhook_unreadable", fault=fault)
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


def _understood(body: bytes) -> tuple[dict[str, Any], str]:
    """An update and its JSON text. Raises ValueError or RecursionError when `body` is none."""
    update = wire.decode(body)
    if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
        raise ValueError("not an update")
    return update, body.decode("utf-8", "replace")


async def _kept(inbound: Inbound, intake: Intake, state: State) -> Response:
    try:
        await intake.take([inbound])
    except NotKept:
        state.count("not_kept")
        return Response(status_code=503)
    state.count("received")
    return Response()
