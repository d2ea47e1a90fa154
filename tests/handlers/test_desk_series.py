"""Series and programmes at the desk: read, switched by a second person, and one time left out with its reason."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from civic.access import Grant, Role
from handlers.programmes import remind_of_programmes
from handlers.series.run import run_series
from handlers.staff.programmes import publish
from handlers.staff.series import Scheduler
from storage.store import Store
from storage.tables import series
from tests.committees import forms, joins
from tests.desk_visits import comes, counted, in_two_zones, returns
from tests.desking import DeskTown
from tests.life import Life

SHEET = Path("docs/examples/hoja.toml").read_text(encoding="utf-8")
PROGRAMMES = Path("docs/examples/programas.toml").read_text(encoding="utf-8")
HERE, PATH, PROGRAMMES_HERE = "/desk/series", "/desk/series/hoja-semanal", "/desk/programas"


@pytest.fixture
async def town(store: Store, tmp_path: Path) -> AsyncIterator[DeskTown]:
    """Ana sits on a neighbourhood's committee, and Lupita wrote the weekly sheet: it is off."""
    life = Life(store)
    town = DeskTown(life, tmp_path)
    await forms(life, "COL-1", "colonia", "Comité Azcapotzalco")
    await life.agrees("ana")
    await joins(life, "ana", "Ana Soto", key="COL-1")
    await life.does(lambda c: Scheduler(c, life.world, "lupita", life.now).save(SHEET))
    await life.does(lambda c: publish(c, life.world, PROGRAMMES, "", "lupita", life.now))
    yield town
    await town.close()


@pytest.mark.parametrize(
    ("role", "reads", "writes", "approves"),
    [
        (Role.ADMINISTRATOR, True, True, True),
        (Role.SUPERVISOR, True, True, True),
        (Role.OPERATOR, False, False, False),
        (Role.PLANNER, True, True, False),
        (Role.SOCIAL_AUDIT, True, True, False),
        (Role.AUDITOR, True, False, False),
    ],
)
async def test_who_may_do_what(town: DeskTown, role: Role, reads: bool, writes: bool, approves: bool) -> None:
    memo = await comes(town, "memo", role)
    for page in (HERE, PATH, f"{PATH}?dia=2026-11-30", PROGRAMMES_HERE):
        assert await memo.asks(page) == (200 if reads else 404), page
    for page, act in ((PATH, "off"), (PATH, "skip"), (PATH, "committee"), (PROGRAMMES_HERE, "skip")):
        assert ((await memo.sends(page, act)).status_code == 422) is writes, (page, act)
    assert ((await memo.sends(PATH, "on")).status_code == 303) is approves


async def test_somebody_else_than_who_wrote_it_switches_it_on(town: DeskTown) -> None:
    lupita, memo = await comes(town, "lupita", Role.SUPERVISOR), await comes(town, "memo", Role.SUPERVISOR)
    assert "Activarla" not in await lupita.sees(PATH)
    assert "La escribió usted" in await lupita.is_told(PATH, "on")
    page = await memo.does(PATH, "on")
    assert "Activa desde" in page and "la activó memo" in page
    assert "30 nov 2026, 10:00" in await lupita.sees(HERE)
    assert "ya está activa" in await memo.is_told(PATH, "on")
    assert "Apagada" in await lupita.does(PATH, "off")


async def test_what_it_would_say_is_read_before(town: DeskTown) -> None:
    lupita = await comes(town, "lupita", Role.PLANNER)
    page = await lupita.sees(f"{PATH}?dia=2026-11-30")
    assert "Integrantes de comités; del comité COL-1" in page and "En español" in page and "En inglés" in page
    assert "No sale ese día" in await lupita.sees(f"{PATH}?dia=2026-12-01")
    for day in ("ayer", "0001-01-01", "9999-12-31"):
        assert "No sale ese día" in await lupita.sees(f"{PATH}?dia={day}"), day
    assert await lupita.asks(f"{HERE}/nada") == 404


async def test_a_day_that_is_left_out_is_left_out(town: DeskTown) -> None:
    lupita, memo = await comes(town, "lupita", Role.SUPERVISOR), await comes(town, "memo", Role.SUPERVISOR)
    await memo.does(PATH, "on")
    assert "por qué se omite" in await lupita.is_told(PATH, "skip", dia="2026-11-30", why=" ")
    assert "no sale el 2026-12-01" in await lupita.is_told(PATH, "skip", dia="2026-12-01", why="Puente")
    page = await lupita.does(PATH, "skip", dia="2026-11-30", why="Puente")
    assert "30 nov 2026, 10:00: Se omitió (Puente)" in page
    assert "ya se atendió" in await lupita.is_told(PATH, "skip", dia="2026-11-30", why="Puente")
    assert "7 dic 2026, 10:00" in await lupita.sees(HERE)
    corridor = town.corridor
    corridor.now += timedelta(days=7)
    await corridor.does(lambda c: run_series(c, corridor.now, world=corridor.world))
    assert await corridor.rows("broadcasts") == []


