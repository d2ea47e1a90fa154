"""The whole webhook through the ASGI app, with real signatures."""

import asyncio
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import httpx
import pytest
from starlette.applications import Starlette

from bot.channels.port import Part
from bot.channels.whatsapp.channel import WhatsAppChannel
from civic.message import Inbound, Kind
from tests.bot.channels.whatsapp.conftest import PUBLIC_URL, RefusingIntake, make_channel, through
from tests.fakes.twilio_person import Person
from tests.fakes.twilio_records import ACCOUNT_SID, AUTH_TOKEN, Pairs
from tests.fakes.twilio_script import Callbacks
from tests.fakes.twilio_server import TwilioServer

PATH = "/webhooks/twilio"
STATUS = "/webhooks/twilio/status?outbox=41"
MESSAGE = [("MessageSid", "SM1"), ("AccountSid", ACCOUNT_SID), ("From", "whatsapp:+5216181234567"), ("Body", "hola")]
REPORT = [("MessageSid", "SM1"), ("AccountSid", ACCOUNT_SID), ("MessageStatus", "read")]


async def posted(
    channel: WhatsAppChannel, intake: RefusingIntake, path: str, body: bytes, headers: Mapping[str, str]
) -> httpx.Response:
    transport = httpx.ASGITransport(Starlette(routes=list(channel.routes(intake))))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        return await client.post(path, content=body, headers=dict(headers))


async def post_form(
    twilio: TwilioServer, channel: WhatsAppChannel, intake: RefusingIntake, path: str, pairs: Pairs, **changes: str
) -> httpx.Response:
    headers = {**twilio.headers(path, pairs), **{key.replace("_", "-"): value for key, value in changes.items()}}
    return await posted(channel, intake, path, urlencode(pairs).encode(), headers)


async def test_a_message_is_answered_with_an_empty_document_once_it_is_kept(
    twilio: TwilioServer, channel: WhatsAppChannel, intake: RefusingIntake
) -> None:
    answer = await post_form(twilio, channel, intake, PATH, MESSAGE)
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, "text/xml")
    assert answer.text == '<?xml version="1.0" encoding="UTF-8"?><Response/>'
    assert [(inbound.provider_id, inbound.text) for inbound in intake.kept] == [("SM1", "hola")]


async def test_nothing_is_answered_before_the_commit(twilio: TwilioServer, channel: WhatsAppChannel) -> None:
    committed = asyncio.Event()

    class SlowIntake(RefusingIntake):
        async def take(self, inbounds: Sequence[Inbound]) -> None:
            await committed.wait()
            await super().take(inbounds)

    request = asyncio.create_task(post_form(twilio, channel, SlowIntake(), PATH, MESSAGE))
    done, _ = await asyncio.wait([request], timeout=0.1)
    assert not done
    committed.set()
    assert (await request).status_code == 200


@pytest.mark.parametrize(
    ("path", "changes", "reason"),
    [
        (PATH, {"X_Twilio_Signature": "AAAA"}, "made up"),
        (PATH, {"X_Twilio_Signature": ""}, "none"),
        (STATUS, {"X_Twilio_Signature": "AAAA"}, "made up, for a status"),
    ],
)
async def test_forged(
    twilio: TwilioServer,
    channel: WhatsAppChannel,
    intake: RefusingIntake,
    path: str,
    changes: dict[str, str],
    reason: str,
) -> None:
    pairs = MESSAGE if path == PATH else REPORT
    answer = await post_form(twilio, channel, intake, path, pairs, **changes)
    assert (answer.status_code, intake.kept, intake.receipts) == (403, [], []), reason
    assert channel.health().figures["forged"] == 1
    assert channel.health().good, "an attacker must not be able to turn the light red"
    assert (await post_form(twilio, channel, intake, path, pairs)).is_success, "the same, signed, passes"


async def test_a_signature_holds_for_its_query_alone(
    twilio: TwilioServer, channel: WhatsAppChannel, intake: RefusingIntake
) -> None:
    """Else anybody who saw one report could move it to another message."""
    headers = twilio.headers(STATUS, REPORT)
    body = urlencode(REPORT).encode()
    answer = await posted(channel, intake, STATUS.replace("41", "42"), body, headers)
    assert (answer.status_code, intake.receipts) == (403, [])


async def test_a_signed_request_about_another_account_is_turned_away(
    twilio: TwilioServer, channel: WhatsAppChannel, intake: RefusingIntake
) -> None:
    pairs = [(name, "AC" + "f" * 32 if name == "AccountSid" else value) for name, value in MESSAGE]
    answer = await post_form(twilio, channel, intake, PATH, pairs)
    assert (answer.status_code, intake.kept) == (403, [])
    assert channel.health().figures["foreign"] == 1


@pytest.mark.parametrize(
    ("body", "status", "counted"),
    [
        (b"Body=" + b"a" * 64 * 1024, 413, "oversized"),
        (b"\xff\xfe\x00", 403, "forged"),
        (b"a=1&" * 1000, 403, "forged"),
        (b"", 403, "forged"),
    ],
    ids=["too large", "not text", "too many fields", "empty"],
)
async def test_malformed(
    channel: WhatsAppChannel, intake: RefusingIntake, body: bytes, status: int, counted: str
) -> None:
    answer = await posted(channel, intake, PATH, body, {"X-Twilio-Signature": "x"})
    assert (answer.status_code, intake.kept) == (status, [])
    assert channel.health().figures[counted] == 1


