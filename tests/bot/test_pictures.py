"""What may be shown to other residents: made anew, told nothing, found by its name alone."""

import re
import stat
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from starlette.applications import Starlette

from bot.pictures import (
    LONGEST_SIDE,
    MOST_PIXELS,
    NotAPicture,
    find_picture,
    make_picture,
    pictures_folder,
    pictures_route,
    remove_picture,
)

RED, BLUE, WHITE = (200, 30, 30), (30, 30, 200), (255, 255, 255)
GPS, MAKE, ORIENTATION = 0x8825, 0x010F, 0x0112
SCRIPT = b"<script>alert(1)</script>"


def saved(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def plain(width: int = 80, height: int = 60, mode: str = "RGB", colour: Any = RED) -> Image.Image:
    return Image.new(mode, (width, height), colour)


def half_and_half() -> Image.Image:
    """Red on the left, blue on the right."""
    image = plain(80, 60)
    image.paste(BLUE, (40, 0, 80, 60))
    return image


def made(content: bytes, folder: Path) -> Image.Image:
    found = find_picture(make_picture(content, folder), folder)
    assert found
    image = Image.open(BytesIO(found))
    image.load()
    assert image.format == "JPEG"
    return image


def close_to(image: Image.Image, at: tuple[int, int], colour: tuple[int, int, int]) -> bool:
    seen = image.getpixel(at)
    assert isinstance(seen, tuple)
    return all(abs(one - other) < 16 for one, other in zip(seen, colour, strict=True))


def exif(**tags: Any) -> Image.Exif:
    """As a camera writes it, with the place."""
    notes = Image.Exif()
    notes[MAKE] = "Acme Phone of Ana"
    notes.get_ifd(GPS).update({1: "N", 2: (24.0, 1.0, 39.0), 3: "W", 4: (104.0, 40.0, 12.0)})
    notes.update({ORIENTATION: tags.get("orientation", 1)})
    return notes


WELL = [
    (saved(plain()), RED, "a JPEG"),
    (saved(plain(), "PNG"), RED, "a PNG"),
    (saved(plain(), "WEBP", lossless=True), RED, "a WebP"),
    (saved(plain(mode="CMYK", colour=(0, 0, 0, 0))), WHITE, "a JPEG made for print"),
    (saved(plain(mode="RGBA", colour=(0, 0, 0, 0)), "PNG"), WHITE, "nothing but what shows through is white"),
    (saved(plain().quantize(4), "PNG"), RED, "a palette"),
    (saved(plain(mode="L", colour=255)), WHITE, "grey"),
    (saved(plain(), "PNG", save_all=True, append_images=[plain(colour=BLUE)]), RED, "of a moving PNG the first frame"),
    (
        saved(plain(), "WEBP", lossless=True, save_all=True, append_images=[plain(colour=BLUE)]),
        RED,
        "of a moving WebP the first frame",
    ),
    (saved(plain(), exif=b"Exif\0\0garbage that is no EXIF"), RED, "a camera's notes that cannot be read"),
]


@pytest.mark.parametrize(("content", "colour", "reason"), WELL, ids=[case[2] for case in WELL])
def test_a_photo_is_taken(content: bytes, colour: tuple[int, int, int], reason: str, tmp_path: Path) -> None:
    image = made(content, tmp_path)
    assert (image.mode, image.size) == ("RGB", (80, 60))
    assert close_to(image, (40, 30), colour), reason


def bomb() -> bytes:
    """A few kilobytes that say they are many millions of pixels."""
    return saved(plain(12_000, 5_000, "1", 0), "PNG")


def huge_header() -> bytes:
    """A small JPEG whose header claims 65,500 by 65,500."""
    content = saved(plain())
    at = content.index(b"\xff\xc0") + 5
    return content[:at] + b"\xff\xdc\xff\xdc" + content[at + 4 :]


REFUSED = [
    (lambda: b"", "abrir", "nothing"),
    (lambda: b"\xff\xd8\xff photo", "abrir", "only the first bytes of a JPEG"),
    (lambda: saved(Image.effect_noise((400, 400), 60).convert("RGB"))[:9000], "abrir", "cut off on the way"),
    (lambda: saved(plain(400, 400), "PNG")[:-40], "abrir", "a PNG without its end"),
    (lambda: b"%PDF-1.7\n" + saved(plain()), "abrir", "a PDF with a photo in it"),
    (lambda: SCRIPT + saved(plain()), "abrir", "a page with a photo behind it"),
    (lambda: saved(plain(), "GIF"), "abrir", "a GIF"),
    (lambda: saved(plain(), "TIFF"), "abrir", "a TIFF"),
    (lambda: saved(plain(), "BMP"), "abrir", "a BMP"),
    (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "abrir", "a program for a printer"),
    (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "abrir", "an SVG"),
    (lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "abrir", "a HEIC"),
    (bomb, "50 millones", "few bytes, many pixels"),
    (huge_header, "50 millones", "a header that lies"),
    (lambda: saved(plain(900, 10)), "angosta", "a line"),
]


@pytest.mark.parametrize(("content", "said", "reason"), REFUSED, ids=[case[2] for case in REFUSED])
def test_what_is_no_photo_is_refused_in_one_sentence(
    content: Callable[[], bytes], said: str, reason: str, tmp_path: Path
) -> None:
    with pytest.raises(NotAPicture, match=said) as refused:
        make_picture(content(), tmp_path)
    assert re.fullmatch(r"[^.]+\.", str(refused.value)), reason
    assert list(tmp_path.iterdir()) == []


def test_a_bomb_is_one() -> None:
    assert len(bomb()) < 20_000
    assert MOST_PIXELS < 12_000 * 5_000


@pytest.mark.parametrize(
    "content",
    [
        saved(plain(), exif=exif(), comment=b"at Ana's", icc_profile=b"profile of Ana"),
        saved(plain(), "WEBP", exif=exif(), xmp=b"<x:xmpmeta>Ana</x:xmpmeta>"),
        saved(plain()) + b"PK\x03\x04 Ana's house.zip" + SCRIPT,
    ],
    ids=["JPEG", "WebP", "a JPEG that is an archive too"],
)
def test_nothing_but_the_pixels_is_kept(content: bytes, tmp_path: Path) -> None:
    assert b"Ana" in content
    name = make_picture(content, tmp_path)
    kept = find_picture(name, tmp_path)
    assert kept
    for told in (b"Ana", b"Acme", b"Exif", b"ICC_PROFILE", b"PK\x03\x04", b"script"):
        assert told not in kept
    image = Image.open(BytesIO(kept))
    assert not image.getexif()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}


