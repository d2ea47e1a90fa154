"""The whole program against a Telegram that refuses, fails, loses answers and is not there."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from time import monotonic

import pytest

from tests.fakes.telegram_chats import Person
from tests.fakes.telegram_faults import Fault, cut, failing, flood, garbled, held, lost, refused
from tests.fakes.telegram_server import TelegramServer
from tests.program import configs
from tests.program.books import Books, arrived_by_telegram
from tests.program.residents import OnTelegram, Resident, troubles
from tests.program.service import PATIENCE, Service, comes_true
from tests.program.stage import Stage

HOOK = "/webhooks/telegram"


@pytest.fixture
async def service(stage: Stage, sqlite_url: str, telegram: TelegramServer) -> AsyncIterator[Service]:
    """Whatever the provider does, the program goes on and has no fault of its own."""
    service = await stage.started(sqlite_url, telegram=configs.telegram(telegram.base_url))
    yield service
    assert await service.stop() == 0
    assert service.faults() == []


@pytest.fixture
async def hooked(stage: Stage, sqlite_url: str, telegram: TelegramServer) -> AsyncIterator[Service]:
    """The same by webhook."""
    service = await stage.started(sqlite_url, telegram=configs.telegram(telegram.base_url, "webhook"))
    telegram.courier.calls_at = (service.url,)
    yield service
    assert await service.stop() == 0
    assert service.faults() == []


@pytest.fixture
def ana(telegram: TelegramServer) -> Person:
    return telegram.person("Ana")


async def settled(url: str, outbox: int) -> Books:
    """The books, once so many rows are queued and none waits any more."""
    await comes_true(
        f"{outbox} rows are done", lambda: len(Books(url)["outbox"]) >= outbox and not Books(url).waiting(),
        seen=lambda: str([(row.state, row.error, row.not_before) for row in Books(url)["outbox"]]),
    )  # fmt: skip
    return Books(url)


def sends(telegram: TelegramServer) -> int:
    return sum(method == "sendMessage" for method, _ in telegram.requests)


async def test_asked_to_wait_it_waits_and_loses_nothing(
    service: Service, sqlite_url: str, telegram: TelegramServer, ana: Person
) -> None:
    telegram.spoil("sendMessage", flood(2), flood(1))
    began = monotonic()
    ana.says("hola")
    await ana.hears(PATIENCE)
    assert monotonic() - began >= 3, "both delays are obeyed"
    books = await settled(sqlite_url, 1)
    assert (sends(telegram), books.states(), len(ana.received)) == (3, {"sent": 1}, 1)
    assert [row.outcome for row in books["send_attempts"]] == ["not_sent", "not_sent"]


@pytest.mark.parametrize(
    ("fault", "arrives"),
    [
        pytest.param(lost(), 1, id="carried out, the answer lost"),
        pytest.param(garbled(), 1, id="carried out, the answer unreadable"),
        pytest.param(failing(502), 0, id="a gateway's page"),
        pytest.param(cut(), 0, id="cut off before anything was done"),
    ],
)
async def test_what_nobody_knows_is_marked_unknown_and_never_sent_again(
    service: Service, sqlite_url: str, telegram: TelegramServer, ana: Person, fault: Fault, arrives: int
) -> None:
    telegram.spoil("sendMessage", fault)
    ana.says("hola")
    await settled(sqlite_url, 1)
    ana.says("¿hay alguien?")
    books = await settled(sqlite_url, 2)
    assert [row.state for row in books["outbox"]] == ["unknown", "sent"]
    assert (sends(telegram), len(ana.received)) == (2, arrives + 1)
    assert books.undelivered(arrived_by_telegram(telegram)) == []
    assert books.count("incidents", kind="undeliverable") == 1, "staff see it"


async def test_refused_for_good_is_failed_and_shown_to_staff(
    service: Service, sqlite_url: str, telegram: TelegramServer, ana: Person
) -> None:
    telegram.spoil("sendMessage", refused())
    ana.says("hola")
    books = await settled(sqlite_url, 1)
    assert (books.states(), books.count("incidents", kind="undeliverable")) == ({"failed": 1}, 1)


async def test_blocked_marks_the_address_and_cancels_what_waits(
    service: Service, sqlite_url: str, telegram: TelegramServer, ana: Person
) -> None:
    telegram.spoil("sendMessage", held(until := asyncio.Event()))
    telegram.blocked_by.add(ana.id)
    for text in ("hola", "¿hay alguien?", "¿bueno?"):
        ana.says(text)
    await comes_true("three answers wait", lambda: Books(sqlite_url).count("outbox") == 3)
    until.set()
    books = await settled(sqlite_url, 3)
    assert [row.state for row in books["outbox"]] == ["failed", "cancelled", "cancelled"]
    assert books["addresses"][0].state == "blocked"
    telegram.blocked_by.discard(ana.id)
    ana.says("ya volví")
    await ana.hears(PATIENCE)
    assert Books(sqlite_url)["addresses"][0].state == "active", "whoever writes again is answered again"


async def test_a_group_that_moved_hears_at_its_new_address(
    service: Service, sqlite_url: str, telegram: TelegramServer
) -> None:
    group = telegram.group()
    group.adds_bot()
    await group.hears(PATIENCE)
    telegram.spoil("sendMessage", held(until := asyncio.Event()))
    group.says("/ayuda")
    await comes_true("the reply is on its way", lambda: sends(telegram) == 2)
    group.migrates()
    until.set()
    await comes_true("it arrives at the new address", lambda: len(telegram.delivered[group.id]) == 1)
    books = await settled(sqlite_url, 2)
    assert books.states() == {"sent": 2}
    assert books["addresses"][0].reply_to == str(group.id)


async def test_provider_down_at_the_start(stage: Stage, sqlite_url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    service = stage.service(sqlite_url, telegram=configs.telegram(f"http://127.0.0.1:{port}"))
    await service.start()
    assert await service.unready() == [configs.TELEGRAM_ACCOUNT]
    async with TelegramServer(port=port) as telegram:
        ana = telegram.person("Ana")
        ana.says("hola")
        await ana.hears(PATIENCE)
        await service.ready()
        assert await service.stop() == 0


async def test_a_wrong_token_turns_readiness_red(stage: Stage, sqlite_url: str) -> None:
    async with TelegramServer(token="1:another-bots-token") as telegram:
        service = stage.service(sqlite_url, telegram=configs.telegram(telegram.base_url))
        await service.start()
        assert configs.TELEGRAM_ACCOUNT in await service.unready()
        assert configs.telegram("")["token"] not in service.said()
        assert await service.stop() == 0


async def test_a_token_taken_back_while_running_turns_readiness_red_and_loses_nothing(
    service: Service, sqlite_url: str, telegram: TelegramServer, ana: Person
) -> None:
    token, telegram.token = telegram.token, "1:another"
    telegram.updates.wake()
    await service.unready()
    telegram.token = token
    ana.says("hola")
    await ana.hears(PATIENCE)
    await service.ready()


async def test_a_round_trip_of_80_ms_holds_nobody_up(stage: Stage, sqlite_url: str, telegram: TelegramServer) -> None:
    """Thirty residents need eight replies each: one after another that would be 19 s of waiting alone."""
    service = await stage.started(sqlite_url, telegram=configs.telegram(telegram.base_url, "webhook"))
    telegram.courier.calls_at = (service.url,)
    telegram.round_trip = 0.08
    residents = [Resident(OnTelegram(telegram.person(f"R{n}")), troubles()[n]) for n in range(30)]
    await asyncio.gather(*(resident.complains() for resident in residents))
    assert telegram.busiest_second() > 1 / 0.08, "replies to many left side by side"
    await comes_true("the last replies are written down", lambda: Books(sqlite_url).waiting() == 0)
    Books(sqlite_url).balance(arrived_by_telegram(telegram), [])


async def test_one_slow_send_holds_up_only_its_own_resident(
    service: Service, telegram: TelegramServer, ana: Person
) -> None:
    telegram.spoil("sendMessage", held(until := asyncio.Event()))
    ana.says("hola")
    await comes_true("her reply is on its way", lambda: sends(telegram) == 1)
    others = [telegram.person(f"R{n}") for n in range(5)]
    for other in others:
        other.says("hola")
    await asyncio.gather(*(other.hears(PATIENCE) for other in others))
    assert not ana.received
    until.set()
    await ana.hears(PATIENCE)


async def test_a_photo_that_is_not_there_yet(
    service: Service, sqlite_url: str, telegram: TelegramServer, ana: Person
) -> None:
    telegram.spoil("file", Fault(status=404))
    ana.sends_photo(b"\xff\xd8\xff not yet here")
    await comes_true("it is kept", lambda: Books(sqlite_url).count("media", state="kept") == 1)
    [kept] = Books(sqlite_url)["media"]
    assert (kept.mime, kept.size, kept.attempts) == ("image/jpeg", 16, 1)


async def test_a_forged_webhook_does_no_work(hooked: Service, sqlite_url: str) -> None:
    update = {
        "update_id": 1,
        "message": {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "x"},
    }
    body = json.dumps(update).encode()
    assert await hooked.posted(HOOK, body) == 403
    assert await hooked.posted(HOOK, body, X_Telegram_Bot_Api_Secret_Token="wrong") == 403
    assert Books(sqlite_url).count("inbox") == 0
    forged = f'voz_channel{{account="{configs.TELEGRAM_ACCOUNT}",figure="forged"}}'
    assert await hooked.metric(forged) == 2


ODD = {
    "not JSON": (b"{", 0),
    "not an object": (b"[1, 2]", 0),
    "nothing": (b"", 0),
    "no update": (b'{"message": {}}', 0),
    "deeply nested": (b'{"update_id": 5, "message": ' + b"[" * 50_000 + b"]" * 50_000 + b"}", 0),
    "oversized": (b'{"update_id": 6, "pad": "' + b"x" * 2_000_000 + b'"}', 0),
    "a kind of tomorrow": (b'{"update_id": 7, "telepathy": {"chat": {"id": 5}}}', 0),
    "a message that is a number": (b'{"update_id": 8, "message": 5}', 0),
    "a chat without an id": (b'{"update_id": 9, "message": {"message_id": 1, "date": 1, "chat": {}}}', 0),
}  # fmt: skip
"""Body, and how many residents' messages are in it."""


