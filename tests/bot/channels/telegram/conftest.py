from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.telegram import TelegramChannel, Timing
from tests.fakes.intake import RememberingIntake
from tests.fakes.telegram_server import TelegramServer

QUICK = Timing(poll=1, margin=0.5, first_pause=0.01, longest_pause=0.05, webhook_look=0.05)
SECRET = "A-secret_of-the-tests"
PUBLIC_URL = "https://voz.example.mx"


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    """A Bot API that has nothing to complain of at the end (when its description is here to judge by)."""
    async with TelegramServer() as server:
        yield server
        assert server.violations == []


@pytest.fixture
async def channel(server: TelegramServer, pictures: Path, documents: Path) -> AsyncIterator[TelegramChannel]:
    channel = TelegramChannel(
        server.token, api_base_url=server.base_url, timing=QUICK, pictures=pictures, documents=documents
    )
    yield channel
    await channel.close()


@pytest.fixture
async def web_channel(server: TelegramServer) -> AsyncIterator[TelegramChannel]:
    channel = TelegramChannel(
        server.token,
        mode="webhook",
        webhook_secret=SECRET,
        public_url=PUBLIC_URL,
        api_base_url=server.base_url,
        timing=QUICK,
    )
    yield channel
    await channel.close()


@pytest.fixture
def intake() -> RememberingIntake:
    return RememberingIntake()
