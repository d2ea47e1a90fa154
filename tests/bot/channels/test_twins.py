"""The channels that need no provider keep the same promises as those that do."""

import io
from collections.abc import AsyncIterator

import pytest

from bot.channels.console import ConsoleChannel
from bot.channels.phone import PhoneChannel, phone_channels
from bot.channels.phone.faces import Face
from tests.bot.channels.contract import ChannelContract


class TestConsole(ChannelContract):
    @pytest.fixture
    def channel(self) -> ConsoleChannel:
        return ConsoleChannel([], io.StringIO())

    @pytest.fixture
    def reachable(self) -> str:
        return "local"

    @pytest.fixture
    def no_address(self) -> str:
        pytest.skip("a terminal has one resident, whatever the name")


class PhoneContract(ChannelContract):
    face: Face

    @pytest.fixture
    async def channel(self) -> AsyncIterator[PhoneChannel]:
        both = phone_channels("Municipio de Durango")
        yield next(channel for channel in both if channel.account == f"phone:{self.face}")
        for channel in both:
            await channel.close()

    @pytest.fixture
    def reachable(self) -> str:
        return f"{self.face}-1"

    @pytest.fixture
    def unreachable(self) -> str:
        pytest.skip("blocking is done on the page: see phone/test_site.py")


class TestPhoneLikeTelegram(PhoneContract):
    face = Face.TELEGRAM


class TestPhoneLikeWhatsApp(PhoneContract):
    face = Face.WHATSAPP
