"""One's own account: sessions, the second factor, being given chats, one's own chat with the assistant, the password."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from handlers.desk import words
from handlers.desk.accounts import spoken_grants
from handlers.desk.door import ACCOUNT, SIGN_IN, NotSignedIn
from handlers.desk.entrance import Entrance
from handlers.desk.errand import Errand, Goto, Page
from handlers.desk.page import HEADERS
from handlers.desk.patience import TooSoon, note_try, shows_factor, was_good
from handlers.desk.sign_in import WRONG_CODE
from handlers.desk.typed import number_of
from handlers.staff import secrets as factors
from handlers.staff.finding import NotPossible
from handlers.staff.identities import unlink
from handlers.staff.own import Own
from storage import identities, signing_in
from storage.signing_in import Session
from storage.staff import Account
from storage.store import Connection

_OWN_KEY = "/desk/cuenta/clave"
_OPEN_LONG = "La página llevaba mucho tiempo abierta. Escríbalas otra vez."


@dataclass(frozen=True, slots=True)
class ListedSession:
    id: int
    browser: str
    began: str
    used: str
    is_this: bool


def show(errand: Errand) -> Page:
    account = errand.me.account
    sessions = signing_in.list_sessions(errand.connection, account.id, errand.now)
    values = {
        "title": "Mi cuenta",
        "account": account,
        "roles": spoken_grants(errand, errand.me.access),
        "sessions": [_listed(errand, one) for one in sessions if one.is_whole],
        "identity": errand.identity,
        "linked": identities.find_identity(errand.connection, account.id) if errand.identity else None,
        "codes_left": signing_in.count_recovery_codes(errand.connection, account.id),
    }
    return Page("own.html", values)


def show_factor(errand: Errand) -> Page:
    account = errand.me.account
    secret = factors.own_secret(errand.form.get("secret", ""))
    values = {
        "title": "Segundo paso",
        "account": account,
        "secret": secret,
        "address": factors.totp_address(secret, name=account.name, municipality=errand.world.municipality),
        "may_drop": bool(account.totp_secret) and not errand.me.access.needs_second_factor,
    }
    return Page("own_factor.html", values)


def set_available(errand: Errand) -> Goto:
    _own(errand).set_available(is_available=errand.form.get("available") == "1")
    return Goto(ACCOUNT, "hecho")


def end_session(errand: Errand) -> Goto:
    number = errand.form.get("session", "")
    _own(errand).end_session(number_of(number))
    return Goto(ACCOUNT, "sesion")


def end_other_sessions(errand: Errand) -> Goto:
    _own(errand).end_other_sessions()
    return Goto(ACCOUNT, "sesion")


def link_chat(errand: Errand) -> Goto:
    _own(errand).link_chat(errand.form.get("code", ""))
    return Goto(ACCOUNT, "enlazado")


def unlink_chat(errand: Errand) -> Goto:
    _own(errand).unlink_chat()
    return Goto(ACCOUNT, "hecho")


def unlink_identity(errand: Errand) -> Goto:
    unlink(errand.connection, errand.world.ids, errand.me.account, errand.me.name, errand.now)
    return Goto(ACCOUNT, "hecho")


def put_factor(errand: Errand) -> Page | Goto:
    refused = _refused(errand)
    return refused or _codes(_own(errand).put_factor(errand.form.get("secret", ""), errand.form.get("code", "")))


def renew_codes(errand: Errand) -> Page | Goto:
    return _refused(errand) or _codes(_own(errand).renew_codes())


def drop_factor(errand: Errand) -> Page | Goto:
    if refused := _refused(errand):
        return refused
    _own(errand).drop_factor()
    return Goto(ACCOUNT, "hecho")


def _refused(errand: Errand) -> Page | None:
    """Who has a second factor shows it before anything of it is changed: a browser that was left open is not enough. The
    page says so and is no error to be taken back: the try counts. Raises NotPossible."""
    try:
        if shows_factor(errand.connection, errand.me.account, errand.form.get("current", ""), errand.now):
            return None
    except TooSoon as e:
        raise NotPossible(str(e)) from e
    page = show_factor(errand)
    return Page(page.template, {**page.values, "error": WRONG_CODE}, status=422)


def _own(errand: Errand) -> Own:
    me = errand.me
    return Own(errand.connection, errand.world, me.account, me.access, me.session.id, errand.now)


def _codes(codes: list[str]) -> Page:
    return Page("own_codes.html", {"title": "Códigos de recuperación", "codes": codes})


def _listed(errand: Errand, one: Session) -> ListedSession:
    return ListedSession(
        one.id,
        words.browser(one.browser),
        words.moment(one.made_at, errand.zone),
        words.moment(one.seen_at, errand.zone),
        one.id == errand.me.session.id,
    )


class OwnPassword:
    """A page of its own kind, because hashing may not hold up a transaction."""

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance
        self._door = entrance.door

    def route(self) -> Route:
        return self._entrance.route(_OWN_KEY, self._answer)

    async def _answer(self, request: Request) -> Response:
        try:
            return await (self._change(request) if request.method == "POST" else self._page(request))
        except NotSignedIn as e:
            return RedirectResponse(f"{e.where}?a={_OWN_KEY}", 303, headers=HEADERS)

    async def _page(self, request: Request, status: int = 200, error: str = "") -> Response:
        errand = await self._door.store.read(lambda connection: self._door.errand(request, connection, error=error))
        page = Page("own_password.html", {"title": "Cambiar mi contraseña", "account": errand.me.account})
        return await self._door.drawn(request, errand, page, status)

    async def _change(self, request: Request) -> Response:
        form = await self._entrance.form(request)
        errand = await self._door.store.read(lambda connection: self._door.errand(request, connection))
        if not self._door.is_own_form(request, form):
            return await self._page(request, 409, _OPEN_LONG)
        account, keys = errand.me.account, [f"own:{errand.me.account.id}"]
        try:
            factors.demand_good_pair(form.get("password", ""), form.get("again", ""), name=account.name)
            before = await self._door.store.write(lambda c: note_try(c, keys, self._door.now()))
        except (factors.WeakPassword, TooSoon) as e:
            return await self._page(request, 422, str(e))
        if not await self._entrance.is_password(form.get("old", ""), account.password):
            return await self._page(request, 422, "La contraseña actual no es correcta.")
        kept = await self._entrance.hashed(form["password"])

        def put(connection: Connection) -> None:
            was_good(connection, keys, before)
            _own(self._still(request, connection, account)).put_password(kept)

        await self._door.store.write(put)
        return RedirectResponse(f"{ACCOUNT}?hecho=clave", 303, headers=HEADERS)

    def _still(self, request: Request, connection: Connection, account: Account) -> Errand:
        """The same as before the hashing. Raises NotSignedIn."""
        errand = self._door.errand(request, connection)
        if errand.me.account.password != account.password:
            raise NotSignedIn(SIGN_IN)
        return errand
