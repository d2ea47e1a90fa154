"""Residents beside whom a program is killed, locked out or backed up."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from tests.fakes.telegram_courier import chat_of
from tests.fakes.telegram_server import TelegramServer
from tests.program.books import Books
from tests.program.residents import Crowd, OnTelegram, Phone
from tests.program.service import Service

LONG = 120.0
"""Seconds for what waits for all residents."""


@asynccontextmanager
async def residents(services: Sequence[Service], telegram: TelegramServer, url: str, size: int) -> AsyncIterator[Crowd]:
    """So many at once come, by Telegram; at the end everybody has a folio. Who loses an answer to a kill greets again."""

    def is_lost(phone: Phone) -> bool:
        unheard = any(phone.address == str(chat_of(update)) for update in telegram.updates.pending.values())
        return not unheard and not Books(url).is_waited_for(phone.address)

    telegram.courier.pause = 0.2
    telegram.courier.calls_at = [service.url for service in services]
    crowd = Crowd(lambda number: OnTelegram(telegram.person(f"R{number}")), size, is_lost)
    crowd.come()
    try:
        yield crowd
        await asyncio.wait_for(crowd.leave(), LONG)
    finally:
        await crowd.close()
