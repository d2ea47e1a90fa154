"""Takes a picture of every screen of the desk, of an invented town, and writes the page that shows them: `make screenshots`.

`python -m docs.images.desk --all FOLDER`: wide and narrow, light and dark, for a person to look at before a release.
"""

import asyncio
import io
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.async_api import Browser, Page, async_playwright
from starlette.applications import Starlette

from bot.papers import pdf_of, qr_svg
from handlers.desk import ChannelState, Running, desk_routes
from storage.migrate import migrate
from storage.store import open_store
from tests.browser.house import FLAGS, LOOKS, House
from tests.browser.lively import every_address, other_states, screen_of, something_of_everything
from tests.browser.way_in import way_in
from tests.desking import WHATSAPP, Employee, desk_town

FOLDER = Path(__file__).parent / "desk"
PAGE = Path(__file__).parents[1] / "screens.md"
HEAD = """# The screens of the desk

Every screen, of an invented town, as `make screenshots` took it; where each stands and who may see it: [the desk](desk.md).
They are light or dark as the computer is, and fit a telephone.
"""
WIDTH, HEIGHT, TALLEST = 1280, 800, 1500
SHOWN_AT = {"/desk/": "/desk/", "/desk/informes": "/desk/informes?desde=2026-10-28&hasta=2026-12-06"}
"""The others are shown at that address of theirs where most stands."""
COLOURS = 64
"""Enough for a page without photos: a picture is a fifth of its size."""


def name_of(screen: str) -> str:
    """`/desk/chats/{chat:int}/transcripcion` is `chats-uno-transcripcion`."""
    parts = ["uno" if part.startswith("{") else part for part in screen.split("/")[2:] if part]
    return "-".join(parts) or "conversaciones"


def small(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)


async def fullest(who: Employee, paths: list[str]) -> str:
    """Of several addresses of a screen."""
    sizes = {path: len((await who.sees(path)).text) for path in paths}
    return max(paths, key=lambda path: sizes[path])


async def shot(page: Page, width: int) -> bytes:
    """As much of it as is told by its height."""
    height = min(await page.evaluate("document.documentElement.scrollHeight"), TALLEST if width == WIDTH else 6000)
    await page.set_viewport_size({"width": width, "height": max(height, HEIGHT)})
    for _ in range(3):
        try:
            return await page.screenshot()
        except Exception as e:  # noqa: BLE001 - Chromium is out of breath now and then
            print("once more:", e, file=sys.stderr)  # noqa: T201
    raise SystemExit("Chromium takes no pictures.")


async def take(browser: Browser, folder: Path, target: Path, looks: tuple[tuple[int, str], ...]) -> None:
    migrate(f"sqlite:///{folder / 'voz.db'}")
    store = open_store(f"sqlite:///{folder / 'voz.db'}")
    async with desk_town(store, folder) as town:
        channels = (ChannelState("telegram:1"), ChannelState(WHATSAPP))
        running = Running(leads=True, channels=channels, schedules=("tell", "forget", "series"))
        town.door = replace(town.door, square=qr_svg, running=lambda: running)
        town.app = Starlette(routes=desk_routes(town.door, town.hub, folder, pdf_of))
        house = House(town, browser)
        await house.opens_doors()
        boss = await something_of_everything(town)
        page: Any = await house.opens(boss, "/desk/", at=town.corridor.now)
        shown = [HEAD]

        async def pictured(page: Page, screen: str, name: str) -> None:
            for width, scheme in looks:
                await page.set_viewport_size({"width": width, "height": HEIGHT})
                await page.emulate_media(color_scheme=scheme)
                look = f"-{width}-{scheme}" if len(looks) > 1 else ""
                small(await shot(page, width)).save(target / f"{name}{look}.png", optimize=True)
            title = (await page.locator("h1").inner_text()).strip()
            shown.append(f"## {title}\n`{screen}`\n\n![{title}](images/desk/{name}.png)\n")

        places = await every_address(town, boss, most=6)
        for path in await other_states(town):
            places[screen_of(path)].append(path)
        for screen, paths in places.items():
            await page.goto(house.address + (SHOWN_AT.get(screen) or await fullest(boss, paths)))
            await pictured(page, screen, name_of(screen))
        visitor: Any = await house.opens(None, "/desk/")
        async for screen, name in way_in(house, visitor):
            if not name.endswith("-error"):
                await pictured(visitor, screen, name)
        await house.goes_home()
        if len(looks) == 1:
            PAGE.write_text("\n".join(shown), encoding="utf-8")
    await store.close()


async def main() -> None:
    every = sys.argv[1:2] == ["--all"]
    target = Path(sys.argv[2]) if every else FOLDER
    target.mkdir(exist_ok=True, parents=True)
    with tempfile.TemporaryDirectory() as folder:
        async with async_playwright() as started:
            browser = await started.chromium.launch(
                executable_path=shutil.which("chromium"), args=[*FLAGS, "--lang=es-419"]
            )
            await take(browser, Path(folder), target, tuple(LOOKS) if every else ((WIDTH, "light"),))
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
