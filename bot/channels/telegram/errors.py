"""What each failure of the library means for a message that was to be sent."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    PassportDecryptionError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.port import Misconfigured, Moved, NotSent, Refused, SendError, Unknown, Unreachable
from bot.channels.telegram.http import NeverLeft, ServerFailed

_NOBODY_THERE = (
    "chat not found",
    "peer_id_invalid",
    "user not found",
    "user_id_invalid",
    "group chat was deactivated",
    "group chat was upgraded",
    "chat_write_forbidden",
    "not enough rights",
    "have no rights to send",
    "need administrator rights",
)
"""Parts of a 400's description that speak of the address and not of the message (sentences of the public server)."""


def asked_delay(error: RetryAfter) -> timedelta:
    """The server's delay. The library gives a timedelta or, where not asked to, seconds."""
    delay = error.retry_after
    return delay if isinstance(delay, timedelta) else timedelta(seconds=delay)


def _refusal(error: BadRequest) -> Refused:
    said = error.message.lower()
    kind = Unreachable if any(part in said for part in _NOBODY_THERE) else Refused
    return kind(error.message, "400")


_Meaning = Callable[[Any], SendError]
_MEANINGS: tuple[tuple[type[TelegramError], _Meaning], ...] = (
    (ChatMigrated, lambda error: Moved(str(error.new_chat_id))),
    (RetryAfter, lambda error: NotSent("flood", "429", asked_delay(error))),
    (Forbidden, lambda error: Unreachable(error.message, "403")),
    (BadRequest, _refusal),
    (InvalidToken, lambda _: Misconfigured("the token was not accepted", "401")),
    (EndPointNotFound, lambda _: Misconfigured("the address is not one of a Bot API", "404")),
    (NeverLeft, lambda error: NotSent(error.message)),
    (Conflict, lambda error: NotSent(error.message, "409")),
    (ServerFailed, lambda error: Unknown(error.message, str(error.status))),
    (PassportDecryptionError, lambda _: Refused("passport data could not be read")),
    (TimedOut, lambda error: Unknown(error.message)),
    (NetworkError, lambda error: Unknown(error.message)),
    (TelegramError, lambda error: Unknown(error.message)),
)
"""Read downwards, first fit: BadRequest, TimedOut and our two are NetworkErrors, and all are TelegramErrors."""


def classify(error: TelegramError) -> SendError:
    """The port's name for `error`."""
    return next(meaning(error) for kind, meaning in _MEANINGS if isinstance(error, kind))
