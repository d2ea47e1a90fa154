"""Signing in and out: name and password, then the second factor.

A wrong name and a wrong password get one answer, after as long.
"""

import re
from collections.abc import Mapping
from functools import partial

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from handlers.desk.door import SECOND_FACTOR, SIGN_IN
from handlers.desk.entrance import SET_UP, Entrance, NobodyHere, caller, safe
from handlers.desk.page import HEADERS
from handlers.desk.patience import TooSoon, note_try, shows_code, was_good
from handlers.staff import secrets as factors
from storage import signing_in, staff
from storage.chats import find_chat, put_draft
from storage.signing_in import Failures
from storage.staff import Account
from storage.store import Connection

_CHAT = re.compile(r"/desk/chats/(\d{1,19})")
_WRONG = "El nombre o la contraseña no son correctos."
WRONG_CODE = "El código no es correcto o ya se usó. Espere el siguiente."
WRONG_FIRST_CODE = "El código no corresponde. Revise la hora de su teléfono e intente otra vez."


class SignIn:
    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance
        self._door = entrance.door

    def routes(self) -> list[Route]:
        route = self._entrance.route
        return [
            route(SIGN_IN, self._enter), route(SECOND_FACTOR, self._second), route(SET_UP, self._set_up_factor),
            route("/desk/salir", self._leave, "POST"),
        ]  # fmt: skip

    async def _enter(self, request: Request) -> Response:
        page = partial(self._entrance.page, identity=self._door.identity)
        if request.method == "GET":
            ready = request.query_params.get("listo") == "1"
            return page("sign_in.html", back=safe(request.query_params.get("a", "")), text="", name="", ready=ready)
        form = await self._entrance.form(request)
        name, back = form.get("name", "").strip().lower()[:40], safe(form.get("a", ""))
        keys = [f"here:{name} {caller(request)}", f"name:{name}", f"from:{caller(request)}"]
        again = partial(page, "sign_in.html", back=back, text=form.get("text", ""), name=name)
        try:
            account, before = await self._door.store.write(partial(self._find, name=name, keys=keys))
        except TooSoon as e:
            return again(429, error=str(e))
        kept = account.password if account and account.is_active else ""
        if not await self._entrance.is_password(form.get("password", ""), kept) or account is None:
            return again(422, error=_WRONG)
        fresh = await self._entrance.hashed(form["password"]) if factors.is_outdated(kept) else kept
        token = signing_in.new_token()

        def begin(connection: Connection) -> str:
            """Where to go; empty when the password was changed or the account closed meanwhile."""
            now = staff.find_account_by_id(connection, account.id)
            if now is None or now.password != kept:
                return ""
            if fresh != kept:
                staff.change_account(connection, account.id, password=fresh)
            was_good(connection, keys, before)
            self._keep_draft(connection, account, back, form.get("text", ""))
            return self._entrance.one_factor_shown(connection, now, token, request, back=back)

        where = await self._door.store.write(begin)
        return self._entrance.with_cookie(where, token) if where else again(422, error=_WRONG)

    def _find(
        self, connection: Connection, name: str, keys: list[str]
    ) -> tuple[Account | None, Mapping[str, Failures]]:
        before = note_try(connection, keys, self._door.now())
        return staff.find_account(connection, name), before

    async def _second(self, request: Request) -> Response:
        """The code of the telephone, or one of those kept for when it is lost."""
        back, page = safe(request.query_params.get("a", "")), self._entrance.page
        if request.method == "GET":
            return page("second_factor.html", back=back)
        form = await self._entrance.form(request)
        typed, token, fresh = form.get("code", ""), self._entrance.token(request), signing_in.new_token()

        def check(connection: Connection) -> bool:
            session, account = self._entrance.half(connection, token)
            if not shows_code(connection, account, typed, self._door.now()):
                return False
            self._entrance.renew(connection, session, account, fresh, request)
            return True

        try:
            good = await self._door.store.write(check)
        except TooSoon as e:
            return page("second_factor.html", 429, back=back, error=str(e))
        if not good:
            return page("second_factor.html", 422, back=back, error=WRONG_CODE)
        return self._entrance.with_cookie(safe(form.get("a", "")), fresh)

    async def _set_up_factor(self, request: Request) -> Response:
        """Whose role asks for a second factor sets it up before anything else."""
        form = await self._entrance.form(request) if request.method == "POST" else {}
        token, fresh = self._entrance.token(request), signing_in.new_token()
        secret = factors.own_secret(form.get("secret", ""))

        def check(connection: Connection) -> tuple[Account, list[str]]:
            session, account = self._entrance.half(connection, token)
            if account.totp_secret:
                raise NobodyHere
            if not form or not factors.put_factor(connection, account, secret, form.get("code", ""), self._door.now()):
                return account, []
            self._entrance.renew(connection, session, account, fresh, request)
            return account, factors.put_recovery_codes(connection, account)

        account, codes = await self._door.store.write(check)
        if not codes:
            return self._factor_page(request, account, secret, error=WRONG_FIRST_CODE if form else "")
        answer = self._entrance.page("recovery_codes.html", back=safe(form.get("a", "")), codes=codes)
        return self._entrance.set_cookie(answer, fresh)

    def _factor_page(self, request: Request, account: Account, secret: str, *, error: str) -> Response:
        address = factors.totp_address(secret, name=account.name, municipality=self._door.world.municipality)
        return self._entrance.page(
            "set_up_factor.html",
            422 if error else 200,
            back=safe(request.query_params.get("a", "")),
            secret=secret,
            square=Markup(self._door.square(address)),  # noqa: S704 - drawn by us, holds no word of anybody
            error=error,
        )

    async def _leave(self, request: Request) -> Response:
        form = await self._entrance.form(request)
        token = self._entrance.token(request)
        if not self._door.is_own_form(request, form):
            return RedirectResponse("/desk/", 303, headers=HEADERS)

        def end(connection: Connection) -> None:
            session = signing_in.find_session(connection, token, self._door.now())
            if session:
                signing_in.end_session(connection, session.staff_id, session.id)

        await self._door.store.write(end)
        return self._entrance.without_cookie(RedirectResponse(SIGN_IN, 303, headers=HEADERS))

    def _keep_draft(self, connection: Connection, account: Account, back: str, text: str) -> None:
        """What they were writing when their session ended waits for them in the chat."""
        chat = _CHAT.match(back)
        if chat and text.strip() and find_chat(connection, int(chat[1])):
            put_draft(connection, int(chat[1]), account.id, text[:8000], self._door.now())
