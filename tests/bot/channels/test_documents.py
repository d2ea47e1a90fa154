"""A PDF with a message: on Telegram the words stand under it, on WhatsApp they go before it; they arrive in any case."""

import asyncio
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from bot.channels.port import NotSent
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.whatsapp.render import render
from bot.documents import MOST_BYTES, NotADocument, documents_route, ending_of, keep_document, keep_file
from civic.message import Choice, Message
from tests.bot.channels.contract import DOCUMENT
from tests.bot.channels.whatsapp.conftest import make_channel
from tests.fakes.telegram_faults import refused
from tests.fakes.telegram_server import TelegramServer
from tests.fakes.twilio_script import refuses, too_many
from tests.fakes.twilio_server import TwilioServer

ASKED = Message(text="¿Puede venir?", document=DOCUMENT, choices=(Choice("1.si", "Sí voy"),), template="aviso")
PDF = b"%PDF-1.7 one page"


async def test_telegram_shows_the_words_under_it(documents: Path) -> None:
    async with TelegramServer() as server:
        channel = TelegramChannel(server.token, api_base_url=server.base_url, documents=documents)
        ana = server.person()
        for part in channel.parts(ASKED, window_open=True):
            assert await channel.send(str(ana.id), part, 1)
        server.spoil("sendDocument", refused("DOCUMENT_INVALID"))
        for part in channel.parts(ASKED, window_open=True):
            assert await channel.send(str(ana.id), part, 2)
        await channel.close()
        assert [(one.text, one.document) for one in ana.received] == [(ASKED.text, PDF), (ASKED.text, b"")]
        assert all("Sí voy" in str(one.markup) for one in ana.received)
        assert server.violations == []


def test_whatsapp_says_the_words_first_and_the_row_is_theirs() -> None:
    words, paper = render(ASKED, {}, window_open=True, buttons=True)
    assert (words.aside, paper.aside) == (False, True)
    assert paper.request == {"document": DOCUMENT.file}
    (template,) = render(ASKED, {"aviso": "HX1"}, window_open=False, buttons=True)
    assert template.request["template"] == "HX1"


async def test_whatsapp_is_told_where_it_lies_and_a_refusal_harms_nobody(documents: Path) -> None:
    async with TwilioServer() as twilio:
        channel = make_channel(twilio, documents=documents)
        to = "whatsapp:+5216181234567"
        paper = channel.parts(ASKED, window_open=True)[-1]
        twilio.last_heard[to] = twilio.now()
        assert await channel.send(to, paper, 1)
        assert twilio.forms[0]["MediaUrl"].endswith(f"/documents/{DOCUMENT.file}")
        assert "StatusCallback" not in twilio.forms[0]
        twilio.faults.append(refuses(63021))
        assert await channel.send(to, paper, 2) == ""
        twilio.faults.append(too_many("1"))
        with pytest.raises(NotSent):
            await channel.send(to, paper, 3)
        await channel.close()


async def test_only_pdfs_are_kept_once_each_and_served_to_who_knows_the_name(tmp_path: Path) -> None:
    name = await asyncio.to_thread(keep_document, PDF, tmp_path)
    assert keep_document(PDF, tmp_path) == name
    for wrong, says in ((b"<html>", "no es un PDF"), (PDF + bytes(MOST_BYTES), "pesa más de 15 MB")):
        with pytest.raises(NotADocument, match=says):
            keep_document(wrong, tmp_path)
    async with _asks(tmp_path) as client:
        given = await client.get(f"/documents/{name}")
        assert (given.content, given.headers["content-type"]) == (PDF, "application/pdf")
        for nothing in (f"{'0' * 32}.pdf", f"{name}.part", "..%2Fsecret.pdf"):
            assert (await client.get(f"/documents/{nothing}")).status_code == 404


@pytest.mark.parametrize(
    ("content", "ending", "shown"),
    [
        (b"ID3\x04 a song", "mp3", "audio/mpeg"),
        (b"\xff\xfb\x90 a song", "mp3", "audio/mpeg"),
        (b"OggS a note", "ogg", "audio/ogg"),
        (b"\x00\x00\x00\x20ftypM4A a note", "m4a", "audio/mp4"),
        (PDF, "pdf", "application/pdf"),
        (b"\x00\x00\x00\x20ftypisom a film", "", ""),
        (b"<svg onload=alert(1)>", "", ""),
        (b"", "", ""),
    ],
)
async def test_a_file_is_what_is_in_it(tmp_path: Path, content: bytes, ending: str, shown: str) -> None:
    assert ending_of(content) == ending
    if not ending:
        with pytest.raises(NotADocument):
            keep_file(content, tmp_path)
        return
    async with _asks(tmp_path) as client:
        given = await client.get(f"/documents/{keep_file(content, tmp_path)}")
    assert (given.headers["content-type"], given.headers["x-content-type-options"]) == (shown, "nosniff")


def _asks(folder: Path) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(Starlette(routes=[documents_route(folder)]))
    return httpx.AsyncClient(transport=transport, base_url="http://bot")
