"""The loop that says what was queued, with a channel that answers at once."""

import asyncio
import io
from datetime import timedelta

from bot.channels.console import ConsoleChannel
from bot.channels.port import Pace, Part
from bot.delivery import Delivery
from storage.ids import Ids
from storage.store import Store
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
