"""The program that is built shows the public pages: from the front page to one sample work of the
demonstration, and to the consultations."""

import asyncio
from pathlib import Path

import httpx

from bot.build import build
from bot.commands.demo import demo_settings, prepare


async def test_from_the_front_page_to_a_work(tmp_path: Path) -> None:
    settings = demo_settings(tmp_path, 0)
    await asyncio.to_thread(prepare, settings)  # a command: it brings its own loop
    program = await build(settings, [], demo=True)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(program.web), base_url="http://voz.example") as browser:
        assert 'href="/obras"' in (await browser.get("/")).text
        assert 'href="/consultas"' in (await browser.get("/")).text
        assert "todavía no ha publicado ninguna consulta" in (await browser.get("/consultas")).text
        assert 'href="/obras/M-004"' in (await browser.get("/obras")).text
        assert "$860,400.00 pesos" in (await browser.get("/obras/M-004")).text
    await program.store.close()
