"""A photo on Telegram: what leaves, and that the words arrive whatever becomes of it."""

import logging
from pathlib import Path
from typing import Any

import pytest

from bot.channels.port import Moved, NotSent, Part, Refused, SendError, Unknown, Unreachable
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram.render import CAPTION_UNITS, GROUP_MARKUP, parts, without_file
from bot.pictures import find_picture
from civic.message import Choice, Message, Wish
from tests.bot.channels.contract import PHOTO
from tests.fakes import telegram_faults as faults
from tests.fakes.telegram_server import TelegramServer

NO_PREVIEW = {"link_preview_options": {"is_disabled": True}}
YES_NO = (Choice("1:si", "Sí"), Choice("1:no", "No"))
INLINE = {"inline_keyboard": [[{"text": "Sí", "callback_data": "1:si"}, {"text": "No", "callback_data": "1:no"}]]}
JUST = "ñ" * CAPTION_UNITS
OVER = "ñ" * (CAPTION_UNITS + 1)

CASES = [
    ("the words are the caption", Message(text="Así quedó.", photo=PHOTO), [{"photo": PHOTO, "caption": "Así quedó."}]),
    (
        "with the same buttons",
        Message(text="¿Es este?", photo=PHOTO, choices=YES_NO),
        [{"photo": PHOTO, "caption": "¿Es este?", "reply_markup": INLINE}],
    ),
    ("no words at all", Message(text="", photo=PHOTO), [{"photo": PHOTO, "caption": ""}]),
    ("a caption of the full length", Message(text=JUST, photo=PHOTO), [{"photo": PHOTO, "caption": JUST}]),
    (
        "longer words come after the photo, with the buttons",
        Message(text=OVER, photo=PHOTO, choices=YES_NO),
        [{"photo": PHOTO}, {"text": OVER, **NO_PREVIEW, "reply_markup": INLINE}],
    ),
    (
        "an emoji counts twice",
        Message(text="🕳" * (CAPTION_UNITS // 2 + 1), photo=PHOTO),
        [{"photo": PHOTO}, {"text": "🕳" * (CAPTION_UNITS // 2 + 1), **NO_PREVIEW}],
    ),
    (
        "a keyboard is taken away all the same",
        Message(text="Listo.", photo=PHOTO, closes_keyboard=True),
        [{"photo": PHOTO, "caption": "Listo.", "reply_markup": {"remove_keyboard": True}}],
    ),
]


@pytest.mark.parametrize(("reason", "message", "expected"), CASES, ids=[case[0] for case in CASES])
def test_the_degrade_table(reason: str, message: Message, expected: list[dict[str, Any]]) -> None:
    assert [dict(part.request) for part in parts(message)] == expected, reason


def test_without_its_photo_it_is_the_message_it_would_have_been() -> None:
    for _, message, _ in CASES:
        if not message.text:
            continue
        plain = Message(text=message.text, choices=message.choices, closes_keyboard=message.closes_keyboard)
        left = [without_file(part.request) if "photo" in part.request else part.request for part in parts(message)]
        assert [request for request in left if request] == [part.request for part in parts(plain)]


def test_a_group_gets_its_own_buttons_under_a_photo_too() -> None:
    (part,) = parts(Message(text="¿Dónde?", photo=PHOTO, wish=Wish.PLACE, choices=YES_NO))
    assert part.request[GROUP_MARKUP] == INLINE


async def test_the_picture_is_uploaded_with_caption_and_buttons(
    channel: TelegramChannel, server: TelegramServer, pictures: Path
) -> None:
    ana = server.person()
    (part,) = channel.parts(Message(text="¿Es este?", photo=PHOTO, choices=YES_NO), window_open=True)
    sent = await channel.send(str(ana.id), part, 1)
    fields = {
        "chat_id": str(ana.id),
        "caption": "¿Es este?",
        "reply_markup": INLINE,
        "photo": find_picture(PHOTO, pictures),
    }
    assert server.requests == [("sendPhoto", fields)]
    (seen,) = ana.received
    assert (str(seen.message_id), seen.text) == (sent, "¿Es este?")
    ana.presses("Sí")


async def test_a_photo_alone_has_no_caption(channel: TelegramChannel, server: TelegramServer) -> None:
    ana = server.person()
    photo, words = channel.parts(Message(text=OVER, photo=PHOTO), window_open=True)
    assert await channel.send(str(ana.id), photo, 1)
    assert await channel.send(str(ana.id), words, 1)
    assert [(bool(one.photo), one.text) for one in ana.received] == [(True, ""), (False, OVER)]


@pytest.fixture
def unreadable(pictures: Path) -> None:
    (pictures / f"{PHOTO}.jpg").unlink()
    (pictures / f"{PHOTO}.jpg").mkdir()


@pytest.mark.usefixtures("unreadable")
async def test_an_unreadable_picture_is_left_out_and_told(
    channel: TelegramChannel, server: TelegramServer, caplog: pytest.LogCaptureFixture
) -> None:
    ana = server.person()
    (part,) = channel.parts(Message(text="¿Es este?", photo=PHOTO, choices=YES_NO), window_open=True)
    with caplog.at_level(logging.WARNING, "voz"):
        assert await channel.send(str(ana.id), part, 7)
    assert server.requests == [
        ("sendMessage", {"chat_id": ana.id, "text": "¿Es este?", **NO_PREVIEW, "reply_markup": INLINE})
    ]
    (record,) = caplog.records
    told = {"account": channel.account, "outbox_id": 7, "reason": "missing"}
    assert (record.message, record.fields) == ("photo_left_out", told)  # type: ignore[attr-defined]


@pytest.mark.usefixtures("unreadable")
async def test_a_photo_without_words_that_is_gone_is_not_called_sent(
    channel: TelegramChannel, server: TelegramServer
) -> None:
    (photo,) = channel.parts(Message(text="", photo=PHOTO), window_open=True)
    with pytest.raises(Refused):
        await channel.send(str(server.person().id), photo, 1)
    assert server.requests == []


@pytest.mark.parametrize(
    ("fault", "kind"), [(faults.refused("IMAGE_PROCESS_FAILED"), Refused), (faults.lost(), Unknown)]
)
async def test_a_photo_without_words_that_fails_is_not_called_sent(
    channel: TelegramChannel, server: TelegramServer, fault: faults.Fault, kind: type[SendError]
) -> None:
    server.spoil("sendPhoto", fault)
    (photo,) = channel.parts(Message(text="", photo=PHOTO), window_open=True)
    assert await _fails(channel, server.person().id, photo) is kind


@pytest.mark.usefixtures("unreadable")
async def test_a_photo_alone_that_is_gone_is_no_message(channel: TelegramChannel, server: TelegramServer) -> None:
    photo, _ = channel.parts(Message(text=OVER, photo=PHOTO), window_open=True)
    assert await channel.send(str(server.person().id), photo, 1) == ""
    assert server.requests == []


WITH_WORDS = [
    (faults.refused("IMAGE_PROCESS_FAILED"), None, [""], "Telegram does not like the picture"),
    (faults.refused("not enough rights to send photos to the chat"), None, [""], "a group that allows no photos"),
    (faults.Fault(status=413, said="Request Entity Too Large"), None, [""], "too large for a server on the way"),
    (faults.blocked(), Unreachable, [], "the resident blocked us: no second request"),
    (faults.moved(-100123), Moved, [], "the group has a new address"),
    (faults.flood(7), NotSent, [], "too much: all of it later"),
    (faults.lost(), Unknown, ["photo"], "taken, but the answer was lost: the words were with it"),
]


@pytest.mark.parametrize(("fault", "kind", "received", "why"), WITH_WORDS, ids=[case[3] for case in WITH_WORDS])
async def test_a_photo_with_words_that_fails(
    channel: TelegramChannel,
    server: TelegramServer,
    fault: faults.Fault,
    kind: type[SendError] | None,
    received: list[str],
    why: str,
) -> None:
    ana = server.person()
    server.spoil("sendPhoto", fault)
    (part,) = channel.parts(Message(text="¿Es este?", photo=PHOTO), window_open=True)
    assert await _fails(channel, ana.id, part) is kind, why
    assert ["photo" if one.photo else "" for one in ana.received] == received
    assert all(one.text == "¿Es este?" for one in ana.received)


ALONE = [
    (faults.refused("IMAGE_PROCESS_FAILED"), None, 0, "not taken: the words come next"),
    (faults.lost(), None, 1, "nobody knows: the words come next, and it is not sent again"),
    (faults.flood(7), NotSent, 0, "too much: all of it later"),
    (faults.blocked(), Unreachable, 0, "the resident blocked us"),
]


@pytest.mark.parametrize(("fault", "kind", "received", "why"), ALONE, ids=[case[3] for case in ALONE])
async def test_a_photo_alone_that_fails(
    channel: TelegramChannel,
    server: TelegramServer,
    fault: faults.Fault,
    kind: type[SendError] | None,
    received: int,
    why: str,
) -> None:
    ana = server.person()
    server.spoil("sendPhoto", fault)
    photo, _ = channel.parts(Message(text=OVER, photo=PHOTO), window_open=True)
    assert await _fails(channel, ana.id, photo) is kind, why
    assert len(ana.received) == received


async def _fails(channel: TelegramChannel, chat: int, part: Part) -> type[SendError] | None:
    try:
        await channel.send(str(chat), part, 1)
    except SendError as error:
        return type(error)
    return None
