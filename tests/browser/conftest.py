"""One Chromium for all tests of a worker, and a new town for each."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio

from storage.store import open_store
from tests.browser.house import CHROMIUM, FLAGS, House, playwright
from tests.desking import desk_town


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Any]:
    async with playwright.async_playwright() as started:
        browser = await started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def house(_sqlite_template: Path, tmp_path: Path, chromium: Any) -> AsyncIterator[House]:
    """At its end nothing was refused by a page's policy, left for elsewhere or broke in a script."""
    shutil.copy(_sqlite_template, tmp_path / "voz.db")
    store = open_store(f"sqlite:///{tmp_path / 'voz.db'}")
    async with desk_town(store, tmp_path) as town:
        house = House(town, chromium)
        await house.opens_doors()
        yield house
        await house.goes_home()
    await store.close()
    assert house.unexpected == []
