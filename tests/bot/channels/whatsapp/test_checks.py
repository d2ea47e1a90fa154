"""What the doctor says, in the operator's Spanish."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.whatsapp.channel import WhatsAppChannel
from bot.channels.whatsapp.checks import settings
from tests.bot.channels.whatsapp.conftest import PUBLIC_URL, make_channel
from tests.fakes.twilio_records import ACCOUNT_SID, SENDER
from tests.fakes.twilio_script import Fault, refuses
from tests.fakes.twilio_server import TwilioServer

HX = "HX" + "a" * 32


@pytest.mark.parametrize(
    ("changes", "wrong", "reason"),
    [
        ({}, [], "all good"),
        ({"account_sid": "SK" + "0" * 32}, [0], "an API key in place of the account"),
        ({"sender": "whatsapp:6181112233"}, [1], "without the country"),
        ({"public_url": "http://bot.example.mx"}, [2], "Twilio would carry messages in the clear"),
        ({"public_url": "https://mi_bot.example.mx"}, [2], "Twilio refuses an underscore in a callback"),
        ({"public_url": ""}, [2], "not set"),
        ({"templates": {"aviso": "HX1"}}, [3], "cut off when copied"),
    ],
)
def test_settings(changes: dict[str, object], wrong: list[int], reason: str) -> None:
    good: dict[str, object] = {
        "account_sid": ACCOUNT_SID,
        "sender": SENDER,
        "public_url": PUBLIC_URL,
        "templates": {"aviso": HX},
    }
    findings = settings(**{**good, **changes})  # type: ignore[arg-type]
    assert [number for number, finding in enumerate(findings) if not finding.good] == wrong, reason
    assert all(bool(finding.remedy) is not finding.good for finding in findings), "a remedy where there is a fault"


async def test_all_well(twilio: TwilioServer) -> None:
    twilio.shelf.add_template(HX, "Su folio {{1}}.")
    channel = make_channel(twilio, templates={"aviso": HX})
    findings = await channel.check()
    await channel.close()
    assert [finding.what for finding in findings if not finding.good] == []
    assert findings[-1].what == "Plantilla aviso: approved"


@pytest.mark.parametrize(
    ("approval", "expected"),
    [("pending", "Plantilla aviso: pending"), ("rejected", "Plantilla aviso: rejected")],
)
async def test_a_template_that_is_not_approved(twilio: TwilioServer, approval: str, expected: str) -> None:
    twilio.shelf.add_template(HX, "Su folio {{1}}.", approval)
    channel = make_channel(twilio, templates={"aviso": HX})
    findings = await channel.check()
    await channel.close()
    assert [finding.what for finding in findings if not finding.good] == [expected]


async def test_a_template_that_is_not_there(twilio: TwilioServer) -> None:
    channel = make_channel(twilio, templates={"aviso": HX})
    *_, last = await channel.check()
    await channel.close()
    assert (last.good, last.what) == (False, "Plantilla aviso (código 20404)")
    assert HX in last.remedy


@pytest.mark.parametrize(
    ("fault", "said"),
    [(refuses(20003, 401), "código 20003"), (Fault(status=503), "código 503")],
    ids=["credentials", "out of order"],
)
async def test_no_access(channel: WhatsAppChannel, twilio: TwilioServer, fault: Fault, said: str) -> None:
    twilio.list_faults.append(fault)
    *_, last = await channel.check()
    assert not last.good
    assert said in last.what


async def test_a_clock_that_is_wrong(twilio: TwilioServer) -> None:
    """Twilio's answers say the time."""
    channel = make_channel(twilio, now=lambda: datetime.now(UTC) + timedelta(minutes=5))
    bad = [finding for finding in await channel.check() if not finding.good]
    await channel.close()
    assert len(bad) == 1
    assert bad[0].what.startswith(("Reloj: +299", "Reloj: +300", "Reloj: +301"))
