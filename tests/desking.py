"""The desk over a real store: staff with roles, each with a browser that is signed in, and residents who write in."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette

from bot.darkroom import Darkroom
from civic.access import Grant, Role
from handlers.desk import Door, Hub, desk_routes
from handlers.present import Present
from handlers.staff.accounts import Office
from handlers.staff.chats import Attendant
from storage import signing_in, staff
from storage.places import import_neighbourhoods
from storage.signing_in import Session
from storage.store import Connection, Store
from tests.corridor import Corridor, a_world

WHATSAPP = "whatsapp:+525550000000"


@dataclass(slots=True)
class Employee:
    """Somebody of staff with a browser."""

    name: str
    id: int
    http: httpx.AsyncClient

    async def sees(self, path: str) -> httpx.Response:
        return await self.http.get(path)

    async def does(self, path: str, act: str, *, page: str = "", **fields: Any) -> httpx.Response:
        """Fill in a form of a page (of the path itself when no other is named) and send it."""
        shown = await self.http.get(page or path)
        hidden = {name: unescape(value) for name, value in _HIDDEN.findall(shown.text)}
        form = {"csrf": hidden.get("csrf", ""), "form": hidden.get("form", ""), "act": act}
        files = fields.pop("files", None)
        return await self.http.post(path, data={**form, **fields}, files=files)


_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


@dataclass(slots=True)
class DeskTown:
    corridor: Corridor
    media: Path
    door: Door = field(init=False)
    hub: Hub = field(init=False)
    app: Starlette = field(init=False)
    employees: list[Employee] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.hub = Hub(self.corridor.store)
        self.door = Door(
            store=self.corridor.store,
            present=Present(self.corridor.world),
            now=lambda: self.corridor.now,
            changed=self.hub.poke,
            windows={WHATSAPP: timedelta(hours=24)},
            idle=timedelta(hours=1),
            templates=frozenset({"chat_answer", "complaint_status"}),
            square=lambda _: "<svg></svg>",
            darkroom=Darkroom(self.media),
        )
        self.app = Starlette(routes=desk_routes(self.door, self.hub, self.media))

    def client(self) -> httpx.AsyncClient:
        """A browser that nobody has signed in with."""
        return httpx.AsyncClient(transport=httpx.ASGITransport(app=self.app), base_url="http://desk.test")

    async def hires(self, name: str, *grants: Grant | Role, full_name: str = "") -> Employee:
        """An account with these roles and a browser that is signed in, both factors shown."""
        held = [Grant(one) if isinstance(one, Role) else one for one in grants]
        world, now = self.corridor.world, self.corridor.now

        def write(connection: Connection) -> int:
            Office(connection, world, "root", now).add(name, full_name or name.title(), held)
            account = staff.find_account(connection, name)
            assert account
            return account.id

        employee = Employee(name, await self.corridor.does(write), self.client())
        self.employees.append(employee)
        await self.signs_in(employee)
        return employee

    async def signs_in(self, employee: Employee) -> None:
        """Both factors shown."""
        token, now = signing_in.new_token(), self.corridor.now
        session = Session(
            self.corridor.world.ids.new(), employee.id, signing_in.digest(token), True, "a test", now, now,
            now + timedelta(hours=1),
        )  # fmt: skip
        await self.corridor.does(lambda connection: signing_in.add_session(connection, session))
        employee.http.cookies.set(self.door.cookie, token, domain="desk.test")

    async def waits(self, who: str, reason: str = "tengo una duda del predial", **more: Any) -> int:
        """A resident asks for a person; the chat's id."""
        if not await self.corridor.rows("addresses", value=who):
            await self.corridor.agrees(who, **more)
        await self.corridor.says(who, "quiero hablar con una persona", **more)
        await self.corridor.says(who, reason, **more)
        return int((await self.corridor.rows("chats"))[-1].id)

    def attendant(self, connection: Connection, employee: Employee) -> Attendant:
        access = staff.access_of(connection, employee.id)
        return Attendant(
            connection, self.corridor.world, employee.name, self.corridor.now, access, account_id=employee.id
        )

    async def close(self) -> None:
        self.hub.stop()
        for employee in self.employees:
            await employee.http.aclose()


@asynccontextmanager
async def desk_town(store: Store, media: Path, **changes: Any) -> AsyncIterator[DeskTown]:
    """With Durango's catalogue. `changes`: of its world."""
    corridor = Corridor(store, a_world(**changes))
    await store.write(lambda c: import_neighbourhoods(c, list(corridor.world.directory), "a", corridor.now))
    town = DeskTown(corridor, media)
    try:
        yield town
    finally:
        await town.close()


def error_of(answer: httpx.Response) -> str:
    """What the page says went wrong."""
    found = re.search(r'<p id="error"[^>]*>(.*?)</p>', answer.text, re.S)
    return unescape(found[1]) if found else ""
