"""What somebody of staff does at the desk, told as a story: each step says whether it was let through."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from html import unescape
from typing import Any

import httpx
from sqlalchemy import Engine, event

from civic.access import Grant, Role
from civic.places import Directory
from storage import signing_in
from storage.signing_in import Session
from tests.corridor import durango
from tests.desking import DeskTown, Employee, error_of


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in browser that finds what it needs in the pages."""

    employee: Employee

    async def sees(self, path: str) -> str:
        """The page's source, which must be there, with its signs as they are read."""
        answer = await self.employee.http.get(path)
        assert answer.status_code == 200, (answer.status_code, path, answer.text[:2000])
        return unescape(answer.text)

    async def asks(self, path: str) -> int:
        """The status only."""
        return (await self.employee.http.get(path)).status_code

    async def sends(self, path: str, act: str, *, page: str = "", **fields: str) -> httpx.Response:
        """A form of `page` (of the path itself when no other is named), not followed."""
        shown = await self.employee.http.get(page or path)
        csrf = re.search(r'name="csrf" value="([^"]+)"', shown.text)
        hidden = {"csrf": csrf[1] if csrf else "", "form": secrets.token_urlsafe(12), "act": act}
        return await self.employee.http.post(path, data={**hidden, **fields})

    async def does(self, path: str, act: str, *, page: str = "", **fields: str) -> str:
        """A form that is accepted: the page it leads to."""
        answer = await self.sends(path, act, page=page, **fields)
        assert answer.status_code == 303, (answer.status_code, error_of(answer), answer.text[:2000])
        return await self.sees(answer.headers["location"])

    async def is_told(self, path: str, act: str, *, page: str = "", **fields: str) -> str:
        """A form that is refused: the sentence that says why."""
        answer = await self.sends(path, act, page=page, **fields)
        assert answer.status_code in (409, 422), (answer.status_code, answer.headers.get("location"))
        return error_of(answer)


async def comes(town: DeskTown, name: str, *grants: Grant | Role) -> Visitor:
    """Somebody with these roles, signed in."""
    return Visitor(await town.hires(name, *grants))


async def returns(town: DeskTown, visitor: Visitor, **later: int) -> None:
    """Time passes, and they sign in again: `days=15`."""
    corridor, token = town.corridor, signing_in.new_token()
    corridor.now += timedelta(**later)
    now, ends_at = corridor.now, corridor.now + timedelta(days=1)
    digest = signing_in.digest(token)
    session = Session(corridor.world.ids.new(), visitor.employee.id, digest, True, "a test", now, now, ends_at)
    await corridor.does(lambda connection: signing_in.add_session(connection, session))
    visitor.employee.http.cookies.set(town.door.cookie, token, domain="desk.test")


@cache
def in_two_zones() -> Directory:
    """Durango's catalogue with a part of town for each neighbourhood, which the one that is shipped does not tell."""
    places = enumerate(durango())
    return Directory([replace(one, quadrant="Norte" if place % 2 else "Sur") for place, one in places])


@contextmanager
def counted() -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    asked: list[str] = []

    def note(*given: Any) -> None:
        if given[2].lstrip().upper().startswith("SELECT"):
            asked.append(given[2][:200])

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)
