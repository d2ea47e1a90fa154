"""Sending through a Twilio that misbehaves: what we tell the outbox, and what the resident's telephone shows."""

import asyncio
import logging
import socket
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.channels.port import Misconfigured, NotSent, OutsideWindow, Part, Refused, SendError, Unknown, Unreachable
from bot.channels.whatsapp.channel import WhatsAppChannel
from civic.message import Choice, Failure, Message
from tests.bot.channels.whatsapp.conftest import RefusingIntake, make_channel, through
from tests.fakes.twilio_judge import specs
from tests.fakes.twilio_person import Person
from tests.fakes.twilio_records import ACCOUNT_SID, SENDER
from tests.fakes.twilio_script import (
    Fault,
    fails_after_accepting,
    loses_the_answer,
    refuses,
    slow,
    talks_nonsense,
    too_many,
)
from tests.fakes.twilio_server import TwilioServer

HELLO = Part({"body": "Buenas tardes."})


def test_requests_are_judged() -> None:
    if specs() is None:
        pytest.skip("no shared/specs beside the repository: requests are not judged by Twilio's descriptions")


async def test_the_request_says_who_what_and_where_to_report(
    channel: WhatsAppChannel, twilio: TwilioServer, ana: Person
) -> None:
    await ana.says("hola")
    sid = await channel.send(ana.address, HELLO, 41)
    assert twilio.forms == [
        {
            "To": "whatsapp:+5216181234567",
            "From": SENDER,
            "Body": "Buenas tardes.",
            "StatusCallback": "https://bot.example.mx/webhooks/twilio/status?outbox=41",
        }
    ]
    assert [(one.sid, one.body) for one in ana.received] == [(sid, "Buenas tardes.")]


@pytest.mark.parametrize(
    "who", [("+5216181234567", ""), ("+526181234567", ""), ("", "MX.1502576394655843")], ids=["521", "52", "user id"]
)
async def test_the_answer_goes_to_the_exact_address(
    channel: WhatsAppChannel, twilio: TwilioServer, intake: RefusingIntake, who: tuple[str, str]
) -> None:
    person = twilio.person(who[0], user_id=who[1])
    await person.says("hola")
    await channel.send(intake.kept[0].sender, HELLO, 1)
    assert [one.body for one in person.received] == ["Buenas tardes."]


@pytest.mark.parametrize(
    ("fault", "expected", "delivered", "reason"),
    [
        (too_many("7"), NotSent, 0, "refused for being too much"),
        (fails_after_accepting(503), Unknown, 1, "a 503 after acceptance: sending again would double it"),
        (fails_after_accepting(500), Unknown, 1, "so with a 500"),
        (loses_the_answer(), Unknown, 1, "the connection was cut after acceptance"),
        (talks_nonsense(), Unknown, 1, "a page in place of the answer"),
        (slow(4), Unknown, 1, "slower than our patience"),
        (refuses(63016), OutsideWindow, 0, "the window"),
        (refuses(63024), Unreachable, 0, "no WhatsApp user"),
        (refuses(21617), Refused, 0, "too long"),
        (refuses(20003, 401), Misconfigured, 0, "the token was changed"),
    ],
)
async def test_faults(
    twilio: TwilioServer, fault: Fault, expected: type[SendError], delivered: int, reason: str
) -> None:
    channel = make_channel(twilio, timeout=timedelta(seconds=1))
    twilio.faults.append(fault)
    twilio.last_heard["whatsapp:+5216181234567"] = datetime.now(UTC)
    try:
        with pytest.raises(SendError) as caught:
            await channel.send("whatsapp:+5216181234567", HELLO, 1)
    finally:
        await channel.close()
    assert type(caught.value) is expected, reason
    assert len(twilio.forms) == 1, "never a second request by itself"
    assert len(twilio.delivered["whatsapp:+5216181234567"]) == delivered


async def test_a_429_brings_the_servers_delay(channel: WhatsAppChannel, twilio: TwilioServer) -> None:
    twilio.faults.append(too_many("7"))
    with pytest.raises(NotSent) as caught:
        await channel.send("whatsapp:+5216181234567", HELLO, 1)
    assert (caught.value.after, caught.value.whole_account) == (timedelta(seconds=7), True)


