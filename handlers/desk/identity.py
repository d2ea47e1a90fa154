"""Signing in with the municipality's own accounts (OpenID Connect), and linking them. Counts as one factor."""

import secrets
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Protocol

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from handlers.desk.door import ACCOUNT, SIGN_IN, NotSignedIn
from handlers.desk.entrance import Entrance, caller, safe
from handlers.desk.page import HEADERS
from handlers.desk.patience import TooSoon, note_try, shows_factor
from handlers.desk.sign_in import WRONG_CODE
from handlers.staff.finding import NotPossible
from handlers.staff.identities import Shown, account_of, link
from storage import signing_in
from storage.identities import LASTS, Sent, add_sent, take_sent
from storage.store import Connection

START = "/desk/identidad"
_BACK = "/desk/identidad/vuelta"
_OVER = "La entrada tardó demasiado o empezó en otro navegador. Intente otra vez."
_DENIED = "No se completó la entrada con esa cuenta. Intente otra vez, o entre con su contraseña."


class NotProven(Exception):
    """The provider is not there, or what it says does not hold; the text is for whoever wants to come in."""


class Provider(Protocol):
    """The municipality's own sign-in."""

    name: str
    """As the button calls it."""

    async def address(self, sent: Sent, come_back: str) -> str:
        """Where to send the browser. Raises NotProven."""

    async def proven(self, code: str, sent: Sent, come_back: str, now: datetime) -> Shown:
        """Who came back. Raises NotProven."""


class Identities:
    def __init__(self, entrance: Entrance, provider: Provider) -> None:
        self._entrance = entrance
        self._door = entrance.door
        self._provider = provider

    def routes(self) -> list[Route]:
        return [self._entrance.route(START, self._start), self._entrance.route(_BACK, self._return, "GET")]

    @property
    def _cookie(self) -> str:
        return f"{self._door.cookie}-id"

    def _come_back(self, request: Request) -> str:
        return (self._door.world.public_url.rstrip("/") or str(request.base_url).rstrip("/")) + _BACK

    async def _start(self, request: Request) -> Response:
        if request.method == "POST":
            return await self._start_linking(request)
        token, made = signing_in.new_token(), self._sent("enter", safe(request.query_params.get("a", "")))
        try:
            where = await self._provider.address(made, self._come_back(request))
            await self._door.store.write(partial(self._keep, token=token, made=made, request=request))
        except (NotProven, TooSoon) as e:
            return self._refuse(made.back, str(e))
        return self._with_cookie(RedirectResponse(where, 303, headers=HEADERS), token)

    def _sent(self, purpose: str, back: str) -> Sent:
        return Sent(
            state=secrets.token_urlsafe(32), nonce=secrets.token_urlsafe(32), verifier=secrets.token_urlsafe(64),
            purpose=purpose, staff_id=None, back=back, ends_at=self._door.now() + LASTS,
        )  # fmt: skip

    async def _start_linking(self, request: Request) -> Response:
        """By a form of theirs, and by who has a second factor with it: what is linked opens the account from then on. A
        browser follows no form to another place, so that a page leads there."""
        form, token, made = await self._entrance.form(request), signing_in.new_token(), self._sent("link", ACCOUNT)

        def keep(connection: Connection) -> bool:
            """False: the code was wrong, and the try counts."""
            me = self._door.who(connection, self._entrance.token(request))
            if not self._door.is_own_form(request, form):
                raise NotPossible("La página llevaba mucho tiempo abierta. Vuelva a Mi cuenta e intente otra vez.")
            if not shows_factor(connection, me.account, form.get("current", ""), self._door.now()):
                return False
            self._keep(connection, token, replace(made, staff_id=me.account.id), request)
            return True

        try:
            where = await self._provider.address(made, self._come_back(request))
            if not await self._door.store.write(keep):
                return self._door.plain(422, WRONG_CODE)
        except (NotProven, NotPossible, TooSoon) as e:
            return self._door.plain(422, str(e))
        except NotSignedIn:
            return RedirectResponse(f"{SIGN_IN}?a={ACCOUNT}", 303, headers=HEADERS)
        return self._with_cookie(self._entrance.page("identity.html", where=where, identity=self._provider.name), token)

    def _with_cookie(self, answer: Response, token: str) -> Response:
        answer.set_cookie(
            self._cookie, token, max_age=int(LASTS.total_seconds()), secure=self._door.is_secure, httponly=True,
            samesite="lax", path="/",
        )  # fmt: skip
        return answer

    def _keep(self, connection: Connection, token: str, made: Sent, request: Request) -> None:
        """Raises TooSoon."""
        note_try(connection, [self._key(request)], self._door.now())
        add_sent(connection, token, made)

    @staticmethod
    def _key(request: Request) -> str:
        return f"from:{caller(request)} identity"

    async def _return(self, request: Request) -> Response:
        asked, now = request.query_params, self._door.now()
        token = request.cookies.get(self._cookie, "")
        sent = await self._door.store.write(partial(take_sent, token=token, now=now))
        if sent is None or not secrets.compare_digest(sent.state.encode(), asked.get("state", "").encode()):
            return self._refuse("/desk/", _OVER)
        if asked.get("error") or not asked.get("code"):
            return self._refuse(sent.back, _DENIED)
        try:
            shown = await self._provider.proven(asked["code"], sent, self._come_back(request), now)
            act = self._link if sent.purpose == "link" else self._enter
            return await act(request, sent, shown)
        except (NotProven, NotPossible) as e:
            if sent.purpose == "link":  # they are in: a page that asks for a password would puzzle them
                return self._without_cookie(self._door.plain(422, str(e)))
            return self._refuse(sent.back, str(e))
        except NotSignedIn:
            return self._refuse(sent.back, _OVER)

    async def _enter(self, request: Request, sent: Sent, shown: Shown) -> Response:
        fresh = signing_in.new_token()

        def enter(connection: Connection) -> str:
            account = account_of(connection, self._door.world.ids, shown, self._door.now())
            signing_in.forgive(connection, self._key(request))
            if shown.has_second_factor:
                return self._entrance.both_factors_shown(connection, account, fresh, request, back=sent.back)
            return self._entrance.one_factor_shown(connection, account, fresh, request, back=sent.back)

        where = await self._door.store.write(enter)
        return self._without_cookie(self._entrance.with_cookie(where, fresh))

    async def _link(self, request: Request, sent: Sent, shown: Shown) -> Response:
        def act(connection: Connection) -> None:
            me = self._door.who(connection, self._entrance.token(request))
            if me.account.id != sent.staff_id:
                raise NotSignedIn(SIGN_IN)
            signing_in.forgive(connection, self._key(request))
            link(connection, self._door.world.ids, me.account, shown, self._door.now())

        await self._door.store.write(act)
        return self._without_cookie(RedirectResponse(f"{ACCOUNT}?hecho=identidad", 303, headers=HEADERS))

    def _refuse(self, back: str, sentence: str) -> Response:
        answer = self._entrance.page(
            "sign_in.html", 422, back=back, text="", name="", error=sentence, identity=self._provider.name
        )
        return self._without_cookie(answer)

    def _without_cookie(self, answer: Response) -> Response:
        answer.delete_cookie(self._cookie, secure=self._door.is_secure, httponly=True, samesite="lax")
        return answer
