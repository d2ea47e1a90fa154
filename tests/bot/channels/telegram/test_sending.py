"""What leaves, what comes back, and what each way of failing is called."""

import asyncio
import logging
from datetime import timedelta

import pytest

from bot.channels.port import Misconfigured, Moved, NotSent, Part, Refused, SendError, Unknown, Unreachable
from bot.channels.telegram import TelegramChannel, Timing
from bot.channels.telegram.channel import ACKNOWLEDGE_LIMIT, PACE
from bot.channels.telegram.floods import Floods
from civic.message import Choice, Message, Wish
from tests.bot.channels.telegram.waiting import running, until
from tests.fakes import telegram_faults as faults
from tests.fakes.intake import RememberingIntake
from tests.fakes.telegram_server import TelegramServer

HELLO = Part({"text": "Hola.", "link_preview_options": {"is_disabled": True}})


async def test_the_request_is_exactly_this(channel: TelegramChannel, server: TelegramServer) -> None:
    ana = server.person()
    (part,) = channel.parts(Message(text="¿Sí?", choices=(Choice("1:si", "Sí"),)), window_open=True)
    sent = await channel.send(str(ana.id), part, 1)
    markup = {"inline_keyboard": [[{"text": "Sí", "callback_data": "1:si"}]]}
    fields = {"chat_id": ana.id, "text": "¿Sí?", "link_preview_options": {"is_disabled": True}, "reply_markup": markup}
    assert server.requests == [("sendMessage", fields)]
    assert sent == str(ana.received[0].message_id)


async def test_a_group_gets_no_place_button(channel: TelegramChannel, server: TelegramServer) -> None:
    group = server.group()
    (part,) = channel.parts(Message(text="¿Dónde?", wish=Wish.PLACE), window_open=True)
    await channel.send(str(group.id), part, 1)
    assert group.received[0].markup == {}


FAILURES = [
    (faults.blocked(), Unreachable, 0, "the resident blocked us"),
    (faults.refused("chat not found"), Unreachable, 0, "nobody there"),
    (faults.refused("message is too long"), Refused, 0, "wrong for ever"),
    (faults.moved(-100123), Moved, 0, "the group became a supergroup"),
    (faults.flood(7), NotSent, 0, "too much, with a delay"),
    (faults.Fault(status=429, body=b"slow down"), NotSent, 0, "a gateway's 429 has no delay and no JSON"),
    (faults.conflict(), NotSent, 0, "another program has the bot"),
    (faults.unauthorized(), Misconfigured, 0, "the token is revoked"),
    (faults.failing(502), Unknown, 0, "the gateway failed"),
    (faults.failing(500), Unknown, 0, "the server failed"),
    (faults.Fault(status=413, said="Request Entity Too Large"), Refused, 0, "a status the library has no name for"),
    (faults.Fault(status=403, body=b"<h1>Blocked</h1>"), NotSent, 0, "a proxy's 403: the resident blocked nobody"),
    (faults.Fault(status=404, body=b""), NotSent, 0, "a wrong address: no Bot API there"),
    (faults.Fault(status=404, said="Not Found"), Misconfigured, 0, "a token that is none, as the Bot API says it"),
    (faults.Fault(status=302, body=b"", carried_out=False), NotSent, 0, "a captive portal answers for Telegram"),
    (faults.lost(), Unknown, 1, "taken, but the answer was lost"),
    (faults.cut(), Unknown, 0, "cut off before anything was done: from here it looks the same"),
    (faults.garbled(), Unknown, 1, "taken, but the answer cannot be read"),
    (faults.Fault(body=b'{"ok":true}'), Unknown, 1, "taken, but the answer says nothing"),
    (faults.Fault(body=b'{"ok":true,"result":{}}'), Unknown, 1, "taken, but the answer is no message"),
    (faults.Fault(body=b'{"ok":true,"result":true}'), Unknown, 1, "taken, but the answer is no object"),
]


