"""The desk served over loopback, and a browser for each who works there. One Chromium for all tests of a worker."""

import asyncio
import secrets
import shutil
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib import resources
from typing import Any

import pytest
import uvicorn
from sqlalchemy import update
from starlette.applications import Starlette

from handlers.staff import secrets as factors
from storage.tables import staff
from tests.desk import PASSWORD
from tests.desking import DeskTown, Employee

playwright = pytest.importorskip("playwright.async_api", reason="the browser tests need the package playwright")
expect = playwright.expect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
IN_CHROMIUM = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(CHROMIUM is None, reason="the browser tests need Debian's chromium"),
]
_KEPT = factors.hash_password(PASSWORD)

SOON = 10_000
"""Milliseconds that a page is given; it takes some tens."""
expect.set_options(timeout=SOON)
_LISTEN = """
addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI));
"""
_BROKEN_LINE = ("ERR_INTERNET_DISCONNECTED", "ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED", "ERR_EMPTY_RESPONSE")


@dataclass
class House:
    """What a test has: a town, its desk behind an address, and Chromium."""

    town: DeskTown
    chromium: Any
    address: str = ""
    troubles: list[str] = field(default_factory=list)
    """What the pages' own policy refused, requests that left for elsewhere, errors of scripts."""
    expected: list[str] = field(default_factory=list)
    """Parts of troubles that a test provokes: `409`."""
    _contexts: list[Any] = field(default_factory=list)
    _server: uvicorn.Server | None = None
    _serving: asyncio.Task[None] | None = None

    async def opens_doors(self) -> None:
        """At the address of before, once it had one."""
        port = int(self.address.rpartition(":")[2] or 0)
        listener = socket.create_server(("127.0.0.1", port))
        config = uvicorn.Config(Starlette(routes=self.town.app.routes), log_level="warning", lifespan="off")
        self._server = uvicorn.Server(config)
        self._serving = asyncio.create_task(self._server.serve([listener]))
        self.address = f"http://127.0.0.1:{listener.getsockname()[1]}"

    async def closes_doors(self) -> None:
        """As a stop of the program does: open streams end."""
        assert self._server and self._serving
        self.town.hub.stop()
        self._server.should_exit = True
        await self._serving

    async def restarts(self) -> None:
        """A new process knows nothing of the one before."""
        await self.closes_doors()
        self.town.__post_init__()
        await self.opens_doors()

    async def goes_home(self) -> None:
        for context in self._contexts:
            await context.close()
        await self.closes_doors()

    async def opens(self, who: Employee | None, path: str, *, at: datetime | None = None, **options: Any) -> Any:
        """A page of a browser of their own; None: of somebody who is not signed in. `at`: what its clock says."""
        context = await self.chromium.new_context(**{"locale": "es-MX", **options})
        if at:
            await context.clock.install(time=at)
        self._contexts.append(context)
        await context.add_init_script(_LISTEN)
        if who:
            token = who.http.cookies.get(self.town.door.cookie)
            cookie = {"name": self.town.door.cookie, "value": token, "url": self.address}
            await context.add_cookies([cookie])
        context.on("page", self._watch)
        page = await context.new_page()
        await page.goto(self.address + path)
        return page

    def _watch(self, page: Any) -> None:
        page.set_default_timeout(SOON)
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("request", lambda request: self._asked(request.url))

    def _heard(self, message: Any) -> None:
        broken_line = any(word in message.text for word in _BROKEN_LINE)
        if message.type in ("error", "warning") and not broken_line:
            self.troubles.append(message.text)

    def _asked(self, url: str) -> None:
        if not url.startswith((self.address, "blob:", "about:")):
            self.troubles.append(f"a request to {url}")

    @property
    def unexpected(self) -> list[str]:
        return [one for one in self.troubles if not any(part in one for part in self.expected)]

    async def gives_password(self, who: Employee) -> None:
        """That of all tests."""
        await self.town.corridor.does(
            lambda c: c.execute(update(staff).where(staff.c.id == who.id), {"password": _KEPT})
        )

    async def says(self, who: str, words: str, **more: Any) -> None:
        """A resident writes."""
        await self.town.corridor.says(who, words, **more)
        self.town.hub.poke()

    async def waits(self, who: str, *words: str, **more: Any) -> int:
        """A resident asks for a person; the chat's id."""
        chat_id = await self.town.waits(who, *words, **more)
        self.town.hub.poke()
        return chat_id


def lines(page: Any) -> Any:
    return page.locator("#lines > li")


async def held(page: Any) -> str:
    """What has the focus, as a selector of a kind: `text`, `#chat-7 a`, `body`."""
    return str(
        await page.evaluate(
            """() => {
              const held = document.activeElement, row = held.closest('li[id]');
              return held.id || (row ? `#${row.id} ${held.localName}` : held.localName);
            }"""
        )
    )


async def hides(page: Any, *, hidden: bool = True) -> None:
    """Another window is in front of it, or no longer. Headless Chromium shows all its pages at once."""
    await page.evaluate(
        """hidden => {
          Object.defineProperty(document, 'hidden', {get: () => hidden, configurable: true});
          document.dispatchEvent(new Event('visibilitychange'));
        }""",
        hidden,
    )


_AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
_WCAG = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
_LOOKS = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": ["color-contrast", "target-size", "link-in-text-block"]},
}
_PAGE_ITSELF = """() => {
  const faults = [], ids = [...document.querySelectorAll('[id]')].map(one => one.id);
  const twice = ids.filter((id, place) => ids.indexOf(id) !== place);
  if (twice.length) faults.push('the same id twice: ' + twice);
  if (document.documentElement.scrollWidth > innerWidth) faults.push('wider than the window');
  if (document.querySelectorAll('h1').length !== 1) faults.push('not one first heading');
  if (document.documentElement.lang !== 'es-MX') faults.push('not said to be Spanish');
  return faults;
}"""


async def faults(page: Any, *, only_looks: bool = False) -> list[str]:
    """What stands in the way of somebody who reads the page as it is now: WCAG A and AA by axe, ids, width, headings."""
    if not await page.evaluate("'axe' in globalThis"):
        await page.evaluate(_AXE)
    found = await page.evaluate("rules => axe.run(document, rules)", _LOOKS if only_looks else _WCAG)
    broken = [f"{one['id']}: {[node['html'][:160] for node in one['nodes']]}" for one in found["violations"]]
    return broken + list(await page.evaluate(_PAGE_ITSELF))


LOOKS: Sequence[tuple[int, str]] = ((1280, "light"), (320, "dark"), (320, "light"), (1280, "dark"))
"""Width and colours: the first two are looked at in full, the others for what depends on how it looks."""


async def faults_in_every_look(page: Any, looks: Sequence[tuple[int, str]] = LOOKS) -> list[str]:
    """What is wrong is the arrangement's, which depends on the width, or the colours'."""
    found: list[str] = []
    for number, (width, scheme) in enumerate(looks):
        await page.set_viewport_size({"width": width, "height": 800})
        await page.emulate_media(color_scheme=scheme)
        found += [f"{width} {scheme}: {one}" for one in await faults(page, only_looks=number > 1)]
    return found


def secret() -> str:
    """Words that stand nowhere else."""
    return f"secreto{secrets.token_hex(4)}"
