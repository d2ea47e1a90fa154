"""The promises that every channel makes, kept by this one."""

import pytest

from tests.bot.channels.contract import ChannelContract
from tests.fakes.telegram_server import TelegramServer


class TestTelegram(ChannelContract):
    @pytest.fixture
    def reachable(self, server: TelegramServer) -> str:
        return str(server.person().id)

    @pytest.fixture
    def unreachable(self, server: TelegramServer) -> str:
        ana = server.person()
        ana.blocks()
        return str(ana.id)