@pytest.mark.parametrize(("fault", "kind", "received", "why"), FAILURES, ids=[case[3] for case in FAILURES])
async def test_a_failure_is_called_by_its_name(
    channel: TelegramChannel,
    server: TelegramServer,
    fault: faults.Fault,
    kind: type[SendError],
    received: int,
    why: str,
) -> None:
    ana = server.person()
    server.spoil("sendMessage", fault)
    with pytest.raises(SendError) as failure:
        await channel.send(str(ana.id), HELLO, 1)
    assert type(failure.value) is kind, why
    assert len(ana.received) == received


async def test_no_answer_in_time_is_unknown(server: TelegramServer) -> None:
    channel = TelegramChannel(server.token, api_base_url=server.base_url, timing=Timing(answer=0.1))
    server.spoil("sendMessage", faults.slow(5))
    with pytest.raises(Unknown):
        await channel.send(str(server.person().id), HELLO, 1)
    await channel.close()


async def test_a_server_that_is_not_there_was_not_written_to(unused_tcp_port: int) -> None:
    channel = TelegramChannel("1:x", api_base_url=f"http://127.0.0.1:{unused_tcp_port}")
    with pytest.raises(NotSent):
        await channel.send("7", HELLO, 1)
    await channel.close()


async def test_no_free_connection_was_not_written_to(server: TelegramServer) -> None:
    narrow = type(PACE)(per_second=1, per_recipient=timedelta(0), in_flight=1)
    channel = TelegramChannel(server.token, api_base_url=server.base_url, pace=narrow, timing=Timing(connect=0.05))
    server.spoil("sendMessage", faults.slow(0.5))
    first = asyncio.create_task(channel.send(str(server.person().id), HELLO, 1))
    await until(lambda: server.requests)
    with pytest.raises(NotSent) as failure:
        await channel.send(str(server.person().id), HELLO, 2)
    assert server.token not in f"{failure.value} {failure.value.__cause__}"  # the library's own sentence has it
    assert await first
    await channel.close()


async def test_a_poll_held_open_takes_no_sends_connection(server: TelegramServer, intake: RememberingIntake) -> None:
    narrow = type(PACE)(per_second=1, per_recipient=timedelta(0), in_flight=1)
    timing = Timing(poll=5, connect=0.05)
    channel = TelegramChannel(server.token, api_base_url=server.base_url, pace=narrow, timing=timing)
    async with running(channel, intake):
        await until(lambda: server.updates.polls)
        assert await channel.send(str(server.person().id), HELLO, 1)
    await channel.close()


async def test_half_a_character_is_refused_and_quoted_nowhere(channel: TelegramChannel) -> None:
    with pytest.raises(Refused) as failure:
        await channel.send("7", Part({"text": "me llamo Ana \ud83d"}), 1)
    assert "Ana" not in f"{failure.value} {failure.value.__cause__!r}"


async def test_a_flood_brings_the_servers_own_delay(channel: TelegramChannel, server: TelegramServer) -> None:
    server.spoil("sendMessage", faults.flood(7))
    with pytest.raises(NotSent) as failure:
        await channel.send(str(server.person().id), HELLO, 1)
    assert failure.value.after == timedelta(seconds=7)
    assert not failure.value.whole_account


async def test_three_chats_refused_at_once_is_the_whole_bot(channel: TelegramChannel, server: TelegramServer) -> None:
    whole = []
    server.spoil("sendMessage", *[faults.flood(7)] * 4)
    ana = server.person()
    for chat in (ana, ana, server.person(), server.person()):
        with pytest.raises(NotSent) as failure:
            await channel.send(str(chat.id), HELLO, 1)
        whole.append(failure.value.whole_account)
    assert whole == [False, False, False, True]


def test_a_chat_is_forgotten_when_its_delay_is_over() -> None:
    now = 0.0
    floods = Floods(lambda: now)
    assert [floods.refused(chat, timedelta(seconds=5)) for chat in "ab"] == [False, False]
    now = 5.0
    assert [floods.refused(chat, timedelta(seconds=5)) for chat in "cde"] == [False, False, True]


