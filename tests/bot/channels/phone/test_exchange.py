import asyncio

import pytest

from bot.channels.phone import exchange as module
from bot.channels.phone.exchange import Entry, Exchange

HERE = "telegram-maria123"


async def read(exchange: Exchange, after: int, count: int) -> list[Entry | None]:
    found: list[Entry | None] = []
    async for entry in exchange.follow(HERE, after, beat=5):
        found.append(entry)
        if len(found) == count:
            break
    return found


def words(entries: list[Entry | None]) -> list[str]:
    return [entry.data["text"] for entry in entries if entry]


async def test_a_follower_gets_what_was_said_before_and_what_comes_in_order() -> None:
    exchange = Exchange()
    exchange.conversation(HERE).add("sent", {"text": "uno"})
    following = asyncio.create_task(read(exchange, 0, 3))
    await asyncio.sleep(0)
    exchange.conversation(HERE).add("sent", {"text": "dos"})
    exchange.conversation(HERE).add("sent", {"text": "tres"})
    assert words(await following) == ["uno", "dos", "tres"]


async def test_every_tab_gets_everything_and_strangers_nothing() -> None:
    exchange = Exchange()
    tabs = [asyncio.create_task(read(exchange, 0, 1)) for _ in range(3)]
    await asyncio.sleep(0)
    exchange.conversation("telegram-someone").add("sent", {"text": "para otra persona"})
    exchange.conversation(HERE).add("sent", {"text": "para María"})
    assert [words(await tab) for tab in tabs] == [["para María"]] * 3


async def test_a_mark_continues_where_the_tab_stood() -> None:
    exchange = Exchange()
    for text in ("uno", "dos", "tres"):
        exchange.conversation(HERE).add("sent", {"text": text})
    number = exchange.number_at(HERE, exchange.mark(1))
    assert number == 1
    assert words(await read(exchange, number, 2)) == ["dos", "tres"]


@pytest.mark.parametrize(
    ("mark", "reason"),
    [
        ("", "no mark at all"),
        ("anothera-1", "from before the program started again"),
        ("{era}-9", "from a future that never was"),
        ("{era}-x", "no number"),
        ("{era}--1", "a negative one"),
    ],
)
def test_a_mark_that_cannot_be_continued_is_known_for_it(mark: str, reason: str) -> None:
    exchange = Exchange()
    exchange.conversation(HERE).add("sent", {"text": "uno"})
    assert exchange.number_at(HERE, mark.format(era=exchange.era)) is None, reason


def test_a_mark_older_than_what_is_kept_cannot_be_continued() -> None:
    exchange = Exchange()
    for _ in range(module.ENTRIES_KEPT + 2):
        exchange.conversation(HERE).add("sent", {})
    assert exchange.number_at(HERE, exchange.mark(1)) is None
    assert exchange.number_at(HERE, exchange.mark(2)) == 2


async def test_silence_is_broken_by_a_beat() -> None:
    assert await anext(Exchange().follow(HERE, 0, beat=0.01)) is None


async def test_closing_ends_every_follower() -> None:
    exchange = Exchange()
    following = asyncio.create_task(read(exchange, 0, 1))
    await asyncio.sleep(0)
    assert exchange.figures() == {"conversations": 1, "tabs": 1}
    exchange.close()
    assert await asyncio.wait_for(following, 1) == []
    assert exchange.figures()["tabs"] == 0


def test_the_same_message_tried_again_is_shown_once() -> None:
    conversation = Exchange().conversation(HERE)
    conversation.add_said("id-1", {"text": "hola"})
    conversation.add_said("id-1", {"text": "hola"})
    assert conversation.last == 1


async def test_the_quietest_conversation_is_forgotten_unless_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CONVERSATIONS_KEPT", 2)
    exchange = Exchange()
    following = asyncio.create_task(read(exchange, 0, 2))
    await asyncio.sleep(0)
    exchange.conversation(HERE).add("sent", {"text": "uno"})
    for address in ("telegram-aaaaaaaa", "telegram-bbbbbbbb", "telegram-cccccccc"):
        exchange.conversation(address).add("sent", {})
    assert exchange.conversation(HERE).last == 1
    assert exchange.conversation("telegram-aaaaaaaa").last == 0
    exchange.conversation(HERE).add("sent", {"text": "dos"})
    assert words(await following) == ["uno", "dos"]
