"""The fake Bot API is only worth something if it complains: here it is made to."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.fakes import telegram_faults as faults
from tests.fakes.telegram_server import TelegramServer
from tests.fakes.telegram_spec import Judge, spec_path


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


class Asker:
    """A bot that asks whatever a test wants."""

    def __init__(self, server: TelegramServer, session: aiohttp.ClientSession) -> None:
        self._server = server
        self._session = session

    async def __call__(self, method: str, token: str = "", **fields: Any) -> Any:
        address = f"{self._server.base_url}/bot{token or self._server.token}/{method}"
        async with self._session.post(address, json=fields) as answer:
            return await answer.json()


@pytest.fixture
async def ask(server: TelegramServer) -> AsyncIterator[Asker]:
    async with aiohttp.ClientSession() as session:
        yield Asker(server, session)


BUTTON = {"text": "Sí", "callback_data": "x"}
WRONG = [
    ("sendMesage", {"chat_id": 1, "text": "x"}, "unknown method sendMesage"),
    ("sendMessage", {"chat_id": 1}, "sendMessage: lacks text"),
    ("sendMessage", {"chat_id": 1, "text": "x", "silent": True}, "sendMessage: unknown field silent"),
    ("sendMessage", {"chat_id": 1, "text": 7}, "sendMessage.text: not a String"),
    ("sendMessage", {"chat_id": True, "text": "x"}, "sendMessage.chat_id: not a Integer"),
    (
        "sendMessage",
        {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": "Sí", "data": "x"}]]}},
        "sendMessage.reply_markup.inline_keyboard[0][0]: unknown field data",
    ),
    (
        "sendMessage",
        {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": BUTTON}},
        "sendMessage.reply_markup.inline_keyboard: not a list",
    ),
]


@pytest.mark.parametrize(("method", "fields", "fault"), WRONG, ids=[case[2] for case in WRONG])
def test_the_judge_names_what_is_wrong(method: str, fields: dict[str, Any], fault: str) -> None:
    path = spec_path()
    if path is None:
        pytest.skip("the Bot API's description is not here: set VOZ_SHARED")
    assert fault in Judge(path).faults(method, fields)


async def test_a_wrong_request_is_refused_and_remembered(server: TelegramServer, ask: Asker) -> None:
    if server.judge is None:
        pytest.skip("the Bot API's description is not here: set VOZ_SHARED")
    answer = await ask("sendMessage", chat_id=1, text="x", silent=True)
    assert answer["error_code"] == 400
    assert server.violations == ["sendMessage: unknown field silent"]


REFUSED = [
    ({"text": " "}, "Bad Request: message text is empty"),
    ({"text": "🕳" * 2049}, "Bad Request: message is too long"),
    (
        {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "ñ" * 33}]]}},
        "Bad Request: BUTTON_DATA_INVALID",
    ),
]


@pytest.mark.parametrize(("fields", "said"), REFUSED, ids=[case[1] for case in REFUSED])
async def test_lengths_are_judged(ask: Asker, fields: dict[str, Any], said: str) -> None:
    answer = await ask("sendMessage", chat_id=1, **fields)
    assert (answer["error_code"], answer["description"]) == (400, said)


async def test_a_place_cannot_be_asked_of_a_group(ask: Asker) -> None:
    keyboard = {"keyboard": [[{"text": "x", "request_location": True}]]}
    assert (await ask("sendMessage", chat_id=-1, text="x", reply_markup=keyboard))["error_code"] == 400
    assert (await ask("sendMessage", chat_id=1, text="x", reply_markup=keyboard))["ok"]


async def test_another_token_opens_nothing(ask: Asker) -> None:
    assert (await ask("getMe", token="1:other"))["error_code"] == 401


async def test_a_later_poll_ends_an_earlier_one(ask: Asker) -> None:
    earlier = asyncio.create_task(ask("getUpdates", timeout=5))
    await asyncio.sleep(0.05)
    later = await ask("getUpdates", timeout=0)
    assert (await earlier)["error_code"] == 409
    assert later == {"ok": True, "result": []}


async def test_updates_come_until_they_are_confirmed(server: TelegramServer, ask: Asker) -> None:
    first, second = server.person().says("uno"), server.person().says("dos")
    for _ in range(2):
        updates = (await ask("getUpdates"))["result"]
        assert [update["update_id"] for update in updates] == [first, second]
    assert [update["update_id"] for update in (await ask("getUpdates", offset=second))["result"]] == [second]
    assert (await ask("getUpdates", offset=second + 1))["result"] == []
    server.redeliver(first)
    assert [update["update_id"] for update in (await ask("getUpdates"))["result"]] == [first]


async def test_kinds_not_asked_for_do_not_come(server: TelegramServer, ask: Asker) -> None:
    await ask("getUpdates", allowed_updates=["my_chat_member"])
    ana = server.person()
    ana.says("hola")
    ana.blocks()
    updates = (await ask("getUpdates"))["result"]
    assert [set(update) - {"update_id"} for update in updates] == [{"my_chat_member"}]


async def test_polling_beside_a_webhook_is_refused(ask: Asker) -> None:
    await ask("setWebhook", url="https://voz.example.mx/hook")
    assert (await ask("getUpdates"))["error_code"] == 409
    await ask("deleteWebhook")
    assert (await ask("getUpdates"))["ok"]


async def test_a_lost_answer_is_delivered_and_a_cut_request_is_not(server: TelegramServer, ask: Asker) -> None:
    ana = server.person()
    server.spoil("sendMessage", faults.lost(), faults.cut())
    for text in ("perdida", "cortada"):
        with pytest.raises(aiohttp.ClientError):
            await ask("sendMessage", chat_id=ana.id, text=text)
    assert [message.text for message in ana.received] == ["perdida"]


async def test_a_label_is_pressed_on_the_newest_message_that_has_it(server: TelegramServer, ask: Asker) -> None:
    ana = server.person()
    for token in ("viejo", "nuevo"):
        keyboard = {"inline_keyboard": [[{"text": "Sí", "callback_data": token}]]}
        await ask("sendMessage", chat_id=ana.id, text="¿?", reply_markup=keyboard)
    ana.presses("Sí")
    ana.presses("Sí", on=ana.received[0])
    pressed = [update["callback_query"]["data"] for update in server.updates.pending.values()]
    assert pressed == ["nuevo", "viejo"]
    with pytest.raises(AssertionError, match="Quizá"):
        ana.presses("Quizá")


async def test_a_keyboard_stays_until_it_is_taken_away(server: TelegramServer, ask: Asker) -> None:
    ana = server.person()
    await ask("sendMessage", chat_id=ana.id, text="¿?", reply_markup={"keyboard": [[{"text": "Saltar"}]]})
    await ask("sendMessage", chat_id=ana.id, text="...")
    ana.presses("Saltar")
    assert next(iter(server.updates.pending.values()))["message"]["text"] == "Saltar"
    await ask("sendMessage", chat_id=ana.id, text=".", reply_markup={"remove_keyboard": True})
    assert ana.keyboard() == []


async def test_the_busiest_second_is_counted_over_all_chats(server: TelegramServer, ask: Asker) -> None:
    assert server.busiest_second() == 0
    for chat in (1, 2, 3):
        await ask("sendMessage", chat_id=chat, text="x")
    assert server.busiest_second() == 3
