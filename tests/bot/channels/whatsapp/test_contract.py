"""The promises that every channel makes, kept by this one."""

import pytest

from bot.channels.port import Channel
from bot.channels.whatsapp.render import unstyled
from civic.message import Media, MediaKind, Message
from tests.bot.channels.contract import MESSAGES, ChannelContract, all_text
from tests.fakes.twilio_person import Person
from tests.fakes.twilio_records import ACCOUNT_SID
from tests.fakes.twilio_server import TwilioServer


class TestWhatsApp(ChannelContract):
    @pytest.fixture
    async def reachable(self, ana: Person) -> str:
        await ana.says("hola")
        return ana.address

    @pytest.fixture
    def unreachable(self, twilio: TwilioServer) -> str:
        twilio.refuses_to["whatsapp:+5216189999999"] = 63024
        return "whatsapp:+5216189999999"

    @pytest.fixture
    def missing_file(self) -> Media:
        path = f"Accounts/{ACCOUNT_SID}/Messages/MM{1:032x}/Media/ME{2:032x}"
        return Media(MediaKind.PHOTO, f"https://api.twilio.com/2010-04-01/{path}")

    @pytest.mark.parametrize("message", MESSAGES)
    def test_every_word_and_every_label_is_said(self, channel: Channel, message: Message) -> None:
        """With the marks that the telephone itself would turn into type replaced by their likes."""
        said = all_text(channel.parts(message, window_open=True))
        for words in (*unstyled(message.text).split(), *(choice.label for choice in message.choices)):
            assert words in said
