"""How soon what a resident writes stands in an open page of the desk: `python -m benchmarks.painted --messages 100`.

A whole `voz run` on SQLite, its real webhook, a real Chromium. Time runs from the moment that the Bot API calls the
webhook to the second frame in which the words are in the page. The last line is one JSON object.
"""

import argparse
import asyncio
import json
import shutil
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.async_api import async_playwright

from benchmarks.measure import MS, percentile
from civic.access import Grant, Role
from handlers.staff.accounts import Office
from storage import signing_in, staff
from storage.migrate import migrate
from storage.signing_in import Session
from storage.store import Connection, open_store
from tests.corridor import a_world
from tests.fakes.telegram_chats import Person
from tests.fakes.telegram_server import TelegramServer
from tests.program import configs
from tests.program.stage import Stage

_FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
_WATCH = """() => {
  const told = new Set();
  const look = () => {
    for (const text of document.querySelectorAll('#lines .text')) {
      const words = text.textContent.trim();
      if (!words.startsWith('mensaje ') || told.has(words)) continue;
      told.add(words);
      requestAnimationFrame(() => requestAnimationFrame(() => painted(words, performance.timeOrigin + performance.now())));
    }
  };
  new MutationObserver(look).observe(document.getElementById('lines'), {childList: true, subtree: true});
}"""


async def signed_in(url: str) -> str:
    """The cookie of a supervisor."""
    store, world = open_store(url), a_world()
    token, now = signing_in.new_token(), datetime.now(UTC)

    def write(connection: Connection) -> None:
        Office(connection, world, "root", now).add("rosa", "Rosa", [Grant(Role.SUPERVISOR)])
        account = staff.find_account(connection, "rosa")
        assert account
        ends_at = now + timedelta(hours=8)
        session = Session(world.ids.new(), account.id, signing_in.digest(token), True, "", now, now, ends_at)
        signing_in.add_session(connection, session)

    await store.write(write)
    await store.close()
    return token


async def asks_for_a_person(ana: Person) -> None:
    ana.says("hola")
    await ana.hears()
    ana.presses("Sí, acepto")
    for words in ("quiero hablar con una persona", "tengo una duda del predial"):
        await ana.hears()
        ana.says(words)
    await ana.hears()


async def times(page: Any, ana: Person, count: int) -> list[float]:
    """Seconds of each message, one after another."""
    seen: asyncio.Queue[tuple[str, float]] = asyncio.Queue()
    await page.expose_function("painted", lambda words, at: seen.put_nowait((words, at / MS)))
    await page.evaluate(_WATCH)
    found = []
    for number in range(count):
        begun = time.time()
        ana.says(f"mensaje {number}")
        words, at = await asyncio.wait_for(seen.get(), 10)
        assert words == f"mensaje {number}", words
        found.append(at - begun)
    return found


async def measure(folder: Path, count: int) -> list[float]:
    url = f"sqlite:///{folder / 'voz.db'}"
    migrate(url)
    token, stage = await signed_in(url), Stage(folder)
    async with TelegramServer(judged=False) as telegram, async_playwright() as started:
        service = await stage.started(url, telegram=configs.telegram(telegram.base_url, "webhook"))
        telegram.courier.calls_at = [service.url]
        ana = telegram.person("Ana")
        await asks_for_a_person(ana)
        browser = await started.chromium.launch(executable_path=shutil.which("chromium"), args=_FLAGS)
        page = await browser.new_page(extra_http_headers={"Cookie": f"__Host-voz={token}"})
        await page.goto(f"{service.url}/desk/")
        await page.goto(service.url + str(await page.locator("#rows a").first.get_attribute("href")))
        found = await times(page, ana, count)
        await browser.close()
        await stage.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=100)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(measure(Path(folder), options.messages))
    figures = {
        "messages": len(found),
        "p50_ms": round(statistics.median(found) * MS, 1),
        "p95_ms": round(percentile(found, 0.95) * MS, 1),
        "worst_ms": round(max(found) * MS, 1),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
