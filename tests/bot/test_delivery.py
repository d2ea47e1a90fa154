"""The loop that says what was queued, with a channel that answers at once."""

import asyncio
import io
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.channels.console import ConsoleChannel
from bot.channels.port import NotSent, Pace, Part
from bot.delivery import Delivery
from civic.message import Message
from storage.ids import Ids
from storage.people import person_row
from storage.store import Connection, Store
from storage.tables import people
from tests.corridor import Corridor, inbound

PATIENCE = 20.0
"""Seconds; a loop that pauses after each round would take twice as long."""


class AtOnce(ConsoleChannel):
    """Sends without waiting for anybody, two at a time."""

    def __init__(self) -> None:
        super().__init__([], io.StringIO())
        self.account = "telegram:1"
        self.pace = Pace(per_second=10_000, per_recipient=timedelta(0), in_flight=2)
        self.sent: list[str] = []

    async def send(self, to: str, part: Part, outbox_id: int) -> str:
        self.sent.append(to)
        return str(outbox_id)


async def test_a_queue_longer_than_what_may_be_under_way_is_sent_without_a_pause(store: Store) -> None:
    corridor, channel = Corridor(store), AtOnce()
    residents = [f"r{number}" for number in range(80)]
    await corridor.takes(*(inbound(who, "hola") for who in residents))
    delivery = Delivery(store, channel, worker="w", ids=Ids(), now=lambda: corridor.now)
    running = asyncio.create_task(delivery.run())
    async with asyncio.timeout(PATIENCE):
        while await corridor.rows("outbox", state="queued"):
            await asyncio.sleep(0.01)
    delivery.stop()
    await running
    assert sorted(channel.sent) == sorted(f"chat-{who}" for who in residents)
    assert {row.state for row in await corridor.rows("outbox")} == {"sent"}


async def test_a_fault_in_a_broadcast_keeps_no_answer_back(store: Store) -> None:
    corridor, channel = Corridor(store), AtOnce()

    def broken(connection: Connection, account: str, room: int, now: datetime) -> int:
        connection.execute(people.insert(), person_row(7, now))
        raise KeyError(account)

    delivery = Delivery(store, channel, worker="w", ids=Ids(), now=lambda: corridor.now, feed=broken)
    running = asyncio.create_task(delivery.run())
    async with asyncio.timeout(PATIENCE):
        for number in range(2):
            await corridor.takes(inbound("ana", "hola"))
            delivery.wake()
            while len(await corridor.rows("outbox", state="sent")) <= number:
                await asyncio.sleep(0.01)
    delivery.stop()
    await running
    assert await corridor.rows("people", id=7) == [], "what it wrote is taken back"


class InTwo(AtOnce):
    """A photo, then words that are refused for being too much the first time; as a template it would be one part."""

    def __init__(self, *, window: timedelta | None = None) -> None:
        super().__init__()
        self._window = window
        self._busy = True

    def window(self) -> timedelta | None:
        return self._window

    def parts(self, message: Message, *, window_open: bool) -> Sequence[Part]:
        names = ("photo", "words") if window_open else ("template",)
        return [Part({"name": name}) for name in names]

    async def send(self, to: str, part: Part, outbox_id: int) -> str:
        if part.request["name"] == "words" and self._busy:
            self._busy = False
            raise NotSent("flood", "429", timedelta(minutes=5))
        self.sent.append(part.request["name"])
        return part.request["name"]


async def delivered(store: Store, channel: InTwo) -> tuple[list[str], str]:
    """The parts that were sent for one message, and the id it is known by; six minutes pass after the refusal."""
    corridor = Corridor(store)
    await corridor.takes(inbound("ana", "hola"))
    delivery = Delivery(store, channel, worker="w", ids=Ids(), now=lambda: corridor.now)
    running = asyncio.create_task(delivery.run())
    async with asyncio.timeout(PATIENCE):
        while not await corridor.rows("outbox", state="queued", parts_sent=1):
            await asyncio.sleep(0.01)
        corridor.now += timedelta(minutes=6)
        while not await corridor.rows("outbox", state="sent"):
            await asyncio.sleep(0.01)
    delivery.stop()
    await running
    (row,) = await corridor.rows("outbox")
    return channel.sent, row.provider_id


async def test_a_photo_that_arrived_is_not_sent_again_with_its_words(store: Store) -> None:
    assert await delivered(store, InTwo()) == (["photo", "words"], "words")


async def test_a_template_is_sent_when_the_window_closed_after_the_photo(store: Store) -> None:
    closes_soon = timedelta(minutes=13)  # less the margin of ten that delivery takes
    assert await delivered(store, InTwo(window=closes_soon)) == (["photo", "template"], "template")
