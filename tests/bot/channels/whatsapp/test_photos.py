"""A photo on WhatsApp: fetched from us by Twilio, a message of its own, and the words arrive whatever becomes of it."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette

from bot.channels.port import Misconfigured, NotSent, OutsideWindow, Refused, SendError, Unknown, Unreachable
from bot.channels.whatsapp.channel import WhatsAppChannel
from bot.channels.whatsapp.render import render
from bot.pictures import pictures_route, remove_picture
from civic.message import Choice, Message
from tests.bot.channels.contract import DOCUMENT, PHOTO
from tests.fakes.twilio_person import Person
from tests.fakes.twilio_records import SENDER
from tests.fakes.twilio_script import Fault, fails_after_accepting, loses_the_answer, refuses, too_many
from tests.fakes.twilio_server import TwilioServer

HX = "HX" + "1" * 32
YES_NO = (Choice("7.yes", "Sí"), Choice("7.no", "No"))
ASKED = Message(text="¿Es este bache?", photo=PHOTO, choices=YES_NO, template="similar", values=("DGO-1",))
ADDRESS = f"https://bot.example.mx/pictures/{PHOTO}.jpg"


def asked(message: Message, *, window_open: bool) -> list[dict[str, Any]]:
    parts = render(message, {"similar": HX}, window_open=window_open, buttons=True)
    return [dict(part.request) for part in parts]


def test_the_photo_goes_before_the_words_and_their_buttons() -> None:
    photo, words = asked(ASKED, window_open=True)
    assert photo == {"photo": PHOTO}
    assert [words] == asked(Message(text=ASKED.text, choices=YES_NO), window_open=True)


@pytest.mark.parametrize(
    ("message", "request_"),
    [
        (Message(text="", photo=PHOTO), {"photo": PHOTO, "reports": True}),
        (Message(text=" ", document=DOCUMENT), {"document": DOCUMENT.file, "reports": True}),
    ],
    ids=["a photo", "a document"],
)
def test_a_file_without_words_goes_alone_and_the_row_is_its_own(message: Message, request_: dict[str, Any]) -> None:
    (part,) = render(message, {}, window_open=True, buttons=True)
    assert (part.request, part.aside) == (request_, False)


def test_outside_the_window_the_template_goes_alone() -> None:
    assert asked(ASKED, window_open=False) == [{"template": HX, "variables": {"1": "DGO-1"}}]


async def test_twilio_is_told_where_it_lies_and_reports_to_nobody(
    channel: WhatsAppChannel, twilio: TwilioServer, ana: Person
) -> None:
    """A report about the photo would be taken for one about the words, which have the same number."""
    await ana.says("hola")
    assert await _send(channel, ana)
    assert twilio.forms[0] == {"To": ana.address, "From": SENDER, "MediaUrl": ADDRESS}
    assert [one.shown_as for one in ana.received] == ["media", "twilio/quick-reply"]
    await twilio.settled()
    assert {call.sid for call in twilio.calls if call.path.endswith("outbox=41")} == {ana.received[1].sid}


async def test_a_photo_without_words_reports_for_itself(
    channel: WhatsAppChannel, twilio: TwilioServer, ana: Person, pictures: Path
) -> None:
    """There is no other message that would tell whether it arrived."""
    await ana.says("hola")
    (photo,) = channel.parts(Message(text="", photo=PHOTO), window_open=True)
    sent = await channel.send(ana.address, photo, 41)
    assert [(one.shown_as, one.body) for one in ana.received] == [("media", "")]
    await twilio.settled()
    assert {call.sid for call in twilio.calls if call.path.endswith("outbox=41")} == {sent}
    for fault, kind in ((refuses(63021), Refused), (loses_the_answer(), Unknown)):
        twilio.faults.append(fault)
        with pytest.raises(kind):
            await channel.send(ana.address, photo, 42)
    remove_picture(PHOTO, pictures)
    with pytest.raises(Refused):
        await channel.send(ana.address, photo, 43)


@pytest.fixture
async def served(pictures: Path, twilio: TwilioServer) -> AsyncIterator[TwilioServer]:
    """A Twilio that fetches what it is told of from our own route."""
    config = uvicorn.Config(Starlette(routes=[pictures_route(pictures)]), port=0, lifespan="off", log_level="error")
    server = uvicorn.Server(config)
    server.config.load()
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    twilio.fetches_media_from = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    yield twilio
    server.should_exit = True
    await server.shutdown()


async def test_twilio_can_fetch_it(channel: WhatsAppChannel, served: TwilioServer, ana: Person) -> None:
    await ana.says("hola")
    await _send(channel, ana)
    assert [one.media for one in ana.received] == [ADDRESS, ""]
    assert served.violations == []


async def test_one_that_is_removed_before_it_is_fetched_takes_no_word_along(
    channel: WhatsAppChannel, served: TwilioServer, ana: Person, pictures: Path
) -> None:
    await ana.says("hola")
    photo, words = channel.parts(ASKED, window_open=True)
    taken = served.now
    served.now = lambda: (remove_picture(PHOTO, pictures), taken())[1]  # between our request and Twilio's
    assert await channel.send(ana.address, photo, 41)
    assert await channel.send(ana.address, words, 41)
    assert [one.body for one in ana.received] == ["¿Es este bache?"]


async def test_one_that_is_gone_is_left_out_and_told(
    channel: WhatsAppChannel, twilio: TwilioServer, ana: Person, pictures: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await ana.says("hola")
    remove_picture(PHOTO, pictures)
    with caplog.at_level(logging.WARNING, "voz"):
        assert await _send(channel, ana)
    assert [one.body for one in ana.received] == ["¿Es este bache?"]
    assert [record.message for record in caplog.records] == ["photo_left_out"]
    assert PHOTO not in caplog.text
    assert all("MediaUrl" not in form for form in twilio.forms)


@pytest.mark.parametrize(
    ("fault", "expected", "reason"),
    [
        (refuses(21620), None, "Twilio does not like the address"),
        (refuses(63021), None, "or the picture"),
        (loses_the_answer(), None, "nobody knows: the words come next, and it is not sent again"),
        (fails_after_accepting(503), None, "so with a 503"),
        (too_many("7"), NotSent, "too much: all of it later"),
        (refuses(63016), OutsideWindow, "the words would not go either"),
        (refuses(63024), Unreachable, "nor here"),
        (refuses(20003, 401), Misconfigured, "nor here"),
    ],
)
async def test_a_photo_that_fails(
    channel: WhatsAppChannel,
    twilio: TwilioServer,
    ana: Person,
    fault: Fault,
    expected: type[SendError] | None,
    reason: str,
) -> None:
    await ana.says("hola")
    twilio.faults.append(fault)
    if expected:
        with pytest.raises(expected):
            await _send(channel, ana)
        assert ana.received == [], reason
        return
    assert await _send(channel, ana)
    assert ana.received[-1].body == "¿Es este bache?", reason


async def _send(channel: WhatsAppChannel, ana: Person) -> str:
    """As delivery does; the id of the words."""
    *_, last = [await channel.send(ana.address, part, 41) for part in channel.parts(ASKED, window_open=True)]
    return last
