"""Signing in with the municipality's own accounts: who is let in, and every way in which nobody is."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pyotp
import pytest
from starlette.applications import Starlette

from bot.desk_settings import Oidc
from civic.access import Role
from handlers.desk import desk_routes
from handlers.staff import secrets as factors
from handlers.staff.accounts import Office
from handlers.staff.identities import UNKNOWN, note_email
from storage import staff
from storage.staff import change_account
from storage.store import Connection, Store
from tests.desking import DeskTown, Employee, desk_town, error_of

pytest.importorskip("joserfc", reason="the municipality's own sign-in needs the extra `oidc`")
from bot.oidc import OidcProvider
from tests.fakes.oidc_provider import CLIENT, SECRET, OidcServer

MAIL = "lupita.rios@municipio.gob.mx"
_DOWN = "La entrada con esa cuenta no responde"
_WRONG = "No se pudo comprobar quién es usted"


@dataclass(slots=True)
class TownHall:
    town: DeskTown
    provider: OidcServer

    def clock(self) -> float:
        return self.town.corridor.now.timestamp()

    def open(self, **settings: Any) -> None:
        """The desk, with this provider."""
        told = Oidc(issuer=self.provider.issuer, client_id=CLIENT, client_secret=SECRET, **settings)
        made = OidcProvider(told, lambda: self.town.corridor.now)
        self.town.door = replace(self.town.door, identity=made.name)
        routes = desk_routes(self.town.door, self.town.hub, self.town.media, provider=made)
        self.town.app = Starlette(routes=routes)

    async def account(self, name: str, role: Role = Role.OPERATOR, email: str = MAIL) -> int:
        corridor = self.town.corridor
        employee = await self.town.hires(name, role)

        def write(connection: Connection) -> None:
            account = staff.find_account(connection, name)
            assert account
            note_email(connection, corridor.world.ids, account, email, "root", corridor.now)

        await corridor.does(write)
        return employee.id

    async def enters(self, browser: httpx.AsyncClient, subject: str, back: str = "/desk/", **claims: Any) -> str:
        """Where it leads, or the sentence why not."""
        sent = await browser.get("/desk/identidad", params={"a": back})
        if sent.status_code != 303:
            return said(sent)
        return where(await browser.get(self.provider.approves(sent.headers["location"], subject, **claims)))


def said(answer: httpx.Response) -> str:
    found = re.search(r'role="alert">([^<]*)', answer.text)
    return found[1] if found else answer.text


def where(answer: httpx.Response) -> str:
    return answer.headers["location"] if answer.status_code == 303 else said(answer)


@pytest.fixture
async def hall(store: Store, tmp_path: Path) -> AsyncIterator[TownHall]:
    async with desk_town(store, tmp_path) as town, OidcServer() as provider:
        hall = TownHall(town, provider)
        provider.now = hall.clock
        hall.open()
        yield hall


async def test_a_verified_email_opens_the_account_that_was_noted_and_the_page_that_was_wanted(hall: TownHall) -> None:
    await hall.account("lupita")
    browser = hall.town.client()
    page = (await browser.get("/desk/entrar?a=/desk/cuenta")).text
    assert '<a class="button" href="/desk/identidad?a=/desk/cuenta">Entrar con la cuenta del municipio</a>' in page
    assert await hall.enters(browser, "s-1", "/desk/cuenta", email=MAIL.upper(), email_verified=True) == "/desk/cuenta"
    assert "Lupita" in (await browser.get("/desk/cuenta")).text
    assert {row.event for row in await hall.town.corridor.rows("history", subject="staff")} >= {
        "identity_linked",
        "entered",
    }


async def test_from_then_on_the_providers_own_name_for_them_counts_and_not_the_email(hall: TownHall) -> None:
    await hall.account("lupita")
    verified = {"email": MAIL, "email_verified": True}
    assert await hall.enters(hall.town.client(), "s-1", **verified) == "/desk/"
    assert await hall.enters(hall.town.client(), "s-1", email="otra@x.mx", email_verified=True) == "/desk/"
    assert await hall.enters(hall.town.client(), "s-2", **verified) == UNKNOWN, "who was given her e-mail later"


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"email": MAIL, "email_verified": False}, "an e-mail that nobody verified"),
        ({"email": MAIL}, "nothing is said of it"),
        ({"email": "nadie@municipio.gob.mx", "email_verified": True}, "nobody's"),
        ({}, "no e-mail at all"),
    ],
)
async def test_no_account_is_ever_made(hall: TownHall, claims: dict[str, Any], reason: str) -> None:
    await hall.account("lupita")
    assert await hall.enters(hall.town.client(), "s-9", **claims) == UNKNOWN, reason
    assert len(await hall.town.corridor.rows("staff")) == 1


async def test_a_closed_account_stays_closed(hall: TownHall) -> None:
    await hall.account("lupita")
    assert await hall.enters(hall.town.client(), "s-1", email=MAIL, email_verified=True) == "/desk/"
    corridor = hall.town.corridor
    await corridor.does(lambda c: Office(c, corridor.world, "root", corridor.now).close("lupita"))
    assert await hall.enters(hall.town.client(), "s-1", email=MAIL, email_verified=True) == UNKNOWN


async def test_it_counts_as_one_factor(hall: TownHall) -> None:
    await hall.account("jefa", Role.SUPERVISOR)
    browser = hall.town.client()
    mfa = {"email": MAIL, "email_verified": True, "amr": ["pwd", "mfa"]}
    assert await hall.enters(browser, "s-1", **mfa) == "/desk/factor?a=/desk/"
    assert (await browser.get("/desk/")).status_code == 303, "not in yet"
    hall.open(second_factor=("mfa",))
    assert await hall.enters(hall.town.client(), "s-1", **mfa) == "/desk/"
    assert await hall.enters(hall.town.client(), "s-1", **{**mfa, "amr": ["pwd"]}) == "/desk/factor?a=/desk/"
    assert await hall.enters(hall.town.client(), "s-1", **{**mfa, "amr": [], "acr": "mfa"}) == "/desk/"


def _changed(**claims: Any) -> Callable[[dict[str, Any]], None]:
    return lambda told: told.update(claims)


@pytest.mark.parametrize(
    ("lie", "reason"),
    [
        (_changed(nonce="of another visit"), "wrong nonce"),
        (lambda told: told.pop("nonce"), "no nonce"),
        (_changed(aud="another service"), "wrong audience"),
        (_changed(aud=[CLIENT, "another"]), "for several, and not said for whom"),
        (_changed(iss="https://elsewhere.example"), "wrong issuer"),
        (lambda told: told.update(exp=told["iat"] - 600), "expired"),
        (lambda told: told.update(iat=told["iat"] + 900), "of the future"),
        (lambda told: told.pop("sub"), "nobody"),
    ],
)
async def test_a_token_that_is_not_for_this_visit_opens_nothing(
    hall: TownHall, lie: Callable[[dict[str, Any]], None], reason: str
) -> None:
    await hall.account("lupita")
    hall.provider.lie = lie
    told = await hall.enters(hall.town.client(), "s-1", email=MAIL, email_verified=True)
    assert told.startswith(_WRONG), reason


async def test_a_token_signed_by_another_opens_nothing(hall: TownHall) -> None:
    await hall.account("lupita")
    shown = hall.provider.signs_with
    hall.provider.renews_keys()
    hall.provider._keys[:] = [shown]
    told = await hall.enters(hall.town.client(), "s-1", email=MAIL, email_verified=True)
    assert told.startswith(_WRONG)


async def test_keys_may_change(hall: TownHall) -> None:
    await hall.account("lupita")
    for _ in range(2):
        assert await hall.enters(hall.town.client(), "s-1", email=MAIL, email_verified=True) == "/desk/"
    assert hall.provider.asked.count("/keys") == 1
    hall.provider.renews_keys()
    assert await hall.enters(hall.town.client(), "s-1", email=MAIL, email_verified=True) == "/desk/"


async def test_the_email_may_be_told_apart(hall: TownHall) -> None:
    await hall.account("lupita")
    hall.provider.email_in_token = False
    assert await hall.enters(hall.town.client(), "s-1", email=MAIL, email_verified=True) == "/desk/"


async def test_a_provider_that_is_down_leaves_the_password(hall: TownHall) -> None:
    await hall.account("lupita")
    hall.provider.is_down = True
    answer = await hall.town.client().get("/desk/identidad")
    assert said(answer).startswith(_DOWN)
    assert 'name="password"' in answer.text
    hall.provider.is_down = False
    browser = hall.town.client()
    sent = await browser.get("/desk/identidad")
    hall.provider.is_down = True
    back = hall.provider.approves(sent.headers["location"], "s-1", email=MAIL, email_verified=True)
    assert said(await browser.get(back)).startswith((_DOWN, _WRONG))


async def test_another_browser_or_another_state_or_a_second_time_opens_nothing(hall: TownHall) -> None:
    await hall.account("lupita")
    over = "La entrada tardó demasiado o empezó en otro navegador. Intente otra vez."
    browser = hall.town.client()
    sent = await browser.get("/desk/identidad")
    back = hall.provider.approves(sent.headers["location"], "s-1", email=MAIL, email_verified=True)
    assert where(await hall.town.client().get(back)) == over
    assert where(await browser.get(back.replace("state=", "state=x"))) == over
    assert where(await browser.get(back)) == over, "the first try used it up"
    sent = await browser.get("/desk/identidad")
    denied = (
        back.partition("?")[0]
        + "?error=access_denied&state="
        + sent.headers["location"].split("state=")[1].split("&")[0]
    )
    assert where(await browser.get(denied)).startswith("No se completó la entrada")
    sent = await browser.get("/desk/identidad")
    back = hall.provider.approves(sent.headers["location"], "s-1", email=MAIL, email_verified=True)
    hall.town.corridor.now += timedelta(minutes=11)
    assert where(await browser.get(back)) == over


async def test_it_leads_nowhere_else(hall: TownHall) -> None:
    await hall.account("lupita")
    told = await hall.enters(hall.town.client(), "s-1", "//evil.example", email=MAIL, email_verified=True)
    assert told == "/desk/"


async def test_whoever_is_signed_in_links_their_own_and_takes_it_away(hall: TownHall) -> None:
    lupita, beto = [await hall.town.hires(name, Role.OPERATOR) for name in ("lupita", "beto")]
    assert "Enlazar la cuenta del municipio" in (await lupita.sees("/desk/cuenta")).text
    for employee in (lupita, beto):
        employee.http._transport = hall.town.client()._transport  # the desk as it is now

    async def links(employee: Employee) -> str:
        page = await employee.does("/desk/identidad", "link", page="/desk/cuenta")
        leads_to = unescape(page.text.split('<a class="button main" href="')[1].split('"')[0])
        return where(await employee.http.get(hall.provider.approves(leads_to, "s-1")))

    assert await links(lupita) == "/desk/cuenta?hecho=identidad"
    assert "Esa cuenta ya está enlazada a otra persona de esta mesa." in await links(beto)
    assert await hall.enters(hall.town.client(), "s-1") == "/desk/"
    assert (await hall.town.client().post("/desk/identidad")).headers["location"] == "/desk/entrar?a=/desk/cuenta"
    assert (await lupita.does("/desk/cuenta", "identity_unlink")).status_code == 303
    assert await hall.enters(hall.town.client(), "s-1") == UNKNOWN


async def test_an_open_browser_is_not_enough_to_link(hall: TownHall) -> None:
    """It takes a form of their own page, and the second factor of who has one."""
    lupita = await hall.town.hires("lupita", Role.SUPERVISOR)
    secret = factors.new_totp_secret()
    await hall.town.corridor.does(lambda c: change_account(c, lupita.id, totp_secret=secret, totp_used=0))
    lupita.http._transport = hall.town.client()._transport
    foreign = await lupita.http.post("/desk/identidad", data={"csrf": "ñ"})
    assert (foreign.status_code, "mucho tiempo abierta" in foreign.text) == (422, True)
    for code in ("", "000000", "²²²²²²"):
        refused = await lupita.does("/desk/identidad", "link", page="/desk/cuenta", current=code)
        assert (refused.status_code, "El código no es correcto" in refused.text) == (422, True), code
    hall.town.corridor.now += timedelta(minutes=1)
    code = pyotp.TOTP(secret).at(hall.town.corridor.now)
    shown = await lupita.does("/desk/identidad", "link", page="/desk/cuenta", current=code)
    assert "Seguir en la cuenta del municipio" in shown.text


async def test_an_administrator_notes_the_email_and_nobody_else_does(hall: TownHall) -> None:
    root = await hall.town.hires("root", Role.ADMINISTRATOR)
    await hall.town.hires("lupita", Role.OPERATOR)
    boss = await hall.town.hires("boss", Role.SUPERVISOR)
    for employee in (root, boss):
        employee.http._transport = hall.town.client()._transport
    path = "/desk/personal/lupita"
    assert (await boss.does(path, "identity", page="/desk/cuenta", email=MAIL)).status_code == 404
    wrong = await root.does(path, "identity", email="lupita")
    assert (wrong.status_code, error_of(wrong)[:26]) == (422, "Escriba un correo completo")
    assert (await root.does(path, "identity", email=f" {MAIL.title()} ")).status_code == 303
    assert MAIL in (await root.sees(path)).text
    taken = await root.does("/desk/personal/boss", "identity", email=MAIL)
    assert error_of(taken) == "Ese correo ya es de otra cuenta de esta mesa."
    assert await hall.enters(hall.town.client(), "s-1", email=MAIL, email_verified=True) == "/desk/"
    assert (await root.does(path, "identity", email="")).status_code == 303
    assert await hall.enters(hall.town.client(), "s-1", email=MAIL, email_verified=True) == UNKNOWN


async def test_where_no_issuer_is_named_there_is_no_such_door(store: Store, tmp_path: Path) -> None:
    async with desk_town(store, tmp_path) as town:
        assert (await town.client().get("/desk/identidad")).status_code == 404
        assert "identidad" not in (await town.client().get("/desk/entrar")).text


async def test_the_doctor_looks_whether_the_issuer_is_itself(hall: TownHall) -> None:
    def looks(issuer: str) -> OidcProvider:
        return OidcProvider(Oidc(issuer=issuer, client_id=CLIENT), lambda: hall.town.corridor.now)

    assert (await looks(hall.provider.issuer).check()).good
    assert not (await looks(f"{hall.provider.issuer}/").check()).good, "it calls itself otherwise"
    hall.provider.is_down = True
    down = await looks(hall.provider.issuer).check()
    assert (down.good, down.remedy[:27]) == (False, "revise [desk.oidc] issuer, ")
