"""The page of results in Chromium: on a small phone, wide, dark and printed."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.publishing import Publishing
from handlers.present import Present
from handlers.public import consultation_routes
from storage.migrate import migrate
from storage.store import open_store
from tests.consulted import OVER, hold_consultation
from tests.serving import serving

playwright = pytest.importorskip("playwright.async_api", reason="the browser tests need the package playwright")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="the browser tests need Debian's chromium")


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[str]:
    """Address of the pages, with the results of one consultation."""
    url = f"sqlite:///{folder / 'voz.db'}"
    migrate(url)
    store = open_store(url)
    world = await store.write(hold_consultation)
    await Publishing(store, Present(world), pictures=folder / "pictures", now=lambda: OVER).look()
    routes = consultation_routes(store, municipality="Durango", zone=ZoneInfo("America/Monterrey"), now=lambda: OVER)
    try:
        async with serving(routes) as address:
            yield address
    finally:
        await store.close()


async def test_the_results_are_read_on_a_small_phone_and_on_paper(tmp_path: Path) -> None:
    async with served(tmp_path) as address, playwright.async_playwright() as started:
        browser = await started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page(viewport={"width": 320, "height": 640}, locale="es-MX", color_scheme="dark")
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        await page.goto(f"{address}/consultas")
        await page.get_by_role("link", name="Consulta ciudadana 2026").click()
        await page.get_by_role("heading", name="Votación").wait_for()
        assert await page.evaluate("document.documentElement.scrollWidth") == 320, "nothing sticks out"
        row = page.get_by_role("row", name="500 lámparas")
        assert await row.get_by_role("cell").inner_text() == "4", "a table for who cannot see its bars"
        bar = await row.locator("rect").bounding_box()
        assert bar is not None
        assert bar["width"] > 200
        async with page.expect_download() as waiting:
            await page.get_by_role("link", name="boletas.csv").click()
        saved = await (await waiting.value).path()
        assert Path(saved).read_text(encoding="utf-8").startswith("opciones\nbanquetas\n")
        await page.emulate_media(media="print")
        assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert await page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)", "dark on paper is light"
        assert await page.get_by_role("columnheader", name="Votos").is_visible()
        assert complaints == []
        await browser.close()
