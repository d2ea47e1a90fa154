"""One channel, one fake Twilio and one intake, joined as in the running program: webhooks through the ASGI app."""

from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from bot.channels.port import NotKept, Receipt
from bot.channels.whatsapp.channel import WhatsAppChannel
from tests.fakes.intake import RememberingIntake
from tests.fakes.twilio_hooks import Post
from tests.fakes.twilio_judge import Judge, specs
from tests.fakes.twilio_person import Person
from tests.fakes.twilio_records import ACCOUNT_SID, AUTH_TOKEN, SENDER
from tests.fakes.twilio_server import TwilioServer

PUBLIC_URL = "https://bot.example.mx"


class RefusingIntake(RememberingIntake):
    """Refuses receipts too, as long as it refuses anything."""

    async def report(self, receipts: Sequence[Receipt]) -> None:
        if self.refusals:
            self.refusals -= 1
            raise NotKept("the disk is full")
        await super().report(receipts)


@pytest.fixture(scope="session")
def judge() -> Judge | None:
    folder = specs()
    return Judge(folder) if folder else None


@pytest.fixture
def intake() -> RefusingIntake:
    return RefusingIntake()


@pytest.fixture
async def twilio(judge: Judge | None) -> AsyncIterator[TwilioServer]:
    """Every test that uses it fails when a request was not as Twilio describes it."""
    async with TwilioServer(judge=judge) as server:
        yield server
    assert server.violations == []


@pytest.fixture
async def channel(
    twilio: TwilioServer, intake: RefusingIntake, pictures: Path, documents: Path
) -> AsyncIterator[WhatsAppChannel]:
    made = make_channel(twilio, pictures=pictures, documents=documents)
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


def through(channel: WhatsAppChannel, intake: RefusingIntake) -> Post:
    """Posts to the channel's own routes inside a real Starlette application."""
    app = Starlette(routes=list(channel.routes(intake)))
    transport = httpx.ASGITransport(app)

    async def post(path: str, body: bytes, headers: Mapping[str, str]) -> int:
        # The proxy in front speaks plain http to us under another name: the signature must not depend on either.
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
            return (await client.post(path, content=body, headers=dict(headers))).status_code

    return post
