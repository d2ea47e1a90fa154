"""Bringing what a resident sent: all of it, not more than allowed, and from nowhere else."""

import pytest

from bot.channels.port import FetchError
from bot.channels.telegram import TelegramChannel
from civic.message import Media, MediaKind
from tests.fakes import telegram_faults as faults
from tests.fakes.telegram_server import TelegramServer

DATA = bytes(range(256)) * 1024


def photo(server: TelegramServer, data: bytes = DATA) -> Media:
    server.files["AgAC1"] = data
    return Media(MediaKind.PHOTO, "AgAC1", "image/jpeg")


async def brought(channel: TelegramChannel, media: Media) -> bytes:
    return b"".join([piece async for piece in channel.fetch(media)])


async def test_a_file_comes_whole(channel: TelegramChannel, server: TelegramServer) -> None:
    assert await brought(channel, photo(server)) == DATA


async def test_a_file_of_exactly_the_limit_comes(channel: TelegramChannel, server: TelegramServer) -> None:
    channel._file_limit = len(DATA)
    assert await brought(channel, photo(server)) == DATA


@pytest.mark.parametrize("announced", [0, len(DATA)], ids=["by what getFile says", "by what the update said"])
async def test_a_file_over_the_limit_is_not_brought(
    channel: TelegramChannel, server: TelegramServer, announced: int
) -> None:
    channel._file_limit = len(DATA) - 1
    photo(server)
    with pytest.raises(FetchError) as failure:
        await brought(channel, Media(MediaKind.PHOTO, "AgAC1", size=announced))
    assert not failure.value.again


async def test_a_file_larger_than_it_says_is_cut_off(channel: TelegramChannel, server: TelegramServer) -> None:
    channel._file_limit = 100_000
    media = photo(server)
    server.spoil("getFile", answers('{"file_id":"AgAC1","file_unique_id":"u","file_size":1,"file_path":"files/AgAC1"}'))
    with pytest.raises(FetchError) as failure:
        await brought(channel, media)
    assert not failure.value.again


def answers(result: str) -> faults.Fault:
    return faults.Fault(body=b'{"ok":true,"result":' + result.encode() + b"}")


ELSEWHERE = [
    ("../../getMe", "climbs out of the files"),
    ("", "no path at all"),
    ("files/../../botX/getMe", "climbs out from inside"),
]


@pytest.mark.parametrize(("path", "why"), ELSEWHERE, ids=[case[1] for case in ELSEWHERE])
async def test_a_path_that_leads_elsewhere_is_not_followed(
    channel: TelegramChannel, server: TelegramServer, path: str, why: str
) -> None:
    media = photo(server)
    server.spoil("getFile", answers(f'{{"file_id":"a","file_unique_id":"u","file_path":"{path}"}}'))
    with pytest.raises(FetchError) as failure:
        await brought(channel, media)
    assert not failure.value.again, why


async def test_a_whole_address_is_only_a_path_below_ours(channel: TelegramChannel, server: TelegramServer) -> None:
    media = photo(server)
    server.spoil("getFile", answers('{"file_id":"a","file_unique_id":"u","file_path":"http://127.0.0.1:9/x"}'))
    with pytest.raises(FetchError):
        await brought(channel, media)


FAILURES = [
    ("getFile", faults.refused("wrong file_id"), False, "there is no such file"),
    ("getFile", faults.refused("file is too big"), False, "it is too large for the Bot API"),
    ("getFile", faults.flood(3), True, "too much asked at once"),
    ("getFile", faults.failing(), True, "Telegram fails"),
    ("getFile", faults.cut(), True, "cut off"),
    ("file", faults.Fault(status=404), True, "the link ran out: a new one may be given"),
    ("file", faults.Fault(status=403), True, "a proxy stands in the way"),
    ("file", faults.Fault(status=400, body=b'{"ok":false}'), False, "the file server will not have it"),
    ("file", faults.Fault(status=502), True, "the file server fails"),
    (
        "file",
        faults.Fault(status=302, parameters={"Location": "http://127.0.0.1:9/"}),
        True,
        "sent elsewhere: not gone",
    ),
    ("file", faults.cut(), True, "cut off in the middle"),
]


@pytest.mark.parametrize(("method", "fault", "again", "why"), FAILURES, ids=[case[3] for case in FAILURES])
async def test_a_failure_says_whether_later_may_help(
    channel: TelegramChannel, server: TelegramServer, method: str, fault: faults.Fault, again: bool, why: str
) -> None:
    media = photo(server)
    server.spoil(method, fault, fault)  # twice: a GET that is cut off at once may be asked again unseen
    with pytest.raises(FetchError) as failure:
        await brought(channel, media)
    assert failure.value.again is again, why
    assert server.token not in str(failure.value)


async def test_a_redirect_is_not_followed_even_to_our_own_files(
    channel: TelegramChannel, server: TelegramServer
) -> None:
    media = photo(server)
    there = {"Location": f"{server.base_url}/file/bot{server.token}/files/{media.ref}"}
    server.spoil("file", faults.Fault(status=302, parameters=there))
    with pytest.raises(FetchError):
        await brought(channel, media)


async def test_a_reader_that_loses_interest_leaves_nothing_open(
    channel: TelegramChannel, server: TelegramServer
) -> None:
    pieces = channel.fetch(photo(server, DATA * 8))
    assert await anext(pieces)
    await pieces.aclose()  # type: ignore[attr-defined]
    assert not channel._request._session.connector._acquired  # type: ignore[union-attr]