async def test_the_delays_of_concurrent_answers_are_not_mixed(channel: WhatsAppChannel, twilio: TwilioServer) -> None:
    twilio.faults.extend(too_many(str(seconds)) for seconds in range(1, 21))
    tries = [channel.send("whatsapp:+5216181234567", HELLO, number) for number in range(20)]
    errors = await asyncio.gather(*tries, return_exceptions=True)
    delays = sorted(error.after for error in errors if isinstance(error, NotSent) and error.after)
    assert delays == [timedelta(seconds=seconds) for seconds in range(1, 21)]


@pytest.mark.parametrize("date", ["Sun, 01 Mar 2026 12:00:30", "Sun, 01 Mar 2026 12:00:30 -0000", "yesterday", ""])
async def test_an_odd_date_in_the_answer_harms_nothing(twilio: TwilioServer, date: str) -> None:
    twilio.date_header = date
    channel = make_channel(twilio)
    assert await channel.send("whatsapp:+5216181234567", HELLO, 1)
    await channel.close()


async def test_nobody_listening_is_not_sent(twilio: TwilioServer) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        channel = make_channel(twilio, api_base_url=f"http://127.0.0.1:{free.getsockname()[1]}")
        with pytest.raises(NotSent) as caught:
            await channel.send("whatsapp:+5216181234567", HELLO, 1)
        await channel.close()
    assert caught.value.whole_account


async def test_a_connection_never_made_is_not_sent(twilio: TwilioServer) -> None:
    """A listener whose queue is full: the connect hangs, nothing was written."""
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        address = deaf.getsockname()
        with socket.create_connection(address), socket.socket() as filler:
            filler.setblocking(False)
            filler.connect_ex(address)
            channel = make_channel(
                twilio, api_base_url=f"http://127.0.0.1:{address[1]}", timeout=timedelta(seconds=0.4)
            )
            with pytest.raises(NotSent):
                await channel.send("whatsapp:+5216181234567", HELLO, 1)
            await channel.close()


async def test_an_address_of_the_api_that_is_none(twilio: TwilioServer) -> None:
    channel = make_channel(twilio, api_base_url="http://")
    with pytest.raises(Misconfigured):
        await channel.send("whatsapp:+5216181234567", HELLO, 1)
    await channel.close()


async def test_wrong_credentials_turn_health_red_until_a_message_passes(
    channel: WhatsAppChannel, twilio: TwilioServer, ana: Person
) -> None:
    await ana.says("hola")
    twilio.faults.append(refuses(20003, 401))
    with pytest.raises(Misconfigured):
        await channel.send(ana.address, HELLO, 1)
    health = channel.health()
    assert not health.good
    assert "20003" in health.said
    await channel.send(ana.address, HELLO, 2)
    assert channel.health().good


