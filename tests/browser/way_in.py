"""The way into the desk, page by page, as a new administrator goes it."""

from collections.abc import AsyncIterator
from typing import Any

import pyotp

from civic.access import Grant, Role
from handlers.desk.door import SECOND_FACTOR, SIGN_IN
from handlers.desk.entrance import SET_UP
from handlers.staff.accounts import Office
from storage import signing_in, staff
from storage.store import Connection
from tests.browser.house import House
from tests.desk import PASSWORD

_NAME = "nora.luna"


async def way_in(house: House, page: Any) -> AsyncIterator[tuple[str, str]]:
    """From the invitation to the second factor of a later day: the address of each page, with what it is called in the
    list of screens."""
    corridor = house.town.corridor
    grants = [Grant(Role.ADMINISTRATOR)]
    invitation = await corridor.does(
        lambda c: Office(c, corridor.world, "root", corridor.now).add(_NAME, "Nora Luna", grants)
    )
    await page.goto(f"{house.address}/desk/invitacion/{invitation}")
    yield "/desk/invitacion/{token}", "invitacion"
    await _sends(page, password="corta", again="corta")
    yield "/desk/invitacion/{token}", "invitacion-error"
    await _sends(page, password=PASSWORD, again=PASSWORD)
    yield SIGN_IN, "entrar"
    await _sends(page, name=_NAME, password="no es esta")
    yield SIGN_IN, "entrar-error"
    await _sends(page, name=_NAME, password=PASSWORD)
    yield SET_UP, "factor-nuevo"
    secret = await page.locator("code.secret").inner_text()
    await _sends(page, code=pyotp.TOTP(secret).at(int(corridor.now.timestamp())))
    yield SET_UP, "codigos-de-recuperacion"
    await page.goto(f"{house.address}/desk/enlace/{await corridor.does(_link)}")
    yield "/desk/enlace/{token}", "enlace"
    await _sends(page)
    yield SECOND_FACTOR, "codigo"
    await _sends(page, code="000000")
    yield SECOND_FACTOR, "codigo-error"
    house.expected += ["422"]


def _link(connection: Connection) -> str:
    account = staff.find_account(connection, _NAME)
    assert account
    return signing_in.add_link(connection, account.id, "enter", account.made_at.replace(year=account.made_at.year + 1))


async def _sends(page: Any, **fields: str) -> None:
    for field, value in fields.items():
        await page.fill(f"#{field}", value)
    await page.locator("button.main").click()
    await page.wait_for_load_state()
