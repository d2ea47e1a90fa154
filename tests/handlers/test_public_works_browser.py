"""The pages of works on a phone, in Chromium: nothing is cut off, nothing is refused by the page's own policy."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from civic.register import Register
from civic.works import PublicWork
from handlers.public import public_routes
from storage.migrate import migrate
from storage.store import open_store
from storage.works import import_works
from tests.serving import serving

playwright = pytest.importorskip("playwright.async_api", reason="the browser tests need the package playwright")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="the browser tests need Debian's chromium")

WORK = PublicWork(
    key="OP-1",
    name="Rehabilitación de la intersección Circuito Interior con Prolongación Pino Suárez",
    status="en proceso",
    contractor="Constructora" * 8,
    centavos=125_000_000,
    ends_on=date(2026, 12, 18),
    progress=55.0,
)


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[str]:
    """Address of the pages, with one work."""
    url = f"sqlite:///{folder / 'voz.db'}"
    migrate(url)
    store = open_store(url)
    await store.write(lambda c: import_works(c, Register(works=[WORK]), "a", datetime(2026, 11, 23, 16, tzinfo=UTC)))
    routes = public_routes(store, municipality="Durango", zone=ZoneInfo("America/Monterrey"))
    try:
        async with serving(routes) as address:
            yield address
    finally:
        await store.close()


async def test_a_resident_finds_a_work_on_a_small_phone(tmp_path: Path) -> None:
    async with served(tmp_path) as address, playwright.async_playwright() as started:
        browser = await started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page(viewport={"width": 320, "height": 640}, locale="es-MX")
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        await page.goto(f"{address}/obras")
        await page.get_by_label("Busque por nombre de la obra o colonia").fill("circuito")
        await page.get_by_role("button", name="Buscar").click()
        await page.get_by_text("Encontramos 1 obra").wait_for()
        await page.get_by_role("link", name="Rehabilitación").click()
        bar = page.get_by_role("progressbar", name="Avance oficial")
        assert await bar.evaluate("bar => bar.value / bar.max") == 0.55
        assert await bar.evaluate("bar => getComputedStyle(bar).borderTopWidth") == "2px", "seen without colour"
        assert await page.evaluate("document.documentElement.scrollWidth") == 320, "nothing sticks out"
        assert complaints == []
        await browser.close()
