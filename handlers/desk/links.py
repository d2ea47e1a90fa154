"""Links that open something once: the one an account begins with, and the one the assistant gives to who writes *panel*.

Looking at a link does not use it up: previews of messages look at links.
"""

from functools import partial

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from handlers.desk.door import SIGN_IN
from handlers.desk.entrance import Entrance
from handlers.desk.page import HEADERS
from handlers.staff import secrets as factors
from storage import signing_in, staff
from storage.staff import Account
from storage.store import Connection

_OVER = "Este enlace ya se usó o venció. Pida otro a quien administra las cuentas."
_ENTER_OVER = "Este enlace ya se usó o venció. Pida otro al asistente con la palabra panel, o entre con su contraseña."


class Links:
    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance
        self._door = entrance.door

    def routes(self) -> list[Route]:
        route = self._entrance.route
        return [route("/desk/invitacion/{token}", self._invited), route("/desk/enlace/{token}", self._enter)]

    async def _invited(self, request: Request) -> Response:
        token, page = request.path_params["token"], self._entrance.page
        form = await self._entrance.form(request) if request.method == "POST" else {}
        account = await self._door.store.read(partial(self._holder, token=token, purpose="invite"))
        if account is None:
            return self._door.plain(404, _OVER)
        if not form:
            return page("invited.html", account=account)
        try:
            factors.demand_good_pair(form.get("password", ""), form.get("again", ""), name=account.name)
        except factors.WeakPassword as e:
            return page("invited.html", 422, account=account, error=str(e))
        kept = await self._entrance.hashed(form["password"])

        def choose(connection: Connection) -> bool:
            if signing_in.find_link(connection, token, "invite", self._door.now()) != account.id:
                return False
            staff.change_account(connection, account.id, password=kept)
            signing_in.use_up_links(connection, account.id)
            signing_in.end_sessions(connection, account.id)
            return True

        if not await self._door.store.write(choose):
            return self._door.plain(404, _OVER)
        return RedirectResponse(f"{SIGN_IN}?listo=1", 303, headers=HEADERS)

    async def _enter(self, request: Request) -> Response:
        """Counts as one factor: a second one is asked for all the same."""
        token, fresh = request.path_params["token"], signing_in.new_token()

        def enter(connection: Connection) -> str:
            account = self._holder(connection, token=token, purpose="enter")
            if account is None:
                return ""
            signing_in.use_up_link(connection, token)
            return self._entrance.one_factor_shown(connection, account, fresh, request, back="/desk/")

        if request.method == "POST":
            where = await self._door.store.write(enter)
            return self._entrance.with_cookie(where, fresh) if where else self._door.plain(404, _ENTER_OVER)
        account = await self._door.store.read(partial(self._holder, token=token, purpose="enter"))
        if account is None:
            return self._door.plain(404, _ENTER_OVER)
        return self._entrance.page("enter_by_link.html", account=account)

    def _holder(self, connection: Connection, token: str, purpose: str) -> Account | None:
        staff_id = signing_in.find_link(connection, token, purpose, self._door.now())
        account = staff.find_account_by_id(connection, staff_id) if staff_id else None
        return account if account and account.is_active else None
