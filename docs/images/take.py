"""Takes the README's picture from the running demo: one talk on each face of the simulated phone. `make screenshots`."""

import asyncio
import base64
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright, expect

TARGET = Path(__file__).parent / "phone.png"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
SCALE = 1.4
"""Device pixels a CSS pixel: sharp on a dense screen, and still a small file."""
TALKS = {
    "telegram": [
        "Hola",
        "[Sí, acepto]",
        "hay un bache enorme en la Benito Juárez frente a la primaria",
        "[Colonia CP 34120]",
    ],
    "whatsapp": [
        "Hola",
        "[Sí, acepto]",
        "se fue la luz de la calle en el fraccionamiento Los Fresnos",
        "saltar",
        "[Sí, registrar]",
    ],
}
PEOPLE = {"telegram": "maria", "whatsapp": "jose"}
BARE = "html, body, .room { background: transparent !important } .device { box-shadow: none !important }"
"""The phone without the room around it."""
SIDE_BY_SIDE = """
<body style="margin:0;display:flex;gap:28px;padding:20px;background:#eef1ee;width:max-content">
<img src="data:image/png;base64,{0}" style="width:{2}px"><img src="data:image/png;base64,{1}" style="width:{2}px">
</body>"""


@contextmanager
def demo(folder: Path) -> Iterator[str]:
    """Address of a demo that runs while the block does."""
    command = [sys.executable, "-m", "bot", "demo", "--port", "0", "--data", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:  # noqa: S603 - our own command
        try:
            assert running.stdout
            address = next(m[0] for line in running.stdout if (m := re.search(r"http://[\d.:]+", line)))
            yield address
        finally:
            running.terminate()


async def say(page: Page, words: str) -> None:
    """Type the words, or tap the button written in brackets, and wait for the reply."""
    theirs = page.locator(".turn:not(.mine)")
    before = await theirs.count()
    if words.startswith("["):
        await page.get_by_role("button", name=words.strip("[]")).last.click()
    else:
        await page.get_by_label("Escriba un mensaje").fill(words)
        await page.keyboard.press("Enter")
    await expect(theirs).not_to_have_count(before)


async def talk(browser: Browser, address: str, face: str) -> bytes:
    page = await browser.new_page(
        viewport={"width": 1100, "height": 940},
        device_scale_factor=SCALE,
        color_scheme="light",
        locale="es-MX",
        bypass_csp=True,  # for the style that takes the room away
    )
    await page.goto(f"{address}/phone#persona={PEOPLE[face]}&cara={face}")
    await expect(page.locator("#presence")).to_have_text("en línea")
    for words in TALKS[face]:
        await say(page, words)
    await page.wait_for_timeout(600)  # the last bubble slides in
    await page.add_style_tag(content=BARE)
    return await page.locator(".device").screenshot(omit_background=True)


async def take(address: str) -> None:
    async with async_playwright() as started:
        browser = await started.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        pictures = [base64.b64encode(await talk(browser, address, face)).decode() for face in TALKS]
        page = await browser.new_page(device_scale_factor=SCALE)
        await page.set_content(SIDE_BY_SIDE.format(*pictures, 400))
        await page.wait_for_timeout(300)
        await page.locator("body").screenshot(path=TARGET)
        await browser.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, demo(Path(folder)) as address:
        asyncio.run(take(address))
