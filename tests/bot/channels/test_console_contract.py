"""The promises that every channel makes, kept by the terminal."""

import io

import pytest

from bot.channels.console import ConsoleChannel
from tests.bot.channels.contract import ChannelContract


class TestConsole(ChannelContract):
    @pytest.fixture
    def channel(self) -> ConsoleChannel:
        return ConsoleChannel([], io.StringIO())

    @pytest.fixture
    def reachable(self) -> str:
        return "local"