async def test_a_committee_may_be_left_out(town: DeskTown) -> None:
    lupita = await comes(town, "lupita", Role.PLANNER)
    assert "no la reciben: COL-1" in await lupita.does(PATH, "committee", comite="COL-1", como="off")
    assert "no la recibiría nadie" in await lupita.sees(f"{PATH}?dia=2026-11-30")
    assert "no la reciben" not in await lupita.does(PATH, "committee", comite="COL-1", como="on")
    assert "No hay un comité" in await lupita.is_told(PATH, "committee", comite="NADA-1", como="off")


async def test_one_that_can_be_read_no_more_is_shown_switched_off_and_written_again(town: DeskTown) -> None:
    lupita, memo = await comes(town, "lupita", Role.SUPERVISOR), await comes(town, "memo", Role.SUPERVISOR)
    await memo.does(PATH, "on")
    await town.corridor.does(lambda c: c.execute(update(series).values(document="formato = 9")))
    assert "Ya no se puede leer" in await lupita.sees(HERE)
    page = await lupita.sees(PATH)
    assert "ya no se puede leer, y nada de ella sale" in page and "este programa lee el formato 1" in page
    assert "Omitir un día" not in page and "Activarla" not in page
    assert "ya no se puede leer" in await lupita.is_told(PATH, "skip", dia="2026-11-30", why="x")
    assert "ya no se puede leer" in await memo.is_told(PATH, "on")
    assert "Apagada" in await lupita.does(PATH, "off")
    document = "/desk/documentos/series/hoja-semanal"
    seen = (await lupita.sees(document)).split('name="seen" value="')[1].split('"')[0]
    await lupita.does(document, "publish", document=SHEET, seen=seen, why="")
    assert "Activa desde" in await memo.does(PATH, "on")


async def test_what_goes_to_all_is_not_for_a_role_of_one_part_of_town(town: DeskTown) -> None:
    town.corridor.world = replace(town.corridor.world, directory=in_two_zones())
    memo = await comes(town, "memo", Grant(Role.SUPERVISOR, quadrant="Norte"))
    for act in ("on", "off", "skip", "committee"):
        assert "solo alcanza a su zona" in await memo.is_told(PATH, act, dia="2026-11-30", why="x"), act
    assert "solo alcanza a su zona" in await memo.is_told(PROGRAMMES_HERE, "skip", why="x")


async def test_a_reminder_of_a_programme_is_read_and_left_out(town: DeskTown) -> None:
    corridor = town.corridor
    await corridor.says("ana", "becas")
    await corridor.presses("ana", "Recordarme")
    lupita = await comes(town, "lupita", Role.PLANNER)
    page = await lupita.sees(PROGRAMMES_HERE)
    assert "1 persona pidió que se le avise" in page and "Qué se pide: constancia de estudios" in page
    first = page.split('<section class="card" aria-label="Recordatorio del')[1]
    fields = {name: first.split(f'name="{name}" value="')[1].split('"')[0] for name in ("programa", "fecha", "dias")}
    assert "por qué se omite" in await lupita.is_told(PROGRAMMES_HERE, "skip", **fields, why="")
    assert "Se omite" in await lupita.does(PROGRAMMES_HERE, "skip", **fields, why="Se cambió la sede")
    assert "ya se había omitido" in await lupita.is_told(PROGRAMMES_HERE, "skip", **fields, why="Otra vez")
    assert "ya no está" in await lupita.is_told(PROGRAMMES_HERE, "skip", **{**fields, "dias": "99"}, why="x")
    [skipped] = await corridor.rows("occurrences")
    await returns(town, lupita, days=(skipped.due_at - corridor.now).days + 1)
    await corridor.does(lambda c: remind_of_programmes(c, corridor.now, world=corridor.world))
    assert [row.state for row in await corridor.rows("occurrences")] == ["skipped"]
    assert "ya salió" in await lupita.is_told(PROGRAMMES_HERE, "skip", **fields, why="tarde")


async def test_nothing_yet(town: DeskTown) -> None:
    await town.corridor.does(lambda c: c.execute(series.delete()))
    lupita = await comes(town, "lupita", Role.PLANNER)
    assert "Todavía no hay series" in await lupita.sees(HERE)


async def test_no_page_asks_the_database_often(town: DeskTown) -> None:
    lupita = await comes(town, "lupita", Role.PLANNER)
    for page in (HERE, PATH, PROGRAMMES_HERE):
        with counted() as asked:
            await lupita.sees(page)
        assert len(asked) <= 8, (page, asked)
