"""The desk without a network: accounts in a real store, and browsers that visit the real pages."""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from starlette.applications import Starlette

from bot.darkroom import Darkroom
from bot.papers import qr_svg
from civic.access import Grant, Role
from handlers.desk import Door, Hub, desk_routes
from handlers.present import Present
from handlers.staff import secrets as factors
from handlers.world import World
from storage import signing_in, staff
from storage.signing_in import Session, digest
from storage.staff import Account
from storage.store import Connection, Store
from tests.corridor import TUESDAY, a_world

HOME = "https://mesa.example"
PASSWORD = "una frase larga de prueba"
_KEPT = factors.hash_password(PASSWORD)
_HIDDEN = re.compile(r'name="(csrf|form)" value="([^"]*)"')


@dataclass(slots=True)
class Clock:
    now: datetime = TUESDAY

    def __call__(self) -> datetime:
        return self.now

    def passes(self, span: timedelta) -> None:
        self.now += span


class Browser(httpx.AsyncClient):
    """Somebody's browser. Nothing is followed by itself, so that a test sees where it is sent."""

    async def does(self, path: str, act: str, **fields: str) -> httpx.Response:
        """Opens the page and sends one of its forms."""
        page = await self.get(path)
        assert page.status_code == 200, (path, page.status_code, page.text)
        return await self.sends(path, act, **dict(_HIDDEN.findall(page.text)), **fields)

    async def sends(self, path: str, act: str, **fields: str) -> httpx.Response:
        return await self.post(path.partition("?")[0], data={"act": act, **fields})


@dataclass(slots=True)
class Office:
    """The building: one store, one clock, one web program. `with` settings of the door as a test needs them."""

    store: Store
    world: World = field(default_factory=lambda: a_world(public_url=HOME))
    clock: Clock = field(default_factory=Clock)
    more: Mapping[str, Any] = field(default_factory=dict)
    _app: Starlette | None = None

    @property
    def app(self) -> Starlette:
        if self._app is None:
            door = Door(
                store=self.store, present=Present(self.world), now=self.clock, changed=lambda: None, windows={},
                idle=timedelta(minutes=60), templates=frozenset(), darkroom=Darkroom(Path("/nowhere")), square=qr_svg, **self.more,
            )  # fmt: skip
            self._app = Starlette(routes=desk_routes(door, Hub(self.store), Path("/nowhere")))
        return self._app

    def browser(self, address: str = "192.0.2.1") -> Browser:
        transport = httpx.ASGITransport(self.app, client=(address, 4242))
        return Browser(transport=transport, base_url=HOME, headers={"user-agent": "Firefox de prueba"})

    async def account(self, name: str, *grants: Grant | Role, **changes: Any) -> Account:
        """An account with the password of all tests."""
        made = Account(
            **{
                "id": self.world.ids.new(), "name": name, "full_name": name.title(), "password": _KEPT,
                "totp_secret": "", "totp_used": 0, "person_id": None, "capacity": 0, "is_available": False,
                "state": "active", "made_at": self.clock.now, **changes,
            }
        )  # fmt: skip
        held = [one if isinstance(one, Grant) else Grant(one) for one in grants]

        def write(connection: Connection) -> None:
            staff.add_account(connection, made)
            staff.put_grants(connection, made.id, held)

        await self.store.write(write)
        return made

    async def signed_in(self, name: str, *grants: Grant | Role, **changes: Any) -> Browser:
        """The browser of a new account, already inside."""
        return await self.inside(await self.account(name, *grants, **changes))

    async def inside(self, account: Account, *, is_whole: bool = True, browser: str = "Firefox de prueba") -> Browser:
        token, now = uuid4().hex, self.clock.now
        ends_at = now + timedelta(minutes=60)
        session = Session(self.world.ids.new(), account.id, digest(token), is_whole, browser, now, now, ends_at)
        await self.store.write(lambda connection: signing_in.add_session(connection, session))
        visitor = self.browser()
        visitor.cookies.set("__Host-voz", token, domain="mesa.example")
        return visitor

    async def does(self, fn: Callable[[Connection], Any]) -> Any:
        return await self.store.write(fn)

    async def read(self, name: str) -> Account:
        found = await self.store.read(lambda connection: staff.find_account(connection, name))
        assert found is not None
        return found


def words_of(page: httpx.Response) -> str:
    """What a person reads there."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())
