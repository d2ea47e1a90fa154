"""The webhook: who may knock, what is answered, and that nothing is acknowledged before it is kept."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette

from bot.channels.telegram import TelegramChannel
from bot.channels.telegram.webhook import BODY_LIMIT, PATH, SECRET_HEADER
from civic.message import Kind
from tests.bot.channels.telegram.conftest import PUBLIC_URL, SECRET
from tests.bot.channels.telegram.waiting import health_that, running, until
from tests.fakes import telegram_faults as faults
from tests.fakes.intake import RememberingIntake
from tests.fakes.telegram_server import TelegramServer

UPDATE = (
    b'{"update_id":9,"message":{"message_id":5,"date":1767225600,"text":"hola",'
    b'"chat":{"id":7,"type":"private","first_name":"Ana"}}}'
)
RIGHT = {SECRET_HEADER: SECRET}


@pytest.fixture
async def telegram(web_channel: TelegramChannel, intake: RememberingIntake) -> AsyncIterator[httpx.AsyncClient]:
    """Knocks as Telegram does."""
    app = Starlette(routes=list(web_channel.routes(intake)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://voz") as client:
        yield client


async def test_an_update_is_kept_and_then_acknowledged(telegram: httpx.AsyncClient, intake: RememberingIntake) -> None:
    answer = await telegram.post(PATH, content=UPDATE, headers=RIGHT)
    assert (answer.status_code, answer.content) == (200, b"")
    assert [(inbound.text, inbound.raw) for inbound in intake.kept] == [("hola", UPDATE.decode())]


async def test_what_could_not_be_kept_is_not_acknowledged(
    telegram: httpx.AsyncClient, intake: RememberingIntake
) -> None:
    intake.refusals = 1
    assert (await telegram.post(PATH, content=UPDATE, headers=RIGHT)).status_code == 503
    assert (await telegram.post(PATH, content=UPDATE, headers=RIGHT)).status_code == 200


FORGED: list[tuple[dict[str, str], str]] = [
    ({}, "no secret"),
    ({SECRET_HEADER: ""}, "an empty one"),
    ({SECRET_HEADER: SECRET[:-1]}, "nearly right"),
    ({SECRET_HEADER: SECRET + "x"}, "right and more"),
    ({SECRET_HEADER: SECRET.swapcase()}, "right but for its case"),
    ({SECRET_HEADER: "ñandú".encode("latin-1").decode("latin-1")}, "letters no secret has"),
]


@pytest.mark.parametrize(("headers", "why"), FORGED, ids=[case[1] for case in FORGED])
async def test_a_stranger_is_sent_away_and_counted(
    telegram: httpx.AsyncClient,
    web_channel: TelegramChannel,
    intake: RememberingIntake,
    headers: dict[str, str],
    why: str,
) -> None:
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    answer = await telegram.post(PATH, content=UPDATE, headers=raw)
    assert (answer.status_code, answer.content) == (403, b""), why
    assert intake.batches == []
    assert web_channel.health().figures["forged"] == 1


UNREADABLE: list[tuple[bytes, str, str]] = [
    (b"", "malformed", "nothing"),
    (b"{", "malformed", "half an object"),
    (b"\xff\xfe", "malformed", "no text"),
    (b"[" * 100_000, "malformed", "deeper than anything reads"),
    (b"[]", "malformed", "no object"),
    (b"{}", "malformed", "an object that is no update"),
    (b'{"update_id":"9"}', "malformed", "an id that is no number"),
    (UPDATE + b" " * BODY_LIMIT, "oversized", "more than any update has"),
]


@pytest.mark.parametrize(("body", "counted", "why"), UNREADABLE, ids=[case[2] for case in UNREADABLE])
async def test_what_telegram_itself_garbled_is_acknowledged_and_counted(
    telegram: httpx.AsyncClient,
    web_channel: TelegramChannel,
    intake: RememberingIntake,
    body: bytes,
    counted: str,
    why: str,
) -> None:
    assert (await telegram.post(PATH, content=body, headers=RIGHT)).status_code == 200, why
    assert intake.batches == []
    assert web_channel.health().figures[counted] == 1


async def test_an_oversized_body_from_a_stranger_is_not_read(
    telegram: httpx.AsyncClient, web_channel: TelegramChannel
) -> None:
    answer = await telegram.post(PATH, content=b" " * (BODY_LIMIT + 1))
    assert answer.status_code == 413
    assert web_channel.health().figures["forged"] == 1


@pytest.mark.parametrize(("announced", "read"), [({"Content-Length": str(BODY_LIMIT + 1)}, 0), ({}, 9)])
async def test_an_oversized_body_is_read_no_further_than_it_takes_to_know(
    telegram: httpx.AsyncClient, web_channel: TelegramChannel, announced: dict[str, str], read: int
) -> None:
    pieces = 0

    async def long() -> AsyncIterator[bytes]:
        nonlocal pieces
        for _ in range(64):
            pieces += 1
            yield b" " * (BODY_LIMIT // 8)

    assert (await telegram.post(PATH, content=long(), headers={**RIGHT, **announced})).status_code == 200
    assert web_channel.health().figures["oversized"] == 1
    assert pieces == read


HALVES: list[tuple[bytes, str]] = [
    (UPDATE.replace(b"hola", b"hola \\ud83d"), "hola ?"),
    (UPDATE.replace(b"hola", b"hola \xf0\x9f"), "hola \ufffd"),
]


@pytest.mark.parametrize(("body", "text"), HALVES, ids=["half a pair", "cut UTF-8"])
async def test_half_a_character_costs_nobody_the_message(
    telegram: httpx.AsyncClient, intake: RememberingIntake, body: bytes, text: str
) -> None:
    assert (await telegram.post(PATH, content=body, headers=RIGHT)).status_code == 200
    (kept,) = intake.kept
    assert kept.text == text
    assert kept.raw == body.decode("utf-8", "replace")


async def test_an_update_that_says_nothing_to_us_is_acknowledged_and_counted(
    telegram: httpx.AsyncClient, web_channel: TelegramChannel, intake: RememberingIntake
) -> None:
    answer = await telegram.post(PATH, content=b'{"update_id":9,"poll":{}}', headers=RIGHT)
    assert answer.status_code == 200
    assert intake.batches == []
    assert web_channel.health().figures["ignored"] == 1


async def test_a_line_cut_in_the_middle_of_an_update_is_no_update(
    web_channel: TelegramChannel, intake: RememberingIntake
) -> None:
    pieces: Iterator[dict[str, object]] = iter(
        [{"type": "http.request", "body": UPDATE[:40], "more_body": True}, {"type": "http.disconnect"}]
    )
    headers = [(SECRET_HEADER.lower().encode(), SECRET.encode())]
    scope = {"type": "http", "method": "POST", "path": PATH, "query_string": b"", "headers": headers}

    async def receive() -> dict[str, object]:
        return next(pieces)

    async def send(_: object) -> None: ...

    await Starlette(routes=list(web_channel.routes(intake)))(scope, receive, send)
    assert intake.batches == []
    assert web_channel.health().figures["cut_off"] == 1


async def test_only_posts_are_heard(telegram: httpx.AsyncClient) -> None:
    assert (await telegram.get(PATH, headers=RIGHT)).status_code == 405


def test_who_polls_opens_no_door(channel: TelegramChannel, intake: RememberingIntake) -> None:
    assert channel.routes(intake) == []


@asynccontextmanager
async def serving(channel: TelegramChannel, intake: RememberingIntake, server: TelegramServer) -> AsyncIterator[None]:
    """The real web server, reached by the courier in place of the public address."""
    config = uvicorn.Config(Starlette(routes=list(channel.routes(intake))), port=0, log_level="error", lifespan="off")
    web = Serving(config)
    task = asyncio.create_task(web.serve())
    await until(lambda: web.started)
    server.courier.calls_at = (f"http://127.0.0.1:{web.servers[0].sockets[0].getsockname()[1]}",)
    try:
        async with running(channel, intake):
            yield
    finally:
        await server.courier.close()
        web.should_exit = True
        await task


class Serving(uvicorn.Server):
    """Leaves the signals to the test runner."""

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        return nullcontext()


async def test_the_webhook_is_set_with_all_it_needs(
    web_channel: TelegramChannel, server: TelegramServer, intake: RememberingIntake
) -> None:
    server.spoil("setWebhook", faults.failing(), faults.flood(0))
    async with running(web_channel, intake):
        await until(lambda: server.courier.url)
    asked = [fields for method, fields in server.requests if method == "setWebhook"]
    assert asked == [
        {
            "url": f"{PUBLIC_URL}{PATH}",
            "max_connections": 100,
            "allowed_updates": ["message", "edited_message", "callback_query", "my_chat_member"],
            "secret_token": SECRET,
        }
    ] * len(asked)
    assert len(asked) == 3


async def test_a_talk_by_webhook_arrives_once_although_all_is_brought_three_times(
    web_channel: TelegramChannel, server: TelegramServer, intake: RememberingIntake
) -> None:
    server.courier.copies = 3
    async with serving(web_channel, intake, server):
        await until(lambda: server.courier.url)
        people = [server.person() for _ in range(5)]
        for turn in range(4):
            for person in people:
                person.says(f"mensaje {turn}")
        kept = await intake.has(20)
        await server.courier.idle()
    for person in people:
        assert [i.text for i in kept if i.sender == str(person.id)] == [f"mensaje {turn}" for turn in range(4)]
    assert len(server.courier.answers) == 60
    assert server.updates.pending == {}


async def test_what_was_not_kept_is_brought_again_by_telegram(
    web_channel: TelegramChannel, server: TelegramServer, intake: RememberingIntake
) -> None:
    intake.refusals = 2
    async with serving(web_channel, intake, server):
        await until(lambda: server.courier.url)
        ana = server.person()
        ana.says("uno")
        ana.blocks()
        kept = await intake.has(2)
        await server.courier.idle()
    assert [inbound.kind for inbound in kept] == [Kind.TEXT, Kind.BLOCKED]
    assert server.courier.answers == [503, 503, 200, 200]


async def test_health_follows_how_telegram_fares_with_the_webhook(
    web_channel: TelegramChannel, server: TelegramServer, intake: RememberingIntake
) -> None:
    server.courier.calls_at = ("http://127.0.0.1:9",)
    async with running(web_channel, intake):
        await until(lambda: server.courier.url)
        server.person().says("hola")
        red = await health_that(web_channel, lambda health: not health.good)
        assert "no logra entregar" in red.said
        assert red.figures["webhook_pending"] == 1
        server.courier.url = "https://other.example.mx/hook"
        red = await health_that(web_channel, lambda health: "Otro programa" in health.said)
    assert not red.good
