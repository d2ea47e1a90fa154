"""The judge must be able to say no, or its silence means nothing."""

import aiohttp
import pytest

from tests.fakes.twilio_judge import Judge, specs
from tests.fakes.twilio_records import ACCOUNT_SID, AUTH_TOKEN
from tests.fakes.twilio_server import TwilioServer

MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
ALLOWED = {"Authorization": aiohttp.encode_basic_auth(ACCOUNT_SID, AUTH_TOKEN)}
PLAIN = {"To": "whatsapp:+5216181234567", "From": "whatsapp:+5216181112233", "Body": "hola"}


@pytest.mark.parametrize(
    ("form", "judged", "reason"),
    [
        (PLAIN, 0, "as described"),
        ({**PLAIN, "ContentSid": "HX1"}, 1, "an id too short"),
        ({**PLAIN, "ValidityPeriod": "soon"}, 1, "a figure that is none"),
    ],
)
async def test_messages_are_judged(form: dict[str, str], judged: int, reason: str) -> None:
    folder = specs()
    if folder is None:
        pytest.skip("no shared/specs beside the repository: there is nothing to judge by")
    async with TwilioServer(judge=Judge(folder)) as twilio, aiohttp.ClientSession() as session:
        (await session.post(twilio.url + MESSAGES, data=form, headers=ALLOWED)).close()
        assert len(twilio.violations) == judged, reason


async def test_a_form_in_place_of_json_is_judged() -> None:
    """What twilio 9.13.0's own asynchronous client sends for a new Content resource."""
    folder = specs()
    if folder is None:
        pytest.skip("no shared/specs beside the repository: there is nothing to judge by")
    headers = {**ALLOWED, "Content-Type": "application/json"}
    async with TwilioServer(judge=Judge(folder)) as twilio, aiohttp.ClientSession() as session:
        (await session.post(f"{twilio.url}/v1/Content", data=b"language=es&types=x", headers=headers)).close()
        assert len(twilio.violations) == 1


async def test_without_credentials_nobody_gets_anything() -> None:
    async with TwilioServer() as twilio, aiohttp.ClientSession() as session:
        answer = await session.post(twilio.url + MESSAGES, data=PLAIN)
        assert answer.status == 401
    assert twilio.records == []
