"""The one way into the desk: who is it, may they, is it really their form; then the page, or the act and where to go.

What is shown and what is done are plain functions of an `Errand`, inside one transaction. Pages are drawn after it.
"""

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import quote, urlsplit

from markupsafe import Markup
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive

from civic.access import Permission
from handlers.desk import words
from handlers.desk.darkroom import Darkroom, Photo
from handlers.desk.done import DONE
from handlers.desk.errand import Conflict, Elsewhere, Errand, Goto, Kept, LookFirst, NotHere, Page, SignedIn, Upload
from handlers.desk.menu import menu_of
from handlers.desk.page import HEADERS, render
from handlers.desk.running import Running
from handlers.desk.screen import Act, Given, Screen
from handlers.present import Present
from handlers.staff.chats import Outdated
from handlers.staff.complaints import Picture
from handlers.staff.finding import NoSuch, NotPossible
from handlers.world import World
from storage import reads, signing_in
from storage.store import Connection, Store, StoreUnavailable
from storage.text import clean

HOME = "/desk/"
ACCOUNT = "/desk/cuenta"
SIGN_IN = "/desk/entrar"
SECOND_FACTOR = "/desk/codigo"
_NO_ID = 2**63
"""A number that no database takes for an id."""
_MOST_BYTES = 25_000_000
_LONGEST_SESSION = timedelta(hours=12)
_TOUCH = timedelta(minutes=1)
"""How exactly it is known when a session was last used."""