async def test_no_number_and_no_secret_in_logs_or_errors(
    channel: WhatsAppChannel, twilio: TwilioServer, ana: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await ana.says("vivo en la calle Zarco")
    twilio.faults.extend([refuses(21211), Fault()])
    with pytest.raises(Unreachable) as caught:
        await channel.send(ana.address, HELLO, 1)
    await channel.send(ana.address, HELLO, 2)
    await channel.trace(ana.address, "Buenas tardes.", datetime.now(UTC))
    await channel.check()
    own = [record for record in caplog.records if record.name.startswith(("bot", "voz", "twilio"))]
    written = " ".join([*(str(vars(record)) for record in own), str(caught.value), repr(caught.value)])
    for secret in ("6181234567", "token-of-the-fake", "Zarco", "Buenas"):
        assert secret not in written


@pytest.mark.parametrize(
    ("sends", "body", "found", "reason"),
    [
        (HELLO, "Buenas tardes.", True, "accepted though the answer was lost"),
        (HELLO, "Buenas tardes", False, "something else was said"),
        (Part({"body": "x\n\n1 Sí"}), "x\n\n1 Sí", True, "a numbered list"),
    ],
)
async def test_trace(
    channel: WhatsAppChannel, twilio: TwilioServer, ana: Person, sends: Part, body: str, found: bool, reason: str
) -> None:
    await ana.says("hola")
    since = datetime.now(UTC)
    twilio.faults.append(fails_after_accepting())
    with pytest.raises(Unknown):
        await channel.send(ana.address, sends, 1)
    sid = await channel.trace(ana.address, body, since)
    assert sid == ana.received[0].sid if found else sid is None, reason


async def test_trace_finds_buttons_by_the_text_above_them(
    channel: WhatsAppChannel, twilio: TwilioServer, ana: Person
) -> None:
    await ana.says("hola")
    (part,) = channel.parts(Message(text="¿Sí?", choices=(Choice("a", "Sí"),)), window_open=True)
    since = datetime.now(UTC)
    twilio.faults.append(loses_the_answer())
    with pytest.raises(Unknown):
        await channel.send(ana.address, part, 1)
    assert await channel.trace(ana.address, part.request["body"], since) == ana.received[0].sid


async def test_trace_does_not_take_an_older_message_for_this_one(channel: WhatsAppChannel, ana: Person) -> None:
    await ana.says("hola")
    await channel.send(ana.address, HELLO, 1)
    assert await channel.trace(ana.address, "Buenas tardes.", datetime.now(UTC) + timedelta(minutes=1)) is None


@pytest.mark.parametrize("minutes", [-30, 30], ids=["our clock is late", "our clock is early"])
async def test_trace_allows_for_a_wrong_clock(twilio: TwilioServer, minutes: int) -> None:
    def ours() -> datetime:
        return datetime.now(UTC) + timedelta(minutes=minutes)

    channel = make_channel(twilio, now=ours)
    twilio.last_heard["whatsapp:+5216181234567"] = datetime.now(UTC)
    since = ours()
    sid = await channel.send("whatsapp:+5216181234567", HELLO, 1)
    assert await channel.trace("whatsapp:+5216181234567", HELLO.request["body"], since) == sid
    assert await channel.trace("whatsapp:+5216181234567", HELLO.request["body"], since + timedelta(minutes=1)) is None
    await channel.close()


async def test_a_template_reaches_a_resident_outside_the_window(twilio: TwilioServer) -> None:
    sid = twilio.shelf.add_template("HX" + "a" * 32, "Su folio {{1}} está {{2}}.")
    channel = make_channel(twilio, templates={"complaint_status": sid})
    message = Message(text="x", template="complaint_status", values=("DGO-1", "en\nobra"))
    (part,) = channel.parts(message, window_open=False)
    await channel.send("whatsapp:+5216189999999", part, 1)
    await channel.close()
    assert [one.body for one in twilio.delivered["whatsapp:+5216189999999"]] == ["Su folio DGO-1 está en obra."]


async def test_free_text_outside_the_window_is_refused_by_callback(
    channel: WhatsAppChannel, twilio: TwilioServer, intake: RefusingIntake
) -> None:
    await channel.send("whatsapp:+5216189999999", HELLO, 9)
    await twilio.settled()
    assert [(one.status, one.error, one.failure, one.outbox_id) for one in intake.receipts] == [
        ("failed", "63016", Failure.OUTSIDE_WINDOW, 9)
    ]
    assert twilio.delivered["whatsapp:+5216189999999"] == []


async def test_the_window_closes_before_twilios(channel: WhatsAppChannel) -> None:
    assert channel.window() == timedelta(hours=23, minutes=50)


async def test_closing_leaves_nothing_open_and_may_be_done_twice(twilio: TwilioServer) -> None:
    channel = make_channel(twilio)
    twilio.connect("https://bot.example.mx", post=through(channel, RefusingIntake()))
    await twilio.person("+5216181234567").says("hola")
    await channel.send("whatsapp:+5216181234567", HELLO, 1)
    await channel.close()
    await channel.close()


def test_the_account_is_named_after_the_sender() -> None:
    settings: dict[str, Any] = {"public_url": "https://bot.example.mx/"}
    for written in (SENDER, SENDER.removeprefix("whatsapp:")):
        channel = WhatsAppChannel(ACCOUNT_SID, "x", written, **settings)
        assert channel.account == SENDER
        assert (channel.pace.per_second, channel.pace.per_recipient) == (60, timedelta(seconds=1))
