"""What residents and colleagues write is words, and what they send is handed out to be saved: nothing of it runs."""

import io
import re
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import update

from civic.access import Role
from civic.message import Media, MediaKind
from storage import tables
from tests.browser.house import IN_CHROMIUM, House, expect, lines
from tests.browser.lively import every_page
from tests.desking import Employee

pytestmark = IN_CHROMIUM

NASTY = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"'><svg/onload=alert(1)>",
    "javascript:alert(1)//{{7*7}}${7*7}",
    "</textarea></title><iframe srcdoc='<script>alert(1)</script>'>",
    "<style>*{display:none}</style><base href=//evil.example><meta http-equiv=refresh content=0>",
    "\u202egpj.exe\u2066 <a href='data:text/html,x'>x</a> \u200f",
)
_ALIVE = "#main script, #main iframe, #main svg[onload], #main img[onerror], #main base, #main meta, #main style"


async def test_words_are_words_wherever_they_are_shown(house: House) -> None:
    """As a name, a message, a file's name, a label, a note, a quick reply, a colleague's name."""
    boss = await house.town.hires("lupita", Role.ADMINISTRATOR, full_name=NASTY[0])
    chats = [await _said_everywhere(house, boss, number, nasty) for number, nasty in enumerate(NASTY)]
    page = await house.opens(boss, "/desk/")
    for chat_id, nasty in zip(chats, NASTY, strict=True):
        await page.goto(f"{house.address}/desk/chats/{chat_id}")
        shown = await lines(page).locator(".text").all_inner_texts()
        assert " ".join(nasty.split()) in [" ".join(one.split()) for one in shown]
        assert await page.locator(_ALIVE).count() == 0, nasty
    await house.says("vecino 0", "".join(NASTY))
    for path in (await every_page(house.town, boss)).values():
        await page.goto(house.address + path)
        assert await page.locator(_ALIVE).count() == 0, path
        assert page.url.endswith(path) or path == "/desk/siguiente", path


async def test_words_that_arrive_are_words(house: House) -> None:
    boss = await house.town.hires("lupita", Role.ADMINISTRATOR)
    chat_id = await house.waits("ana")
    queue, page = await house.opens(boss, "/desk/"), await house.opens(boss, f"/desk/chats/{chat_id}")
    for nasty in NASTY:
        await house.says("ana", nasty)
    await expect(lines(page).filter(has_text="gpj.exe")).to_be_visible()
    await expect(queue.locator("#rows")).to_contain_text("gpj.exe")
    for shown in (queue, page):
        assert await shown.locator(_ALIVE).count() == 0


async def _said_everywhere(house: House, boss: Employee, number: int, nasty: str) -> int:
    chat_id = await house.waits(f"vecino {number}", nasty, name=nasty[:60])
    file = Media(kind=MediaKind.DOCUMENT, ref="f", mime="text/html", name=nasty[:80])
    await house.town.corridor.sends(f"vecino {number}", file, nasty)
    await boss.does(f"/desk/chats/{chat_id}", "note", note=nasty)
    await boss.does(f"/desk/chats/{chat_id}", "labels", labels=nasty[:40].replace(",", " "))
    text = nasty.replace("{", "(").replace("}", ")")
    await boss.does("/desk/respuestas", "add", shortcut=nasty[:40], text=text, department="")
    return chat_id


def _picture_and_page() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "grey").save(made, "JPEG", comment=b"<script>alert(1)</script>")
    return made.getvalue() + b"<html><script>alert(1)</script></html>"


FILES: list[tuple[str, bytes, bool]] = [
    ("dibujo.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", False),
    ("foto.jpg", b"<html><script>alert(1)</script></html>", False),
    ("las dos cosas.jpg", _picture_and_page(), True),
    ("../../../etc/cron.d/x", b"#!/bin/sh", False),
    ("x" * 300 + ".pdf", b"%PDF-1.7 <script>", False),
    ("recibo\u202efdp.exe", b"MZ\x90", False),
    ("recibo.pdf\x00.html", b"<script>alert(1)</script>", False),
]


async def test_files_of_residents_are_pictures_or_are_saved(house: House) -> None:
    """By what they are, whatever their names say; never as a page, never with a name of theirs on our disk."""
    rosa = await house.town.hires("rosa", Role.OPERATOR)
    chat_id = await house.waits("ana")
    for name, _, _ in FILES:
        await house.town.corridor.sends("ana", Media(kind=MediaKind.DOCUMENT, ref="f", name=name[:200]))
    rows = await house.town.corridor.rows("media")
    for number, (row, (_, content, _)) in enumerate(zip(rows, FILES, strict=True)):
        (house.town.media / f"m{number}").write_bytes(content)
        kept = update(tables.media).where(tables.media.c.id == row.id).values(state="kept", path=f"m{number}")
        await house.town.corridor.does(lambda c, kept=kept: c.execute(kept))
    page = await house.opens(rosa, f"/desk/chats/{chat_id}")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for row, (name, _, is_picture) in zip(rows, FILES, strict=True):
        answer = await rosa.sees(f"/desk/archivos/{row.id}")
        assert answer.headers["x-content-type-options"] == "nosniff", name
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox", name
        assert answer.headers.get("content-disposition", "").startswith("attachment") is not is_picture, name
        assert answer.headers["content-type"] == ("image/jpeg" if is_picture else "application/octet-stream"), name
        if not is_picture:
            assert answer.headers["content-disposition"] == f'attachment; filename="archivo-{row.id}"', name


@pytest.mark.parametrize(("name", "content", "is_picture"), FILES)
async def test_files_of_staff_are_made_anew_or_refused(
    house: House, name: str, content: bytes, is_picture: bool
) -> None:
    rosa = await house.town.hires("rosa", Role.OPERATOR)
    chat_id = await house.waits("ana")
    page = await house.opens(rosa, f"/desk/chats/{chat_id}")
    file: dict[str, Any] = {"name": name.replace("\x00", "%00"), "mimeType": "image/jpeg", "buffer": content}
    await page.set_input_files("#file", file)
    await page.fill("#text", "Aquí está.")
    await page.click("#send")
    if not is_picture and not content.startswith(b"%PDF-"):
        await expect(page.locator("#error")).to_contain_text("Se pueden mandar fotos")
        assert await page.input_value("#text") == "Aquí está."
        house.expected += ["422"]
        return
    await expect(page.locator("p.done")).to_be_visible()
    made = [
        one for one in house.town.media.rglob("*") if one.is_file() and one.parent.name in ("pictures", "documents")
    ]
    assert all(re.fullmatch(r"[\w-]{1,80}\.(jpg|pdf)", one.name) for one in made), "no name of theirs"
    if is_picture:
        assert all(b"script" not in one.read_bytes() for one in made)
    house.expected += ["404"]  # the town serves no pictures; the program does, from a folder of its own
