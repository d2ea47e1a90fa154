from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.channels.phone.files import Files, TooLarge, WrongContent
from bot.channels.port import FetchError
from civic.message import MediaKind

JPEG, PNG, PDF = b"\xff\xd8\xff\xe0rest", b"\x89PNG\r\n\x1a\nrest", b"%PDF-1.7 rest"
WEBM, OGG, MP4 = b"\x1aE\xdf\xa3rest", b"OggSrest", b"\0\0\0\x20ftypisom"
HTML, SVG = b"<!doctype html><script>", b"<svg xmlns='http://www.w3.org/2000/svg'/>"


@pytest.fixture
def files() -> Iterator[Files]:
    opened = Files(None, limit=1000)
    yield opened
    opened.close()


async def pieces(*contents: bytes) -> AsyncIterator[bytes]:
    for content in contents:
        yield content


@pytest.mark.parametrize(
    ("mime", "content", "kind"),
    [
        ("image/jpeg", JPEG, MediaKind.PHOTO),
        ("IMAGE/PNG", PNG, MediaKind.PHOTO),
        ("audio/webm;codecs=opus", WEBM, MediaKind.VOICE),
        ("audio/ogg; codecs=opus", OGG, MediaKind.VOICE),
        ("video/webm", WEBM, MediaKind.VIDEO),
        ("video/mp4", MP4, MediaKind.VIDEO),
        ("application/pdf", PDF, MediaKind.DOCUMENT),
    ],
)
async def test_a_file_is_kept_and_read_again(files: Files, mime: str, content: bytes, kind: MediaKind) -> None:
    kept = await files.keep(mime, pieces(content[:3], content[3:]))
    assert (kept.kind, kept.mime, kept.size) == (kind, mime.partition(";")[0].lower(), len(content))
    assert files.find(kept.ref) == kept
    assert b"".join([piece async for piece in files.read(kept.ref)]) == content


@pytest.mark.parametrize(
    ("mime", "content", "reason"),
    [
        ("text/html", HTML, "a page would run in our own origin"),
        ("image/svg+xml", SVG, "so would a drawing with a script"),
        ("image/jpeg", HTML, "the name says photo, the content does not"),
        ("image/png", JPEG, "a photo, but not the one it says"),
        ("image/jpeg", b"", "nothing at all"),
        ("", JPEG, "no name"),
    ],
)
async def test_what_is_not_a_photo_sound_video_or_pdf_is_refused(
    files: Files, mime: str, content: bytes, reason: str
) -> None:
    with pytest.raises(WrongContent):
        await files.keep(mime, pieces(content))
    assert reason


async def test_the_limit_holds_to_the_byte_and_stops_reading(files: Files) -> None:
    await files.keep("image/jpeg", pieces(JPEG.ljust(1000, b"x")))

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 400

    with pytest.raises(TooLarge):
        await files.keep("image/jpeg", endless())


@pytest.mark.parametrize("ref", ["", "../../etc/passwd", "/etc/passwd", "a" * 22 + ".jpg", "..", "\0"])
async def test_a_reference_names_our_files_only(files: Files, ref: str) -> None:
    assert files.find(ref) is None
    with pytest.raises(FetchError):
        [piece async for piece in files.read(ref)]


async def test_a_folder_given_from_outside_survives(tmp_path: Path) -> None:
    first = Files(tmp_path, limit=1000)
    kept = await first.keep("image/jpeg", pieces(JPEG))
    first.close()
    again = Files(tmp_path, limit=1000)
    assert again.find(kept.ref) == kept
    again.close()
