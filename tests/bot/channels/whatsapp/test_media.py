"""Bringing files, and refusing to be sent elsewhere for them."""

import socket

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.channels.port import FetchError
from bot.channels.whatsapp.channel import WhatsAppChannel
from bot.channels.whatsapp.media import Files, PublicResolver
from civic.message import Media, MediaKind
from tests.bot.channels.whatsapp.conftest import RefusingIntake, make_channel
from tests.fakes.twilio_person import Person
from tests.fakes.twilio_records import ACCOUNT_SID, AUTH_TOKEN
from tests.fakes.twilio_server import TwilioServer

PATH = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/MM{1:032x}/Media/ME{2:032x}"
LIVE = Files(ACCOUNT_SID, AUTH_TOKEN, "https://api.twilio.com", 1024)
LOCAL = Files(ACCOUNT_SID, AUTH_TOKEN, "http://127.0.0.1:4010", 1024)


async def brought(channel: WhatsAppChannel, media: Media) -> bytes:
    return b"".join([piece async for piece in channel.fetch(media)])


async def test_a_photo_arrives_and_the_credentials_stay_at_the_api(
    channel: WhatsAppChannel, twilio: TwilioServer, intake: RefusingIntake, ana: Person
) -> None:
    photo = bytes(range(256)) * 1000
    await ana.sends_photo(photo)
    (media,) = intake.kept[0].media
    assert media.ref.startswith("https://api.twilio.com/"), "the override of the settings reaches the download"
    assert await brought(channel, media) == photo
    assert len(twilio.content_network) == 1
    assert "Authorization" not in twilio.content_network[0]


async def test_a_404_right_after_the_webhook_is_worth_another_try(
    channel: WhatsAppChannel, twilio: TwilioServer, intake: RefusingIntake, ana: Person
) -> None:
    await ana.sends_photo(b"photo")
    twilio.media_misses = 1
    with pytest.raises(FetchError) as caught:
        await brought(channel, intake.kept[0].media[0])
    assert caught.value.again
    assert await brought(channel, intake.kept[0].media[0]) == b"photo"


@pytest.mark.parametrize("size", [1024, 1025])
async def test_size_limit(twilio: TwilioServer, size: int) -> None:
    channel = make_channel(twilio, largest_file=1024)
    photo = Media(MediaKind.PHOTO, f"https://api.twilio.com{PATH}")
    twilio.files[f"ME{2:032x}"] = ("", b"x" * size, "image/jpeg")
    try:
        if size > 1024:
            with pytest.raises(FetchError, match="too large") as caught:
                await brought(channel, photo)
            assert not caught.value.again
        else:
            assert len(await brought(channel, photo)) == size
    finally:
        await channel.close()


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        (f"http://api.twilio.com{PATH}", "not https"),
        (f"ftp://api.twilio.com{PATH}", "not https"),
        ("file:///etc/passwd", "not even a host"),
        ("gopher://127.0.0.1:6379/_FLUSHALL", "another service"),
        (f"https://evil.mx{PATH}", "another host"),
        (f"https://api.twilio.com.evil.mx{PATH}", "ends otherwise"),
        (f"https://evilapi.twilio.com{PATH}", "another name of the vendor"),
        (f"https://eviltwilio.com{PATH}", "looks alike"),
        (f"https://api.twilio.com@evil.mx{PATH}", "the vendor as a user name"),
        (f"https://api.twilio.com:443@169.254.169.254{PATH}", "and a password"),
        (f"https://evil.mx#api.twilio.com{PATH}", "the vendor behind a fragment"),
        (f"https://evil.mx\\.twilio.com{PATH}", "a backslash"),
        (f"https://api.twilio.com:8443{PATH}", "another port"),
        (f"https://api.twilio.com:22{PATH}", "another service"),
        (f"https://169.254.169.254{PATH}", "the cloud's metadata"),
        (f"https://2852039166{PATH}", "the same, as one figure"),
        (f"https://0xA9FEA9FE{PATH}", "the same, in hexadecimal"),
        (f"https://0251.0376.0251.0376{PATH}", "the same, in octal"),
        (f"https://[::ffff:169.254.169.254]{PATH}", "the same, as IPv6"),
        (f"https://[::1]{PATH}", "ourselves"),
        (f"https://127.0.0.1{PATH}", "ourselves"),
        (f"https://localhost{PATH}", "ourselves"),
        ("https://api.twilio.com/2010-04-01/Accounts.json", "the credentials would fetch anything"),
        (f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json", "every message of everybody"),
        (f"https://api.twilio.com{PATH.replace(ACCOUNT_SID, 'AC' + 'f' * 32)}", "another account"),
        (f"https://api.twilio.com{PATH}/../../../../Messages.json", "climbs out"),
        (f"https://api.twilio.com{PATH}%2f..%2f..", "climbs out, encoded"),
        ("//api.twilio.com/x", "no scheme"),
        ("https://", "no host"),
        ("https://[", "no address"),
        ("", "nothing"),
    ],
)
def test_addresses_that_are_not_fetched(address: str, reason: str) -> None:
    for files in (LIVE, LOCAL):
        with pytest.raises(FetchError) as caught:
            files.source(address)
        assert not caught.value.again, reason


