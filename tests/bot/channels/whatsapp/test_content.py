"""Buttons: made once, found again, and never a reason to lose a message."""

import asyncio
import json
from typing import Any

import pytest

from bot.channels.port import Unreachable
from bot.channels.whatsapp.channel import WhatsAppChannel
from bot.channels.whatsapp.content import definition, friendly_name
from civic.message import Choice, Message
from tests.bot.channels.whatsapp.conftest import RefusingIntake, make_channel
from tests.fakes.twilio_person import Person
from tests.fakes.twilio_script import Fault, refuses, slow, too_many
from tests.fakes.twilio_server import TwilioServer

YES_NO = Message(text="¿Es correcto?", choices=(Choice("7.yes", "Sí"), Choice("7.no", "No")))
HOODS = Message(
    text="¿Cuál?",
    choices=(*(Choice(f"h{n}", f"Juárez {n}", f"C.P. 3400{n}") for n in range(4)), Choice("none", "Ninguna")),
)


async def say(channel: WhatsAppChannel, person: Person, message: Message) -> None:
    for part in channel.parts(message, window_open=True):
        await channel.send(person.address, part, 1)


@pytest.mark.parametrize(
    ("message", "shown_as", "buttons"),
    [
        (YES_NO, "twilio/quick-reply", (("Sí", "7.yes"), ("No", "7.no"))),
        (HOODS, "twilio/list-picker", tuple((choice.label, choice.token) for choice in HOODS.choices)),
    ],
    ids=["buttons", "list"],
)
async def test_what_the_telephone_shows_and_what_a_tap_brings_back(
    channel: WhatsAppChannel, intake: RefusingIntake, ana: Person, message: Message, shown_as: str, buttons: Any
) -> None:
    await ana.says("hola")
    await say(channel, ana, message)
    shown = ana.received[-1]
    assert (shown.body, shown.shown_as, shown.buttons) == (message.text, shown_as, buttons)
    await ana.taps(buttons[-1][0])
    tap = intake.kept[-1]
    assert (tap.choice, tap.text, tap.replies_to) == (buttons[-1][1], buttons[-1][0], shown.sid)


async def test_one_resource_per_shape_however_many_messages(
    channel: WhatsAppChannel, twilio: TwilioServer, ana: Person
) -> None:
    await ana.says("hola")
    await asyncio.gather(*(say(channel, ana, message) for message in [YES_NO, HOODS] * 10))
    assert sorted(content["friendly_name"] for content in twilio.shelf.listed()) == sorted(
        [friendly_name("quick-2"), friendly_name("list-11110")]
    )
    assert twilio.requests.count(("GET", "/v1/Content")) == 1
    assert len(ana.received) == 20


async def test_a_restart_finds_them_again(channel: WhatsAppChannel, twilio: TwilioServer, ana: Person) -> None:
    await ana.says("hola")
    await say(channel, ana, YES_NO)
    restarted = make_channel(twilio)
    await say(restarted, ana, YES_NO)
    await restarted.close()
    assert len(twilio.shelf.contents) == 1
    assert [one.shown_as for one in ana.received] == ["twilio/quick-reply"] * 2


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault(status=503), "out of order"),
        (too_many(), "over its rate"),
        (refuses(20003, 401), "not allowed"),
        (slow(3.0), "asleep: some patience, then text"),
    ],
)
async def test_without_the_content_api_the_choices_are_numbered(
    channel: WhatsAppChannel,
    twilio: TwilioServer,
    ana: Person,
    monkeypatch: pytest.MonkeyPatch,
    fault: Fault,
    reason: str,
) -> None:
    monkeypatch.setattr("bot.channels.whatsapp.content._PATIENCE_SECONDS", 0.2)
    await ana.says("hola")
    twilio.content_faults.append(fault)
    await say(channel, ana, YES_NO)
    await say(channel, ana, YES_NO)
    assert [one.body for one in ana.received] == ["¿Es correcto?\n\n1 Sí\n2 No"] * 2, reason
    assert twilio.requests.count(("POST", "/v1/Content")) == 1, "it rests: the second message does not wait for it"
    assert channel.health().figures["buttons_resting"]


async def test_after_the_rest_buttons_come_back(
    channel: WhatsAppChannel, twilio: TwilioServer, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.whatsapp.content._REST_SECONDS", 0.0)
    await ana.says("hola")
    twilio.content_faults.append(Fault(status=503))
    await say(channel, ana, YES_NO)
    await say(channel, ana, YES_NO)
    assert [one.shown_as for one in ana.received] == ["text", "twilio/quick-reply"]


async def test_a_resource_deleted_by_hand_loses_no_message(
    channel: WhatsAppChannel, twilio: TwilioServer, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.whatsapp.content._REST_SECONDS", 0.0)
    await ana.says("hola")
    await say(channel, ana, YES_NO)
    twilio.shelf.contents.clear()
    await say(channel, ana, YES_NO)
    await say(channel, ana, YES_NO)
    assert [one.shown_as for one in ana.received] == ["twilio/quick-reply", "text", "twilio/quick-reply"]


async def test_one_refused_message_does_not_take_the_buttons_from_everybody(
    channel: WhatsAppChannel, twilio: TwilioServer, ana: Person
) -> None:
    await ana.says("hola")
    twilio.faults.append(refuses(63021))
    await say(channel, ana, YES_NO)
    await say(channel, ana, YES_NO)
    assert [one.shown_as for one in ana.received] == ["text", "twilio/quick-reply"]


async def test_a_refusal_of_the_person_is_not_tried_again_as_text(
    channel: WhatsAppChannel, twilio: TwilioServer, ana: Person
) -> None:
    await ana.says("hola")
    twilio.refuses_to[ana.address] = 21610
    with pytest.raises(Unreachable):
        await say(channel, ana, YES_NO)
    assert len(twilio.forms) == 1


@pytest.mark.parametrize("shape", ["quick-1", "quick-3", "list-0", "list-1111111111"])
def test_every_variable_is_numbered_once(shape: str) -> None:
    told = json.dumps(definition(shape))
    count = told.count("{{")
    assert count <= 100, "the vendor's limit"
    assert all(told.count(f"{{{{{number}}}}}") == 1 for number in range(1, count + 1))


def test_another_definition_has_another_name() -> None:
    shapes = ["quick-1", "quick-2", "list-0", "list-1", "list-01", "list-10"]
    assert len({friendly_name(shape) for shape in shapes}) == len(shapes)