class NotSignedIn(Exception):
    """`where`: what is still to be done before."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


@dataclass(frozen=True, kw_only=True)
class Door:
    store: Store
    present: Present
    now: Callable[[], datetime]
    changed: Callable[[], None]
    """Something was committed that others wait for: messages to send, pages that are open."""
    windows: Mapping[str, timedelta]
    idle: timedelta
    """How long a session lasts that is not used."""
    templates: frozenset[str]
    """Approved by WhatsApp, by our names."""
    square: Callable[[str], str]
    """A picture that a telephone reads as these words, as SVG."""
    darkroom: Darkroom
    running: Callable[[], Running] = Running
    """How the program is at this moment."""
    identity: str = ""
    """What the municipality's own sign-in is called; empty: there is none."""

    @property
    def world(self) -> World:
        """As it was when somebody last looked."""
        return self.present.world

    @property
    def is_secure(self) -> bool:
        """Behind TLS; without, only a machine that speaks with itself (the demonstration) may sign in."""
        return self.world.public_url.startswith("https://")

    @property
    def cookie(self) -> str:
        return "__Host-voz" if self.is_secure else "voz"

    def routes(self, screen: Screen) -> Route:
        async def answer(request: Request) -> Response:
            try:
                return await (self._shown(request, screen) if request.method != "POST" else self._done(request, screen))
            except NotSignedIn as e:
                back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
                return RedirectResponse(f"{e.where}?a={quote(back)}", 303, headers=HEADERS)
            except Elsewhere as e:
                return RedirectResponse(str(e), 303, headers=HEADERS)
            except (NotHere, NoSuch):
                return self.plain(404, "Aquí no hay nada, o no está a su alcance.")
            except HTTPException as e:
                return self.plain(e.status_code, e.detail)
            except StoreUnavailable:
                return self.plain(
                    503, "La base de datos no responde. Nada se guardó; espere un momento e intente otra vez."
                )

        return Route(screen.path, answer, methods=["GET", "POST"])

    async def _shown(self, request: Request, screen: Screen) -> Response:
        return await self._draw(request, screen, 200, partial(self.errand, request))

    async def _draw(
        self, request: Request, screen: Screen, status: int, errand_of: Callable[[Connection], Errand]
    ) -> Response:
        def look(connection: Connection) -> tuple[Errand, Page]:
            errand = errand_of(connection)
            self._send_on(errand.me, screen)
            self._demand(errand.me, screen.permission)
            return errand, screen.show(errand)

        errand, page = await self.store.read(look)
        await self._note(errand, page.read)
        return await self.drawn(request, errand, page, status)

    async def drawn(self, request: Request, errand: Errand, page: Page, status: int = 200) -> Response:
        later = await asyncio.to_thread(page.later) if page.later else {}
        values = {**self._around(request, errand), **page.values, **later}
        return HTMLResponse(render(page.template, values), status, headers=HEADERS)

    async def _done(self, request: Request, screen: Screen) -> Response:
        """An act that cannot be done shows its page again, with the reason and with all that was written."""
        self.demand_own_origin(request)
        fields, uploads = await self.form(request)
        given = partial(self._given, request=request, fields=fields, uploads=uploads)
        picture: Picture | None = None
        kept: tuple[Kept, ...] = ()
        try:
            picture = await self._picture(screen, given)
            kept = await self._kept(screen, given, uploads)
            errand, answer = await self.store.write(
                partial(self._act, given=given, screen=screen, picture=picture, kept=kept)
            )
        except NotSignedIn:
            return self.sign_in_again(request, fields)
        except LookFirst:
            return await self._draw(request, screen, 200, partial(self.errand, request, form=fields))
        except (NotPossible, Outdated, Conflict) as e:
            await self._destroy(picture.name if picture else "", *(one.photo for one in kept))
            status = 422 if isinstance(e, NotPossible) else 409
            return await self._draw(request, screen, status, partial(self.errand, request, form=fields, error=str(e)))
        if isinstance(answer, Goto):
            await self._destroy(*answer.unseen)
        self.changed()
        if isinstance(answer, Page):
            return await self.drawn(request, errand, answer, answer.status)
        done = f"{'&' if '?' in answer.path else '?'}hecho={answer.done}" if answer.done else ""
        return RedirectResponse(answer.path + done, 303, headers=HEADERS)

    async def _kept(self, screen: Screen, given: Given, uploads: Sequence[Upload]) -> tuple[Kept, ...]:
        """What residents are sent, made outside of any transaction, for who may do the act. Raises NotPossible."""
        if not uploads:
            return ()
        errand, _ = await self.store.read(lambda connection: given(connection, screen))
        if errand.form["act"] not in screen.sends_files:
            return ()
        return tuple([await asyncio.to_thread(self.darkroom.keep, upload) for upload in uploads])

    async def _picture(self, screen: Screen, given: Given) -> Picture | None:
        """Made outside of any transaction, for who may do the act."""

        def find(connection: Connection) -> Photo:
            errand, _ = given(connection, screen)
            photo_of = screen.photos.get(errand.form["act"])
            return photo_of(errand) if photo_of else b""

        photo = await self.store.read(find) if screen.photos else b""
        return await asyncio.to_thread(self.darkroom.develop, photo) if photo else None

    async def _destroy(self, *pictures: str) -> None:
        for picture in filter(None, pictures):
            await asyncio.to_thread(self.darkroom.destroy, picture)

    def _act(
        self,
        connection: Connection,
        *,
        given: Given,
        screen: Screen,
        picture: Picture | None,
        kept: tuple[Kept, ...],
    ) -> tuple[Errand, Goto | Page]:
        errand, act = given(connection, screen)
        errand = replace(errand, world=self.present.refresh(connection), picture=picture, kept=kept)
        form, word = errand.form.get("form", "")[:24], errand.form["act"][:14]
        if not signing_in.first_time(connection, f"{form}:{word}", self.now()):
            return errand, Goto(
                errand.where, "repetido", unseen=(picture.name if picture else "", *(one.photo for one in kept))
            )
        return errand, act(errand)

    def _given(
        self,
        connection: Connection,
        screen: Screen,
        *,
        request: Request,
        fields: dict[str, str],
        uploads: tuple[Upload, ...],
    ) -> tuple[Errand, Act]:
        """Raises NotSignedIn, NotHere, Conflict."""
        errand = replace(self.errand(request, connection, form=fields), uploads=uploads)
        permission, act = screen.acts.get(fields.get("act", ""), (None, None))
        if act is None:
            raise NotHere
        self._demand(errand.me, screen.permission)
        self._demand(errand.me, permission)
        if not self.is_own_form(request, fields):
            raise Conflict("La página llevaba mucho tiempo abierta. Revise lo que escribió y mándelo otra vez.")
        return errand, act

    @staticmethod
    async def form(request: Request) -> tuple[dict[str, str], tuple[Upload, ...]]:
        """Its fields and its files. Raises HTTPException."""
        async with Request(request.scope, _bounded(request)).form(
            max_files=5, max_fields=200, max_part_size=200_000
        ) as form:
            fields = {name: clean(value) for name, value in form.multi_items() if isinstance(value, str)}
            files = [one for one in form.values() if isinstance(one, UploadFile) and one.filename]
            return fields, tuple([Upload(clean(one.filename or ""), await one.read()) for one in files])

    def errand(
        self, request: Request, connection: Connection, form: Mapping[str, str] | None = None, error: str = ""
    ) -> Errand:
        me = self.who(connection, request.cookies.get(self.cookie, ""))
        if any(isinstance(given, int) and given >= _NO_ID for given in request.path_params.values()):
            raise NotHere
        return Errand(
            connection=connection, world=self.present.look(connection), me=me, now=self.now(), path=_cleaned(request.path_params),
            query=_cleaned(request.query_params), form=form or {}, error=error, windows=self.windows,
            templates=self.templates, where=request.url.path, square=self.square, running=self.running(),
            identity=self.identity,
        )  # fmt: skip

    def who(self, connection: Connection, token: str) -> SignedIn:
        """Raises NotSignedIn."""
        found = signing_in.find_signed_in(connection, token, self.now()) if token else None
        if found is None:
            raise NotSignedIn(SIGN_IN)
        session, account, access = found
        if not session.is_whole:
            raise NotSignedIn(SECOND_FACTOR)
        return SignedIn(account, access, session)

    @staticmethod
    def _send_on(me: SignedIn, screen: Screen) -> None:
        """Everybody comes in by the first page; who has no business there goes on to the first that is theirs."""
        if screen.path == HOME and screen.permission and not me.may(screen.permission):
            raise Elsewhere(next((item.path for item in menu_of(me, HOME)), ACCOUNT))

    @staticmethod
    def _demand(me: SignedIn, permission: Permission | None) -> None:
        if permission is not None and not me.may(permission):
            raise NotHere

    async def _note(self, errand: Errand, read: tuple[str, int] | None) -> None:
        """Who looked at whose data, and that the session is in use."""
        session, now = errand.me.session, errand.now
        touched = now - session.seen_at > _TOUCH
        if not (read or touched):
            return

        def write(connection: Connection) -> None:
            if read:
                reads.note_read(connection, self.world.ids, errand.me.name, *read, now)
            if touched:
                ends_at = min(now + self.idle, session.made_at + _LONGEST_SESSION)
                signing_in.touch_session(connection, session.id, now, ends_at)

        await self.store.write(write)

    def csrf(self, request: Request) -> str:
        """Known to pages of this session only."""
        return signing_in.digest("csrf:" + request.cookies.get(self.cookie, ""))

    def is_own_form(self, request: Request, fields: Mapping[str, str]) -> bool:
        """Whether it was made for this session."""
        return secrets.compare_digest(fields.get("csrf", "").encode(), self.csrf(request).encode())

    def _around(self, request: Request, errand: Errand) -> dict[str, Any]:
        return {
            "municipality": self.world.municipality,
            "me": errand.me,
            "menu": menu_of(errand.me, request.url.path),
            "csrf": self.csrf(request),
            "form_id": secrets.token_urlsafe(12),
            "error": errand.error,
            "done": DONE.get(request.query_params.get("hecho", ""), "") if not errand.error else "",
            "filled": errand.form,
            "troubled": sorted({words.channel(one.account) for one in errand.running.troubled}),
            "home": self.world.public_url or str(request.base_url).rstrip("/"),
            "square": lambda told: Markup(self.square(told)),  # noqa: S704 - drawn by us, holds no word of anybody
        }

    def demand_own_origin(self, request: Request) -> None:
        """A form of another site is refused, whatever it knows. Raises HTTPException."""
        origin, site = request.headers.get("origin", ""), request.headers.get("sec-fetch-site", "")
        own = urlsplit(self.world.public_url).netloc or request.headers.get("host", "")
        if (origin and urlsplit(origin).netloc != own) or site not in ("", "same-origin", "none"):
            raise HTTPException(403, "El formulario no viene de esta página.")

    def sign_in_again(self, request: Request, fields: Mapping[str, str]) -> Response:
        """The session ended while they wrote: what they wrote goes with them through the sign-in."""
        values = {
            "municipality": self.world.municipality,
            "error": "Su sesión terminó. Entre otra vez: lo que escribió no se pierde.",
            "back": request.url.path, "text": fields.get("text", ""), "name": "", "identity": self.identity,
        }  # fmt: skip
        return HTMLResponse(render("sign_in.html", values), 401, headers=HEADERS)

    def plain(self, status: int, sentence: str) -> Response:
        values = {"municipality": self.world.municipality, "sentence": sentence}
        return HTMLResponse(render("plain.html", values), status, headers=HEADERS)


def _cleaned(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: clean(value) if isinstance(value, str) else value for name, value in fields.items()}


def _bounded(request: Request) -> Receive:
    """Its body, as far as one may go: not every client says beforehand how long it is. Raises HTTPException."""
    taken = 0

    async def receive() -> Message:
        nonlocal taken
        message = await request.receive()
        taken += len(message.get("body", b""))
        if taken > _MOST_BYTES:
            raise HTTPException(
                413,
                f"Lo que mandó pesa más de {_MOST_BYTES // 1_000_000} MB. No se guardó: regrese y elija un archivo más ligero.",
            )
        return message

    return receive