@pytest.mark.parametrize(
    ("address", "expected", "reason"),
    [
        (f"https://api.twilio.com{PATH}", f"https://api.twilio.com{PATH}", "the vendor's"),
        (f"https://API.Twilio.com:443{PATH}", f"https://api.twilio.com{PATH}", "the same, otherwise written"),
        (f"https://api.dublin.ie1.twilio.com{PATH}", f"https://api.twilio.com{PATH}", "a region of it: as told to us"),
        (f"https://api.twilio.com{PATH}?x=1#y", f"https://api.twilio.com{PATH}", "nothing but the path is used"),
    ],
)
def test_addresses_that_are_fetched(address: str, expected: str, reason: str) -> None:
    assert str(LIVE.source(address)) == expected, reason
    assert str(LOCAL.source(address)) == f"http://127.0.0.1:4010{PATH}", "the settings decide the host"


REDIRECTS = [
    ("https://mms.twiliocdn.com/AC1/x?Signature=y", True, "where WhatsApp files are"),
    ("https://media.twiliocdn.com/AC1/x", True, "seen too"),
    ("https://s3-external-1.amazonaws.com/media.twiliocdn.com/AC1/x", True, "seen too"),
    (f"https://api.twilio.com{PATH}.jpg", True, "within the vendor"),
    ("/other/path", True, "a path of the same host"),
    ("https://other.amazonaws.com/x", False, "anybody's bucket"),
    ("https://s3-external-1.amazonaws.com.evil.mx/x", False, "ends otherwise"),
    ("https://twiliocdn.com.evil.mx/x", False, "ends otherwise"),
    ("https://user:pw@mms.twiliocdn.com/x", False, "credentials in an address"),
    ("http://mms.twiliocdn.com/x", False, "not https"),
    ("https://mms.twiliocdn.com:22/x", False, "another service"),
    ("http://169.254.169.254/latest/meta-data", False, "the cloud's metadata"),
    ("https://2130706433/", False, "ourselves, as one figure"),
    ("//169.254.169.254/x", False, "a host without a scheme"),
    ("file:///etc/passwd", False, "another scheme"),
    ("javascript:alert(1)", False, "no address"),
    ("https://[", False, "no address"),
]


@pytest.mark.parametrize(("location", "followed", "reason"), REDIRECTS)
def test_redirects(location: str, followed: bool, reason: str) -> None:
    source = LIVE.source(f"https://api.twilio.com{PATH}")
    if followed:
        assert LIVE.target(source, location).scheme == "https", reason
        return
    with pytest.raises(FetchError) as caught:
        LIVE.target(source, location)
    assert not caught.value.again, reason


@pytest.mark.parametrize(
    ("location", "again", "reason"),
    [
        ("http://169.254.169.254/latest/meta-data", False, "the cloud's metadata"),
        ("http://10.0.0.1/x", False, "our own network, even in a test"),
        ("{self}", False, "round and round"),
        ("", False, "nowhere but itself"),
    ],
)
async def test_a_hostile_redirect_is_not_followed(
    channel: WhatsAppChannel,
    twilio: TwilioServer,
    intake: RefusingIntake,
    ana: Person,
    location: str,
    again: bool,
    reason: str,
) -> None:
    await ana.sends_photo()
    path = intake.kept[0].media[0].ref.removeprefix("https://api.twilio.com")
    twilio.media_location = location.format(self=f"{twilio.url}{path}") or f"{twilio.url}{path}"
    with pytest.raises(FetchError) as caught:
        await brought(channel, intake.kept[0].media[0])
    assert caught.value.again is again, reason
    assert twilio.content_network == []


class Answers(AbstractResolver):
    """A name server that somebody else controls."""

    def __init__(self, *addresses: str) -> None:
        self._addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=0)
            for address in self._addresses
        ]

    async def close(self) -> None:
        """Nothing is held."""


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "172.16.0.9", "100.64.0.1"),
        *("0.0.0.1", "::1", "fe80::1%eth0", "::ffff:10.0.0.1"),
    ],
)
async def test_a_name_that_leads_inside_is_refused(address: str) -> None:
    with pytest.raises(OSError, match="no public address"):
        await PublicResolver(Answers(address)).resolve("mms.twiliocdn.com", 443)


async def test_the_name_that_the_settings_chose_may_lead_inside() -> None:
    resolver = PublicResolver(Answers("10.0.0.1"), trusted="twilio.internal")
    assert len(await resolver.resolve("twilio.internal", 443)) == 1
    with pytest.raises(OSError, match="no public address"):
        await resolver.resolve("mms.twiliocdn.com", 443)


async def test_of_a_mixed_answer_only_the_public_address_is_used() -> None:
    found = await PublicResolver(Answers("10.0.0.1", "54.192.1.1")).resolve("mms.twiliocdn.com", 443)
    assert [one["host"] for one in found] == ["54.192.1.1"]


async def test_nobody_listening_is_worth_another_try() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        files = Files(ACCOUNT_SID, AUTH_TOKEN, f"http://127.0.0.1:{free.getsockname()[1]}", 1024)
        with pytest.raises(FetchError) as caught:
            assert [piece async for piece in files.fetch(f"https://api.twilio.com{PATH}")]
        await files.close()
    assert caught.value.again
