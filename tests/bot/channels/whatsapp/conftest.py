"""One channel, one fake Twilio and one intake, joined as in the running program: webhooks through the ASGI app."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field

import httpx
import pytest
from starlette.applications import Starlette

from bot.channels.port import NotKept, Receipt
from bot.channels.whatsapp.channel import WhatsAppChannel
from civic.message import Inbound
from tests.fakes.twilio_judge import Judge, specs
from tests.fakes.twilio_person import Person
from tests.fakes.twilio_records import ACCOUNT_SID, AUTH_TOKEN, SENDER
from tests.fakes.twilio_server import Post, TwilioServer

PUBLIC_URL = "https://bot.example.mx"


@dataclass(slots=True)
class RecordingIntake:
    """Keeps what it is given, as the store would: an id twice is one message. `full`: refuses the next so many."""

    taken: list[Inbound] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    full: int = 0

    async def take(self, inbounds: Sequence[Inbound]) -> None:
        self._refuse_when_full()
        known = {inbound.provider_id for inbound in self.taken}
        self.taken += [inbound for inbound in inbounds if inbound.provider_id not in known]

    async def report(self, receipts: Sequence[Receipt]) -> None:
        self._refuse_when_full()
        self.receipts += receipts

    def _refuse_when_full(self) -> None:
        if self.full:
            self.full -= 1
            raise NotKept


@pytest.fixture(scope="session")
def judge() -> Judge | None:
    folder = specs()
    return Judge(folder) if folder else None


@pytest.fixture
def intake() -> RecordingIntake:
    return RecordingIntake()


@pytest.fixture
async def twilio(judge: Judge | None) -> AsyncIterator[TwilioServer]:
    """Every test that uses it fails when a request was not as Twilio describes it."""
    async with TwilioServer(judge=judge) as server:
        yield server
    assert server.violations == []


@pytest.fixture
async def channel(twilio: TwilioServer, intake: RecordingIntake) -> AsyncIterator[WhatsAppChannel]:
    made = make_channel(twilio)
    twilio.connect(PUBLIC_URL, post=through(made, intake))
    yield made
    await made.close()


@pytest.fixture
def ana(twilio: TwilioServer, channel: WhatsAppChannel) -> Person:
    assert channel.account == SENDER
    return twilio.person("+5216181234567", name="Ana")


def make_channel(twilio: TwilioServer, **changes: object) -> WhatsAppChannel:
    settings: dict[str, object] = {
        "public_url": PUBLIC_URL,
        "api_base_url": twilio.url,
        "content_base_url": twilio.url,
        **changes,
    }
    return WhatsAppChannel(ACCOUNT_SID, AUTH_TOKEN, SENDER, **settings)  # type: ignore[arg-type]


def through(channel: WhatsAppChannel, intake: RecordingIntake) -> Post:
    """Posts to the channel's own routes inside a real Starlette application."""
    app = Starlette(routes=list(channel.routes(intake)))
    transport = httpx.ASGITransport(app)

    async def post(path: str, body: bytes, headers: Mapping[str, str]) -> int:
        # The proxy in front speaks plain http to us under another name: the signature must not depend on either.
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
            return (await client.post(path, content=body, headers=dict(headers))).status_code

    return post
