"""The promises that every channel makes, kept by both faces of the simulated phone."""

from collections.abc import AsyncIterator

import pytest

from bot.channels.phone import Face, PhoneChannel
from bot.channels.phone.exchange import Exchange
from bot.channels.phone.files import Files
from tests.bot.channels.contract import ChannelContract


@pytest.mark.parametrize("face", list(Face))
class TestPhone(ChannelContract):
    @pytest.fixture
    def exchange(self) -> Exchange:
        return Exchange()

    @pytest.fixture
    async def channel(self, face: Face, exchange: Exchange) -> AsyncIterator[PhoneChannel]:
        opened = PhoneChannel(face, exchange, Files(None, limit=1000))
        yield opened
        await opened.close()

    @pytest.fixture
    def reachable(self, face: Face) -> str:
        return f"{face}-maria1234"

    @pytest.fixture
    def unreachable(self, face: Face, exchange: Exchange) -> str:
        exchange.conversation(f"{face}-jose12345").blocked = True
        return f"{face}-jose12345"
