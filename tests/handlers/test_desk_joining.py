"""Two contacts that are one person, joined at the desk: shown first, told to both, and only within reach."""

import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import httpx
import pytest
from sqlalchemy import update

from bot.indexing import Indexing
from civic.access import Grant, Role
from storage.outbox import read_message
from storage.store import Store
from storage.tables import chats, people, staff
from tests.desking import WHATSAPP, DeskTown, Employee, desk_town, error_of

WHY = "Me lo dijo por teléfono y sabe su folio."


@pytest.fixture
async def town(store: Store, tmp_path: Path) -> AsyncIterator[DeskTown]:
    async with desk_town(store, tmp_path) as town:
        yield town


async def ana_twice(town: DeskTown) -> tuple[int, int]:
    """Ana wrote on Telegram and then on WhatsApp; who she is there."""
    await town.waits("ana", "no llega mi recibo", name="Ana Soto")
    await town.waits("+526181234567", "sigo sin mi recibo", name="Anita", account=WHATSAPP)
    return tuple(row.person_id for row in await town.corridor.rows("chats"))  # type: ignore[return-value]


async def shown(who: Employee, kept: int, joined: int) -> dict[str, str]:
    """The page with both, and the fields of its form."""
    page = (await who.sees(f"/desk/personas/{kept}/juntar?con={joined}")).text
    return {name: unescape(value) for name, value in re.findall(r'name="(con|code)" value="([^"]*)"', page)}


async def joins(who: Employee, kept: int, joined: int, **fields: str) -> httpx.Response:
    path = f"/desk/personas/{kept}/juntar"
    given = {**await shown(who, kept, joined), "reason": WHY, **fields}
    return await who.does(path, "join", page=f"{path}?con={joined}", **given)


async def test_they_are_found_shown_joined_and_told(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    await town.corridor.agrees("ana")
    folio = await town.corridor.files("ana")
    ana, anita = await ana_twice(town)
    await Indexing(town.corridor.store, now=lambda: town.corridor.now).catch_up()
    path = f"/desk/personas/{ana}/juntar"
    assert path in (await rosa.sees(f"/desk/personas/{ana}")).text
    found = (await rosa.sees(f"{path}?q=4567")).text
    assert f'href="{path}?con={anita}">Anita</a>' in found
    page = (await rosa.sees(f"{path}?con={anita}")).text
    for told in (
        "No se puede deshacer",
        "Este contacto: Ana Soto",
        "El otro: Anita",
        "+526181234567",
        "la del otro contacto se cierra",
    ):
        assert told in page, told
    sent = len(await town.corridor.rows("outbox"))
    done = await joins(rosa, ana, anita)
    assert done.headers["location"] == f"/desk/personas/{ana}?hecho=juntados"
    assert {row.person_id for row in await town.corridor.rows("addresses")} == {ana}
    kept = (await rosa.sees(f"/desk/personas/{ana}")).text
    assert folio in kept
    assert "+526181234567" in kept
    told_them = (await town.corridor.rows("outbox"))[sent:]
    assert {row.account.split(":")[0] for row in told_them} == {"telegram", "whatsapp"}
    assert {row.purpose for row in told_them} == {"staff"}, "it goes also while a person has the chat"
    for row in told_them:
        said = read_message(row.body).text
        assert "juntó este contacto con otro" in said
        assert "Oponerme a un uso" in said
        assert "4567" not in said, "the other number may be somebody else's"
    [line] = [row for row in await town.corridor.rows("history") if row.event == "contacts_joined"]
    assert (line.subject_id, line.by, WHY in line.note) == (ana, "staff:rosa", True)
    boss = await town.hires("jefa", Role.ADMINISTRATOR)
    assert "Juntó dos contactos" in (await boss.sees("/desk/bitacora")).text


async def test_whoever_speaks_english_is_told_in_english(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    ana, anita = await ana_twice(town)
    await town.corridor.does(lambda c: c.execute(update(people).where(people.c.id == anita).values(language="en")))
    await joins(rosa, ana, anita)
    told = [read_message(row.body) for row in (await town.corridor.rows("outbox"))[-2:]]
    assert {(one.language, "Staff of" in one.text) for one in told} == {("es", False), ("en", True)}


REFUSED = [
    # what is so, what the page says
    ({"kind": "group"}, "es un grupo"),
    ({"checked_at": True}, "se le revisó un documento"),
]


@pytest.mark.parametrize(("changed", "says"), REFUSED)
async def test_some_only_their_owner_may_join(town: DeskTown, changed: dict[str, object], says: str) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    ana, anita = await ana_twice(town)
    values = {name: town.corridor.now if value is True else value for name, value in changed.items()}
    await town.corridor.does(lambda c: c.execute(update(people).where(people.c.id == anita).values(values)))
    page = (await rosa.sees(f"/desk/personas/{ana}/juntar?con={anita}")).text
    assert says in page
    assert 'name="code"' not in page
    refused = await joins(rosa, ana, anita, con=str(anita), code="")
    assert (refused.status_code, says in error_of(refused)) == (422, True)


async def test_what_cannot_be_joined_is_said_and_changes_nothing(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    ana, anita = await ana_twice(town)
    before = await town.corridor.rows("addresses")
    same = await joins(rosa, ana, ana, con=str(ana))
    assert (same.status_code, error_of(same)) == (422, "Es el mismo contacto.")
    short = await joins(rosa, ana, anita, reason="sí")
    assert "Escriba cómo supo" in error_of(short)
    old = await shown(rosa, ana, anita)
    await town.corridor.does(lambda c: c.execute(update(people).where(people.c.id == anita).values(name="Otra")))
    late = await joins(rosa, ana, anita, code=old["code"])
    assert (late.status_code, "cambió" in error_of(late), WHY in late.text) == (409, True, True)
    await town.corridor.does(lambda c: c.execute(update(staff).values(person_id=anita)))
    assert "alguien del personal" in error_of(await joins(rosa, ana, anita, con=str(anita), code=""))
    assert await town.corridor.rows("addresses") == before


async def test_nobody_joins_whom_they_may_not_answer(town: DeskTown) -> None:
    ana, anita = await ana_twice(town)
    aguas = Grant(Role.OPERATOR, "aguas")
    for number, role in enumerate((Role.PLANNER, Role.SOCIAL_AUDIT, Role.AUDITOR, aguas)):
        who = await town.hires(f"x{number}", role)
        path = f"/desk/personas/{ana}/juntar"
        assert (await who.sees(path)).status_code == 404, role
        answer = await who.does(path, "join", page="/desk/cuenta", con=str(anita), code="x", reason=WHY)
        assert answer.status_code == 404, role
    first = (await town.corridor.rows("chats"))[0].id
    await town.corridor.does(lambda c: c.execute(update(chats).where(chats.c.id == first).values(department="aguas")))
    eva = await town.hires("eva", aguas)
    assert (await eva.sees(f"/desk/personas/{ana}/juntar")).status_code == 200
    assert (await eva.sees(f"/desk/personas/{ana}/juntar?con={anita}")).status_code == 404, "both must be in reach"
    reader = await town.hires("lee", Role.AUDITOR)
    assert "/juntar" not in (await reader.sees(f"/desk/personas/{ana}")).text
    boss = await town.hires("jefa", Role.SUPERVISOR)
    assert (await joins(boss, ana, anita)).status_code == 303