async def test_a_group_that_moved_says_where_to(channel: TelegramChannel, server: TelegramServer) -> None:
    group = server.group()
    old = group.id
    group.migrates()
    with pytest.raises(Moved) as failure:
        await channel.send(str(old), HELLO, 1)
    assert failure.value.new_address == str(group.id)


async def test_the_spinner_is_stopped(channel: TelegramChannel, server: TelegramServer) -> None:
    ana = server.person()
    (part,) = channel.parts(Message(text="¿Sí?", choices=(Choice("1:si", "Sí"),)), window_open=True)
    await channel.send(str(ana.id), part, 1)
    ana.presses("Sí")
    press = next(iter(server.updates.pending.values()))["callback_query"]["id"]
    await channel.acknowledge(press)
    assert server.acknowledged == [press]
    await channel.acknowledge(press)  # too late: refused by Telegram, and nobody is troubled


async def test_acknowledging_does_not_wait_for_ever(
    channel: TelegramChannel, server: TelegramServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ACKNOWLEDGE_LIMIT == 3.0
    monkeypatch.setattr("bot.channels.telegram.channel.ACKNOWLEDGE_LIMIT", 0.05)
    server.spoil("answerCallbackQuery", faults.slow(5))
    async with asyncio.timeout(1):
        await channel.acknowledge("1")


@pytest.mark.parametrize("fault", [faults.lost(), faults.failing(), faults.garbled(), faults.unauthorized()])
async def test_neither_token_nor_words_are_told_or_logged(
    channel: TelegramChannel, server: TelegramServer, fault: faults.Fault, caplog: pytest.LogCaptureFixture
) -> None:
    server.spoil("sendMessage", fault)
    with caplog.at_level(logging.DEBUG), pytest.raises(SendError) as failure:
        await channel.send(str(server.person().id), Part({"text": "me llamo Ana"}), 1)
    cause = failure.value.__cause__
    told = f"{failure.value!r} {failure.value} {cause!r} {cause} {caplog.text}"
    assert server.token not in told
    assert "me llamo Ana" not in told


async def test_a_connection_failure_does_not_tell_the_token(unused_tcp_port: int) -> None:
    token = "77:secret-in-the-address"
    channel = TelegramChannel(token, api_base_url=f"http://127.0.0.1:{unused_tcp_port}")
    with pytest.raises(NotSent) as failure:
        await channel.send("7", HELLO, 1)
    await channel.close()
    assert failure.value.__cause__
    assert failure.value.__cause__.__suppress_context__
    assert "secret" not in f"{failure.value} {failure.value.__cause__}"


WRONG_SETTINGS = [
    ({"token": "no-number:x"}, "telegram.token", "no bot id"),
    ({"token": "123"}, "telegram.token", "half a token"),
    ({"token": "1:x", "mode": "webhook", "public_url": "https://e.mx"}, "telegram.webhook_secret", "no secret"),
    (
        {"token": "1:x", "mode": "webhook", "public_url": "https://e.mx", "webhook_secret": "con espacio"},
        "telegram.webhook_secret",
        "a secret Telegram would not take",
    ),
    ({"token": "1:x", "mode": "webhook", "webhook_secret": "s"}, "server.public_url", "no address"),
    ({"token": "1:x", "mode": "carrier-pigeon"}, "telegram.mode", "no such mode"),
]


@pytest.mark.parametrize(("settings", "key", "why"), WRONG_SETTINGS, ids=[case[2] for case in WRONG_SETTINGS])
def test_a_wrong_setting_is_named(settings: dict[str, str], key: str, why: str) -> None:
    with pytest.raises(ValueError, match=key):
        TelegramChannel(**settings)  # type: ignore[arg-type]
        pytest.fail(why)


def test_the_account_is_the_bots_id() -> None:
    assert TelegramChannel("123456:ABC").account == "telegram:123456"
