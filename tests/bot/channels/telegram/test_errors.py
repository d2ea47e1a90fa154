"""Each way in which a send can fail, by the name that delivery acts on."""

import inspect
from datetime import timedelta

import pytest
import telegram.error
from telegram.error import TelegramError

from bot.channels.port import Misconfigured, Moved, NotSent, Refused, SendError, Unknown, Unreachable
from bot.channels.telegram.errors import classify
from bot.channels.telegram.http import NeverLeft, ServerFailed

SAMPLES: dict[type[TelegramError], tuple[TelegramError, type[SendError], str]] = {
    telegram.error.TelegramError: (TelegramError("?"), Unknown, "a 200 that is no answer: it may have been taken"),
    telegram.error.NetworkError: (telegram.error.NetworkError("?"), Unknown, "cut off on the way"),
    telegram.error.TimedOut: (telegram.error.TimedOut(), Unknown, "written, no answer in time"),
    telegram.error.BadRequest: (telegram.error.BadRequest("Message is too long"), Refused, "wrong for ever"),
    telegram.error.Forbidden: (telegram.error.Forbidden("bot was blocked by the user"), Unreachable, "blocked us"),
    telegram.error.ChatMigrated: (telegram.error.ChatMigrated(-100), Moved, "the group has a new address"),
    telegram.error.RetryAfter: (telegram.error.RetryAfter(7), NotSent, "too much; says when to come back"),
    telegram.error.InvalidToken: (telegram.error.InvalidToken(), Misconfigured, "our token is wrong"),
    telegram.error.EndPointNotFound: (telegram.error.EndPointNotFound("?"), Misconfigured, "our address is wrong"),
    telegram.error.Conflict: (telegram.error.Conflict("?"), NotSent, "refused because of another bot, not of this"),
    telegram.error.PassportDecryptionError: (telegram.error.PassportDecryptionError("?"), Refused, "never by a send"),
    NeverLeft: (NeverLeft("ClientConnectorError"), NotSent, "no connection: nothing was written"),
    ServerFailed: (ServerFailed(502), Unknown, "the gateway failed, perhaps after the message had gone through"),
}


def library_errors() -> set[type[TelegramError]]:
    classes = inspect.getmembers(telegram.error, inspect.isclass)
    return {kind for _, kind in classes if issubclass(kind, TelegramError)}


def test_no_error_of_the_library_is_left_without_a_name() -> None:
    assert library_errors() <= SAMPLES.keys()


@pytest.mark.parametrize(("error", "kind", "why"), SAMPLES.values(), ids=[kind.__name__ for kind in SAMPLES])
def test_an_error_is_called(error: TelegramError, kind: type[SendError], why: str) -> None:
    assert type(classify(error)) is kind, why


NOBODY_THERE = [
    "Chat not found",
    "PEER_ID_INVALID",
    "USER_ID_INVALID",
    "Group chat was deactivated",
    "CHAT_WRITE_FORBIDDEN",
    "Not enough rights to send text messages to the chat",
    "Have no rights to send a message",
    "Need administrator rights in the channel chat",
]


@pytest.mark.parametrize("said", NOBODY_THERE)
def test_a_refusal_that_speaks_of_the_address_is_unreachable(said: str) -> None:
    assert isinstance(classify(telegram.error.BadRequest(said)), Unreachable)


@pytest.mark.parametrize("delay", [7, timedelta(seconds=7)], ids=["seconds", "timedelta"])
def test_the_servers_delay_is_kept_in_both_of_the_librarys_forms(
    delay: int | timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram.error.RetryAfter, "retry_after", delay)
    failure = classify(telegram.error.RetryAfter(1))
    assert isinstance(failure, NotSent)
    assert failure.after == timedelta(seconds=7)


def test_the_new_address_of_a_group_is_kept() -> None:
    failure = classify(telegram.error.ChatMigrated(-1002214450099))
    assert isinstance(failure, Moved)
    assert failure.new_address == "-1002214450099"
