"""What `voz doctor` says of Telegram."""

import time
from email.utils import formatdate

import pytest

from bot.channels.port import Finding
from bot.channels.telegram import TelegramChannel
from tests.bot.channels.telegram.conftest import PUBLIC_URL, SECRET
from tests.fakes import telegram_faults as faults
from tests.fakes.telegram_server import TelegramServer

OURS = f"{PUBLIC_URL}/webhooks/telegram"


def bad(findings: "list[Finding]") -> list[str]:
    return [finding.what for finding in findings if not finding.good]


async def test_all_is_well_when_polling(channel: TelegramChannel) -> None:
    findings = list(await channel.check())
    assert bad(findings) == []
    assert "@voz_fake_bot" in findings[0].what


async def test_a_webhook_beside_polling_is_told(channel: TelegramChannel, server: TelegramServer) -> None:
    server.courier.url = "https://old.example.mx/hook"
    assert bad(list(await channel.check())) == ["El bot tiene un webhook, y con él no se puede sondear."]


async def test_all_is_well_by_webhook(web_channel: TelegramChannel, server: TelegramServer) -> None:
    server.courier.url = OURS
    assert bad(list(await web_channel.check())) == []


async def test_no_webhook_yet_is_told(web_channel: TelegramChannel) -> None:
    assert bad(list(await web_channel.check())) == ["Telegram no tiene webhook."]


async def test_another_webhook_is_told(web_channel: TelegramChannel, server: TelegramServer) -> None:
    server.courier.url = "https://old.example.mx/hook"
    assert bad(list(await web_channel.check())) == ["Telegram llama a otra dirección."]


async def test_kinds_of_updates_not_delivered_are_told(web_channel: TelegramChannel, server: TelegramServer) -> None:
    server.courier.url = OURS
    server.updates.allowed = ("message",)
    (what,) = bad(list(await web_channel.check()))
    assert "callback_query" in what


async def test_failed_deliveries_are_told(web_channel: TelegramChannel, server: TelegramServer) -> None:
    server.courier.url = OURS
    server.courier.last_error = {"last_error_date": 1767225600, "last_error_message": "Connection refused"}
    server.updates.put({"update_id": 1, "message": {"chat": {"id": 1}}})
    (what,) = bad(list(await web_channel.check()))
    assert what == "Última entrega fallida: 2026-01-01 00:00 UTC, Connection refused."


PUBLIC = [
    ("https://voz.mx", True, "the usual port"),
    ("https://voz.mx:8443", True, "a port Telegram calls"),
    ("https://voz.mx:8000", False, "a port it does not"),
    ("http://voz.mx", False, "no encryption"),
]


@pytest.mark.parametrize(("public_url", "good", "why"), PUBLIC, ids=[case[2] for case in PUBLIC])
async def test_an_address_telegram_would_not_call_is_told(
    server: TelegramServer, public_url: str, good: bool, why: str
) -> None:
    channel = TelegramChannel(
        server.token, mode="webhook", webhook_secret=SECRET, public_url=public_url, api_base_url=server.base_url
    )
    server.courier.url = f"{public_url}/webhooks/telegram"
    assert (bad(list(await channel.check())) == []) is good, why
    await channel.close()


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (faults.unauthorized(), "token"),
        (faults.failing(), "falla"),
        (faults.flood(3), "esperar"),
        (faults.garbled(), "no respondió como se esperaba"),
    ],
    ids=["401", "502", "429", "no JSON"],
)
async def test_what_telegram_refuses_is_told_and_not_raised(
    channel: TelegramChannel, server: TelegramServer, fault: faults.Fault, said: str
) -> None:
    server.spoil("getMe", fault)
    (finding,) = await channel.check()
    assert not finding.good
    assert said in finding.what
    assert finding.remedy


async def test_a_server_that_is_not_there_is_told(unused_tcp_port: int) -> None:
    channel = TelegramChannel("1:x", api_base_url=f"http://127.0.0.1:{unused_tcp_port}")
    (finding,) = await channel.check()
    assert "No hay conexión" in finding.what
    await channel.close()


@pytest.mark.parametrize(("skew", "good"), [(0, True), (4, True), (60, False), (-60, False)])
async def test_a_clock_that_differs_is_told(
    channel: TelegramChannel, skew: int, good: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    await channel.check()
    now = time.time()
    channel._request._answered = (formatdate(now - skew, usegmt=True), now)
    measured = channel._request.clock_skew()
    assert measured is not None
    assert abs(measured - skew) <= 1.0
    monkeypatch.setattr(type(channel._request), "clock_skew", lambda _: float(skew))
    assert (bad(list(await channel.check())) == []) is good
