"""What all pages before the desk share: sessions and their cookie, hashing that does not hold up the program."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from handlers.desk.door import SECOND_FACTOR, SIGN_IN, Door
from handlers.desk.page import HEADERS, render
from handlers.staff import secrets as factors
from storage import signing_in, staff
from storage.history import append
from storage.ledger import Ledger
from storage.signing_in import Session, digest
from storage.staff import Account
from storage.store import Connection, StoreUnavailable

SET_UP = "/desk/factor"
_THIS_MACHINE = ("127.0.0.1", "::1")
_HALF = timedelta(minutes=10)
"""How long the second factor may take."""
_MOST_HASHES = 2
"""At once: each takes a tenth of a second and 64 MiB."""


class NobodyHere(Exception):
    """Nobody is half signed in here."""


class Entrance:
    def __init__(self, door: Door) -> None:
        self.door = door
        self._hashing = asyncio.Semaphore(_MOST_HASHES)

    def route(self, path: str, page: Callable[[Request], Awaitable[Response]], *methods: str) -> Route:
        return Route(path, partial(self._kindly, page), methods=list(methods) or ["GET", "POST"])

    async def _kindly(self, page: Callable[[Request], Awaitable[Response]], request: Request) -> Response:
        if not self.door.is_secure and caller(request) not in _THIS_MACHINE:
            return self.door.plain(403, "Para entrar hace falta una dirección https: pídala a quien opera el servicio.")
        try:
            if request.method == "POST":
                self.door.demand_own_origin(request)
            return await page(request)
        except NobodyHere:
            return RedirectResponse(f"{SIGN_IN}?a={safe(request.query_params.get('a', ''))}", 303, headers=HEADERS)
        except HTTPException as e:
            return self.door.plain(e.status_code, e.detail)
        except StoreUnavailable:
            return self.door.plain(503, "La base de datos no responde. Espere un momento e intente otra vez.")

    async def is_password(self, typed: str, kept: str) -> bool:
        async with self._hashing:
            return await asyncio.to_thread(factors.is_password, typed, kept)

    async def hashed(self, password: str) -> str:
        async with self._hashing:
            return await asyncio.to_thread(factors.hash_password, password)

    async def form(self, request: Request) -> dict[str, str]:
        fields, _ = await self.door.form(request)
        return fields

    def token(self, request: Request) -> str:
        return request.cookies.get(self.door.cookie, "")

    def page(self, template: str, status: int = 200, error: str = "", **values: object) -> Response:
        around = {"municipality": self.door.world.municipality, "error": error}
        return HTMLResponse(render(template, {**around, **values}), status, headers=HEADERS)

    def with_cookie(self, where: str, token: str) -> Response:
        return self.set_cookie(RedirectResponse(where, 303, headers=HEADERS), token)

    def set_cookie(self, answer: Response, token: str) -> Response:
        answer.set_cookie(self.door.cookie, token, secure=self.door.is_secure, httponly=True, samesite="lax", path="/")
        return answer

    def without_cookie(self, answer: Response) -> Response:
        answer.delete_cookie(self.door.cookie, secure=self.door.is_secure, httponly=True, samesite="lax")
        return answer

    def one_factor_shown(
        self, connection: Connection, account: Account, token: str, request: Request, *, back: str
    ) -> str:
        """A session begins, whole only where nothing more is asked. Where to go."""
        asks_more = account.totp_secret or staff.access_of(connection, account.id).needs_second_factor
        self._begin(connection, account, token, request, whole=not asks_more)
        if not asks_more:
            return back
        return f"{SECOND_FACTOR if account.totp_secret else SET_UP}?a={back}"

    def both_factors_shown(
        self, connection: Connection, account: Account, token: str, request: Request, *, back: str
    ) -> str:
        """The same where whoever vouches for them saw two."""
        self._begin(connection, account, token, request, whole=True)
        return back

    def half(self, connection: Connection, token: str) -> tuple[Session, Account]:
        """Who has shown one factor. Raises NobodyHere."""
        session = signing_in.find_session(connection, token, self.door.now()) if token else None
        account = staff.find_account_by_id(connection, session.staff_id) if session and not session.is_whole else None
        if session is None or account is None or not account.is_active:
            raise NobodyHere
        return session, account

    def renew(self, connection: Connection, session: Session, account: Account, token: str, request: Request) -> None:
        """A new cookie for more rights: one that was put into the browser before opens nothing."""
        signing_in.end_session(connection, account.id, session.id)
        self._begin(connection, account, token, request, whole=True)

    def _begin(self, connection: Connection, account: Account, token: str, request: Request, *, whole: bool) -> None:
        now = self.door.now()
        browser = request.headers.get("user-agent", "")[:200]
        ends_at = now + (self.door.idle if whole else _HALF)
        session = Session(self.door.world.ids.new(), account.id, digest(token), whole, browser, now, now, ends_at)
        signing_in.add_session(connection, session)
        if whole:
            ledger = Ledger(self.door.world.ids)
            append(ledger, "staff", account.id, "entered", by=f"staff:{account.name}", now=now, account="desk")
            ledger.save(connection)


def safe(path: str) -> str:
    """A page of the desk, or its first one."""
    return path if re.fullmatch(r"/desk/(?!/)[\w/?=&.-]{0,300}", path) else "/desk/"


def caller(request: Request) -> str:
    """Where it comes from; a proxy on this very machine says for whom it speaks."""
    peer = request.client.host if request.client else ""
    told = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    return told or peer if peer in _THIS_MACHINE else peer