def test_a_png_with_notes_keeps_none(tmp_path: Path) -> None:
    notes = PngInfo()
    notes.add_text("Author", "Ana")
    notes.add_itxt("XML:com.adobe.xmp", "Ana")
    kept = find_picture(make_picture(saved(plain(), "PNG", pnginfo=notes, exif=exif()), tmp_path), tmp_path)
    assert kept
    assert b"Ana" not in kept


@pytest.mark.parametrize(
    ("orientation", "red_at", "size"),
    [
        (1, (5, 30), (80, 60)),
        (2, (75, 30), (80, 60)),
        (3, (75, 30), (80, 60)),
        (4, (5, 30), (80, 60)),
        (5, (30, 5), (60, 80)),
        (6, (30, 5), (60, 80)),
        (7, (30, 75), (60, 80)),
        (8, (30, 75), (60, 80)),
        (9, (5, 30), (80, 60)),
    ],
)
def test_it_stands_upright(orientation: int, red_at: tuple[int, int], size: tuple[int, int], tmp_path: Path) -> None:
    image = made(saved(half_and_half(), quality=95, exif=exif(orientation=orientation)), tmp_path)
    assert image.size == size
    assert close_to(image, red_at, RED)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((3000, 2000), (1280, 853)),
        ((2000, 3000), (853, 1280)),
        ((LONGEST_SIDE, 100), (LONGEST_SIDE, 100)),
        ((2, 2), (2, 2)),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_it_is_small_and_never_made_larger(
    size: tuple[int, int], expected: tuple[int, int], kind: str, tmp_path: Path
) -> None:
    assert made(saved(plain(*size), kind), tmp_path).size == expected


def test_its_name_cannot_be_guessed_and_its_file_is_ours_alone(tmp_path: Path) -> None:
    folder = pictures_folder(tmp_path / "media")
    first, second = (make_picture(saved(plain()), folder) for _ in range(2))
    assert first != second
    assert re.fullmatch(r"[\w-]{32}", first)
    assert sorted(path.name for path in folder.iterdir()) == sorted([f"{first}.jpg", f"{second}.jpg"])
    assert stat.S_IMODE((folder / f"{first}.jpg").stat().st_mode) == 0o600


def test_it_can_be_taken_away_more_than_once(tmp_path: Path) -> None:
    name = make_picture(saved(plain()), tmp_path)
    remove_picture(name, tmp_path)
    remove_picture(name, tmp_path)
    assert find_picture(name, tmp_path) is None


@pytest.mark.parametrize("name", ["", "../secret", "x" * 31, "x" * 33, "x" * 31 + "/", "x" * 31 + "\n", "ñ" * 32])
def test_only_names_of_ours_are_looked_at(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    assert find_picture(name, folder) is None
    remove_picture(name, folder)
    assert (tmp_path / "secret.jpg").exists()


async def asked(folder: Path, path: str, method: str = "GET") -> httpx.Response:
    transport = httpx.ASGITransport(Starlette(routes=[pictures_route(folder)]))
    async with httpx.AsyncClient(transport=transport, base_url="http://voz.test") as client:
        return await client.request(method, path)


async def test_whoever_knows_the_name_sees_it(tmp_path: Path) -> None:
    name = make_picture(saved(plain()), tmp_path)
    answer = await asked(tmp_path, f"/pictures/{name}.jpg")
    assert answer.status_code == 200
    assert answer.content == find_picture(name, tmp_path)
    assert {header: answer.headers[header] for header in answer.headers if header != "content-length"} == {
        "content-type": "image/jpeg",
        "x-content-type-options": "nosniff",
        "cache-control": "private, max-age=86400",
        "x-robots-tag": "noindex",
    }


@pytest.mark.parametrize(
    "path",
    [
        "/pictures/",
        "/pictures",
        f"/pictures/{'x' * 32}.jpg",
        f"/pictures/{'x' * 32}",
        f"/pictures/{'x' * 32}.png",
        "/pictures/..%2Fsecret.jpg",
        "/pictures/%2e%2e/secret.jpg",
        "/pictures/.jpg",
        f"/pictures/{'x' * 31}%00.jpg",
        f"/pictures/{'x' * 32}%0a.jpg",
    ],
)
async def test_nothing_else_is_served(path: str, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    answer = await asked(folder, path)
    assert answer.status_code == 404
    assert b"secret" not in answer.content


async def test_a_picture_is_only_looked_at(tmp_path: Path) -> None:
    path = f"/pictures/{make_picture(saved(plain()), tmp_path)}.jpg"
    assert (await asked(tmp_path, path, "POST")).status_code == 405
    assert (await asked(tmp_path, path, "HEAD")).content == b""
