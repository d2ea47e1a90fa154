"""Running a channel for the length of a test, and waiting for what must come of it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.channels.port import Channel, Health
from bot.channels.telegram import TelegramChannel
from tests.fakes.intake import PATIENCE, RememberingIntake


@asynccontextmanager
async def running(channel: Channel, intake: RememberingIntake) -> AsyncIterator[None]:
    """The channel runs, and still does at the end."""
    task = asyncio.create_task(channel.run(intake))
    try:
        yield
    finally:
        task.cancel()
        (outcome,) = await asyncio.gather(task, return_exceptions=True)
        assert isinstance(outcome, asyncio.CancelledError), outcome


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():
            await asyncio.sleep(0.005)


async def health_that(channel: TelegramChannel, fits: Callable[[Health], bool]) -> Health:
    await until(lambda: fits(channel.health()))
    return channel.health()
