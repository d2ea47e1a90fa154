"""What the webhooks missed is found in the list, once."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.port import NotKept, NotSent, Part, SendError, Unknown
from bot.channels.whatsapp.channel import WhatsAppChannel
from civic.message import AddressKind, Inbound, Kind, MediaKind
from tests.bot.channels.whatsapp.conftest import PUBLIC_URL, RefusingIntake, make_channel, through
from tests.fakes.twilio_person import Person
from tests.fakes.twilio_script import Fault, refuses, too_many
from tests.fakes.twilio_server import TwilioServer


@dataclass(slots=True)
class Hands:
    """A clock that moves when told, shared by the channel and the provider."""

    at: datetime = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def pass_(self, **length: float) -> None:
        self.at += timedelta(**length)


@pytest.fixture
def hands(twilio: TwilioServer) -> Hands:
    clock = Hands()
    twilio.now = clock.now
    return clock


@pytest.fixture
async def channel(twilio: TwilioServer, intake: RefusingIntake, hands: Hands):  # type: ignore[no-untyped-def]
    made = make_channel(twilio, now=hands.now)
    twilio.connect(PUBLIC_URL, post=through(made, intake))
    yield made
    await made.close()


async def test_a_lost_message_is_found_once_it_is_old_enough(
    channel: WhatsAppChannel, intake: RefusingIntake, ana: Person, hands: Hands
) -> None:
    sid = await ana.says("¿me oyen?", lost=True)
    said_at = hands.now()
    assert await channel.reconcile(intake) == 0, "its webhook may still come, and knows more"
    hands.pass_(minutes=3)
    assert await channel.reconcile(intake) == 1
    assert await channel.reconcile(intake) == 0
    (found,) = intake.kept
    assert (found.provider_id, found.kind, found.text, found.sent_at) == (sid, Kind.TEXT, "¿me oyen?", said_at)
    assert (found.sender, found.addresses[0].value) == (ana.address, "+526181234567")
    assert channel.health().figures["recovered"] == 1


async def test_what_came_by_webhook_is_not_asked_for_again(
    channel: WhatsAppChannel, twilio: TwilioServer, intake: RefusingIntake, ana: Person, hands: Hands
) -> None:
    await ana.sends_photo(caption="El bache")
    hands.pass_(minutes=3)
    assert await channel.reconcile(intake) == 0
    assert not [path for _, path in twilio.requests if path.endswith("Media.json")]
    assert len(intake.kept) == 1


async def test_a_lost_photo_comes_with_its_file(
    channel: WhatsAppChannel, intake: RefusingIntake, ana: Person, hands: Hands
) -> None:
    await ana.sends_photo(b"photo", "El bache", lost=True)
    hands.pass_(minutes=3)
    await channel.reconcile(intake)
    (found,) = intake.kept
    assert (found.kind, found.text, found.media[0].kind) == (Kind.MEDIA, "El bache", MediaKind.PHOTO)
    assert b"".join([piece async for piece in channel.fetch(found.media[0])]) == b"photo"


async def test_of_several_the_oldest_goes_first_over_several_pages(
    channel: WhatsAppChannel, intake: RefusingIntake, ana: Person, hands: Hands
) -> None:
    for number in range(450):
        await ana.says(f"mensaje {number}", lost=True)
        hands.pass_(seconds=1)
    hands.pass_(minutes=3)
    assert await channel.reconcile(intake) == 450
    assert [inbound.text for inbound in intake.kept] == [f"mensaje {number}" for number in range(450)]


async def test_two_in_one_second_keep_their_order(
    channel: WhatsAppChannel, intake: RefusingIntake, ana: Person, hands: Hands
) -> None:
    for text in ("uno", "dos", "tres"):
        await ana.says(text, lost=True)
    hands.pass_(minutes=3)
    await channel.reconcile(intake)
    assert [inbound.text for inbound in intake.kept] == ["uno", "dos", "tres"]


async def test_a_sender_without_a_number(
    channel: WhatsAppChannel, twilio: TwilioServer, intake: RefusingIntake, hands: Hands
) -> None:
    await twilio.person(user_id="MX.15").says("hola", lost=True)
    hands.pass_(minutes=3)
    await channel.reconcile(intake)
    assert [address.kind for address in intake.kept[0].addresses] == [AddressKind.BSUID]


async def test_what_we_sent_is_not_taken_for_a_residents(
    channel: WhatsAppChannel, intake: RefusingIntake, ana: Person, hands: Hands
) -> None:
    await ana.says("hola")
    part = Part({"body": "Buenas tardes."})
    await channel.send(ana.address, part, 1)
    hands.pass_(minutes=3)
    assert await channel.reconcile(intake) == 0


async def test_the_first_look_goes_back_over_the_time_we_were_down(
    twilio: TwilioServer, intake: RefusingIntake, hands: Hands
) -> None:
    person = twilio.person("+5216181234567")
    await person.says("anteayer", lost=True)
    hands.pass_(hours=26)
    await person.says("ayer", lost=True)
    hands.pass_(hours=20)
    restarted = make_channel(twilio, now=hands.now)
    assert await restarted.reconcile(intake) == 1
    await restarted.close()
    assert [inbound.text for inbound in intake.kept] == ["ayer"]


@pytest.mark.parametrize(
    ("fault", "expected"), [(Fault(status=503), Unknown), (too_many(), NotSent)], ids=["out of order", "too many"]
)
async def test_a_failed_look_is_made_good_by_the_next(
    channel: WhatsAppChannel,
    twilio: TwilioServer,
    intake: RefusingIntake,
    ana: Person,
    hands: Hands,
    fault: Fault,
    expected: type[SendError],
) -> None:
    await ana.says("hola", lost=True)
    hands.pass_(minutes=3)
    twilio.list_faults.append(fault)
    with pytest.raises(expected):
        await channel.reconcile(intake)
    hands.pass_(hours=2)
    assert not channel.health().good, "a quarter of an hour without the list is told"
    assert await channel.reconcile(intake) == 1
    assert channel.health().good


async def test_files_deleted_meanwhile_do_not_hold_up_the_rest(
    channel: WhatsAppChannel, twilio: TwilioServer, intake: RefusingIntake, ana: Person, hands: Hands
) -> None:
    await ana.sends_photo(caption="El bache", lost=True)
    await ana.says("hola", lost=True)
    hands.pass_(minutes=3)
    twilio.file_faults.append(refuses(20404, 404))
    assert await channel.reconcile(intake) == 2
    assert [(inbound.kind, inbound.text) for inbound in intake.kept] == [(Kind.TEXT, "El bache"), (Kind.TEXT, "hola")]


async def test_files_that_cannot_be_listed_now_are_asked_for_again(
    channel: WhatsAppChannel, twilio: TwilioServer, intake: RefusingIntake, ana: Person, hands: Hands
) -> None:
    await ana.sends_photo(lost=True)
    hands.pass_(minutes=3)
    twilio.file_faults.append(Fault(status=503))
    with pytest.raises(Unknown):
        await channel.reconcile(intake)
    assert await channel.reconcile(intake) == 1
    assert intake.kept[0].kind is Kind.MEDIA


async def test_a_record_without_a_date_is_a_message_all_the_same(
    channel: WhatsAppChannel, twilio: TwilioServer, intake: RefusingIntake, ana: Person, hands: Hands
) -> None:
    await ana.says("hola", lost=True)
    twilio.records[-1] |= {"date_sent": None, "date_created": None}
    hands.pass_(minutes=3)
    assert await channel.reconcile(intake) == 1


async def test_what_intake_cannot_keep_is_found_again(
    channel: WhatsAppChannel, intake: RefusingIntake, ana: Person, hands: Hands
) -> None:
    await ana.says("hola", lost=True)
    hands.pass_(minutes=3)
    intake.refusals = 1
    with pytest.raises(NotKept):
        await channel.reconcile(intake)
    assert await channel.reconcile(intake) == 1


async def test_the_running_look_survives_a_failure_and_ends_when_told(twilio: TwilioServer, hands: Hands) -> None:
    taken = asyncio.Event()

    class Waited(RefusingIntake):
        async def take(self, inbounds: Sequence[Inbound]) -> None:
            await super().take(inbounds)
            taken.set()

    await twilio.person("+5216181234567").says("hola", lost=True)
    hands.pass_(minutes=3)
    twilio.list_faults.append(Fault(status=503))
    intake = Waited(refusals=1)
    channel = make_channel(twilio, now=hands.now, look_every=timedelta(milliseconds=10), look_back=timedelta(hours=1))
    running = asyncio.create_task(channel.run(intake))
    await asyncio.wait_for(taken.wait(), timeout=10)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await channel.close()
    assert [inbound.text for inbound in intake.kept] == ["hola"]