async def test_odd_webhooks_are_acknowledged_and_harm_nothing(hooked: Service, sqlite_url: str, ana: Person) -> None:
    for case, (body, kept) in ODD.items():
        before = Books(sqlite_url).count("inbox")
        status = await hooked.posted(HOOK, body, X_Telegram_Bot_Api_Secret_Token=configs.WEBHOOK_SECRET)
        assert status == 200, case
        assert Books(sqlite_url).count("inbox") - before == kept, case
    ana.says("hola")
    await ana.hears(PATIENCE)


async def test_a_replayed_webhook_is_acknowledged_and_changes_nothing(
    hooked: Service, sqlite_url: str, telegram: TelegramServer, ana: Person
) -> None:
    ana.says("hola")
    await ana.hears(PATIENCE)
    before = {name: len(rows) for name, rows in Books(sqlite_url).tables.items()}
    [update] = telegram.updates.confirmed
    assert [await telegram.courier.bring(update) for _ in range(3)] == [200, 200, 200]
    assert {name: len(rows) for name, rows in Books(sqlite_url).tables.items()} == before


async def test_what_cannot_be_read_is_answered_kindly(hooked: Service, sqlite_url: str, ana: Person) -> None:
    ana.sends_sticker()
    assert "¿Está de acuerdo?" in (await ana.hears(PATIENCE)).text
    [kept] = Books(sqlite_url)["inbox"]
    assert "sticker" in kept.raw


async def test_a_flood_of_one_sender_is_told_once_and_others_notice_nothing(
    stage: Stage, sqlite_url: str, telegram: TelegramServer, ana: Person
) -> None:
    await stage.started(sqlite_url, telegram=configs.telegram(telegram.base_url), limits={"messages_per_minute": 10})
    for number in range(40):
        ana.says(f"mensaje {number}")
    beto = telegram.person("Beto")
    beto.says("hola")
    assert "¿Está de acuerdo?" in (await beto.hears(PATIENCE)).text
    books = await settled(sqlite_url, 12)
    assert books.count("inbox") == 41, "every message is kept"
    assert len(ana.received) == 11
    assert "Espere un minuto" in ana.received[-1].text