@pytest.mark.parametrize("pairs", [[MESSAGE[1]], [*MESSAGE[:2], ("From", "+526181234567")]], ids=["no id", "an SMS"])
async def test_signed_but_not_a_residents_is_acknowledged_and_counted(
    twilio: TwilioServer, channel: WhatsAppChannel, intake: RefusingIntake, pairs: Pairs
) -> None:
    answer = await post_form(twilio, channel, intake, PATH, pairs)
    assert (answer.status_code, intake.kept) == (200, [])
    assert channel.health().figures["unreadable"] == 1


async def test_a_status_about_nothing_is_acknowledged_and_counted(
    twilio: TwilioServer, channel: WhatsAppChannel, intake: RefusingIntake
) -> None:
    answer = await post_form(twilio, channel, intake, STATUS, [("AccountSid", ACCOUNT_SID)])
    assert (answer.status_code, intake.receipts) == (204, [])
    assert channel.health().figures["unreadable"] == 1


async def test_what_is_not_kept_is_not_acknowledged_and_comes_again(
    twilio: TwilioServer, channel: WhatsAppChannel, intake: RefusingIntake, ana: Person
) -> None:
    intake.refusals = 1
    await ana.says("hola")
    assert [call.status for call in twilio.calls] == [503, 200]
    assert len({call.token for call in twilio.calls}) == 1, "the vendor repeats with the same token"
    assert [inbound.text for inbound in intake.kept] == ["hola"]
    assert channel.health().figures["not_kept"] == 1


async def test_a_status_that_is_not_kept_comes_again(
    twilio: TwilioServer, channel: WhatsAppChannel, intake: RefusingIntake
) -> None:
    twilio.connect(PUBLIC_URL, post=through(channel, intake))
    intake.refusals = 1
    await twilio.deliver(STATUS, REPORT)
    assert [call.status for call in twilio.calls] == [503, 204]
    assert [(one.status, one.outbox_id) for one in intake.receipts] == [("read", 41)]


async def test_three_deliveries_at_once_are_one_message(
    channel: WhatsAppChannel, intake: RefusingIntake, ana: Person
) -> None:
    await ana.says("hola", times=3)
    assert channel.account == intake.kept[0].account
    assert len(intake.kept) == 1


@pytest.mark.parametrize("method", ["get", "put", "delete"])
@pytest.mark.parametrize("path", [PATH, STATUS])
async def test_other_methods_are_not_served(
    channel: WhatsAppChannel, intake: RefusingIntake, method: str, path: str
) -> None:
    transport = httpx.ASGITransport(Starlette(routes=list(channel.routes(intake))))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        assert (await client.request(method, path)).status_code == 405


async def test_the_token_before_is_accepted_while_it_is_being_changed(
    twilio: TwilioServer, intake: RefusingIntake
) -> None:
    twilio.auth_token = yesterday = "".join(reversed(AUTH_TOKEN))
    twilio.connect(PUBLIC_URL)
    for previous, status in ((yesterday, 200), ("", 403)):
        channel = make_channel(twilio, previous_auth_token=previous)
        assert (await post_form(twilio, channel, intake, PATH, MESSAGE)).status_code == status


async def test_a_public_url_below_a_folder(twilio: TwilioServer, intake: RefusingIntake) -> None:
    """The proxy takes the folder away; Twilio signed with it."""
    channel = make_channel(twilio, public_url=f"{PUBLIC_URL}/voz/")
    twilio.connect(f"{PUBLIC_URL}/voz", post=through(channel, intake))
    assert await twilio.deliver(PATH, MESSAGE) == 200


@pytest.mark.parametrize("shuffled", [False, True])
@pytest.mark.parametrize("early", [False, True])
async def test_reports_in_any_order_repeated_and_before_our_own_answer(
    twilio: TwilioServer,
    channel: WhatsAppChannel,
    intake: RefusingIntake,
    ana: Person,
    shuffled: bool,
    early: bool,
) -> None:
    twilio.callbacks = Callbacks(shuffled=shuffled, early=early, times=2)
    await ana.says("hola")
    sid = await channel.send(ana.address, Part({"body": "Buenas tardes."}), 41)
    heard_before = len(intake.receipts)
    await twilio.settled()
    assert heard_before == 6 or not early, "all of them while our own request was waiting"
    assert sorted(one.status for one in intake.receipts) == ["delivered"] * 2 + ["read"] * 2 + ["sent"] * 2
    assert {(one.provider_id, one.outbox_id, one.account) for one in intake.receipts} == {(sid, 41, channel.account)}


async def test_every_kind_of_message_of_one_person(
    twilio: TwilioServer, channel: WhatsAppChannel, intake: RefusingIntake, ana: Person
) -> None:
    await ana.says("hola")
    await ana.shares_place(24.0277, -104.6532, "Primaria")
    await ana.sends_photo(caption="El bache")
    assert [inbound.kind for inbound in intake.kept] == [Kind.TEXT, Kind.PLACE, Kind.MEDIA]
    assert {inbound.addresses for inbound in intake.kept} == {intake.kept[0].addresses}
    assert {call.status for call in twilio.calls} == {200}
    assert channel.health().good
