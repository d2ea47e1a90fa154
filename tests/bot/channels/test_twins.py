"""The channels that need no provider keep the same promises as those that do."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.console import ConsoleChannel
from bot.channels.phone import Face, PhoneChannel
from bot.channels.phone.exchange import Exchange
from bot.channels.phone.files import Files
from tests.bot.channels.contract import ChannelContract


class TestConsole(ChannelContract):
    @pytest.fixture
    def channel(self) -> ConsoleChannel:
        return ConsoleChannel([], io.StringIO())

    @pytest.fixture
    def reachable(self) -> str:
        return "local"


@pytest.mark.parametrize("face", list(Face))
class TestPhone(ChannelContract):
    @pytest.fixture
    def exchange(self) -> Exchange:
        return Exchange()

    @pytest.fixture
    async def channel(
        self, face: Face, exchange: Exchange, pictures: Path, documents: Path
    ) -> AsyncIterator[PhoneChannel]:
        opened = PhoneChannel(face, exchange, Files(None, limit=1000), pictures=pictures, documents=documents)
        yield opened
        await opened.close()

    @pytest.fixture
    def reachable(self, face: Face) -> str:
        return f"{face}-maria1234"

    @pytest.fixture
    def unreachable(self, face: Face, exchange: Exchange) -> str:
        exchange.conversation(f"{face}-jose12345").blocked = True
        return f"{face}-jose12345"
