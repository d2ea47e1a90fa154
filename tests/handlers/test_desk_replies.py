"""Quick replies at the desk: who finds which, who writes them, and how one gets into an answer."""

from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

from civic.access import Grant, Role
from storage.store import Store
from tests.desk_visits import Visitor, comes
from tests.desking import DeskTown, desk_town

HERE = "/desk/respuestas"


@pytest.fixture
async def town(store: Store, tmp_path: Path) -> AsyncIterator[DeskTown]:
    async with desk_town(store, tmp_path) as town:
        yield town


async def _adds(visitor: Visitor, shortcut: str, text: str, department: str = "") -> str:
    return await visitor.does(HERE, "add", shortcut=shortcut, text=text, department=department)


async def _path_of(visitor: Visitor, shortcut: str) -> str:
    page = await visitor.sees(HERE)
    before = page[: page.index(f">{shortcut}</a>")]
    return before[before.rindex('href="') + 6 : -1]


@pytest.mark.parametrize(
    ("role", "reads", "writes"),
    [
        (Role.ADMINISTRATOR, 200, True),
        (Role.SUPERVISOR, 200, True),
        (Role.OPERATOR, 200, False),
        (Role.PLANNER, 404, False),
        (Role.SOCIAL_AUDIT, 404, False),
        (Role.AUDITOR, 404, False),
    ],
)
async def test_who_answers_reads_them_and_some_write_them(town: DeskTown, role: Role, reads: int, writes: bool) -> None:
    boss = await comes(town, "lupita", Role.ADMINISTRATOR)
    await _adds(boss, "horario", "Abrimos de 9 a 15.")
    path = await _path_of(boss, "horario")
    somebody = await comes(town, "memo", role)
    assert await somebody.asks(HERE) == reads
    assert await somebody.asks(path) == (200 if writes else 404)
    answer = await somebody.sends(HERE, "add", shortcut="otra", text="Hola", department="")
    assert answer.status_code == (303 if writes else 404)
    for act in ("change", "delete"):
        answer = await somebody.sends(path, act, shortcut="horario", text="No abrimos", department="", seen="")
        assert (answer.status_code == 404) is not writes


async def test_one_is_written_changed_and_deleted(town: DeskTown) -> None:
    lupita = await comes(town, "lupita", Role.SUPERVISOR)
    assert "horario" in await _adds(lupita, "horario", "Abrimos de 9 a 15, {{nombre}}.")
    path = await _path_of(lupita, "horario")
    seen = town.corridor.now.isoformat()
    page = await lupita.does(path, "change", shortcut="horario", text="Abrimos de 8 a 14.", department="", seen=seen)
    assert "Abrimos de 8 a 14." in page
    versions = await lupita.sees(path)
    assert versions.count("Volver a esta") == 1 and 'name="text" value="Abrimos de 9 a 15, {{nombre}}."' in versions
    assert "<del>9</del><ins>8</ins>" in versions, "beside the one before"
    assert "se borró" in await lupita.does(path, "delete")
    assert await lupita.asks(path) == 404


async def test_a_change_is_looked_at_before_it_is_kept(town: DeskTown) -> None:
    first, second, *_ = town.corridor.world.routes.names
    lupita = await comes(town, "lupita", Role.SUPERVISOR)
    await comes(town, "rosa", Grant(Role.OPERATOR, department=first))
    await comes(town, "luis", Grant(Role.OPERATOR, department=second))
    await comes(town, "memo", Role.AUDITOR)
    await _adds(lupita, "horario", "Abrimos de 9 a 15.")
    path, seen = await _path_of(lupita, "horario"), town.corridor.now.isoformat()

    async def looks(text: str, department: str = "") -> str:
        given = {"shortcut": "horario", "text": text, "department": department, "seen": seen}
        return unescape((await lupita.sends(path, "look", **given)).text)

    page = await looks("Abrimos de 8 a 15, {{nombre}}.")
    assert "<del>9</del><ins>8</ins>" in page
    assert "Abrimos de 8 a 15, Ana Soto." in page, "with the values of somebody"
    assert "La tendrán a la mano 3 personas del personal." in page
    assert "Abrimos de 9 a 15." in await lupita.sees(HERE), "nothing is kept yet"
    page = await looks("Abrimos de 8 a 15.", first)
    assert f"2 personas del personal, las que contestan en {town.corridor.world.department(first)}." in page
    assert "Es igual a la que ya está guardada." in await looks("Abrimos de 9 a 15.")
    page = await looks("Abrimos de 8 a 15, {{apellido}}.")
    assert "No existe {{apellido}}" in page and 'value="change"' not in page
    assert await (await comes(town, "ana", Grant(Role.SUPERVISOR, department=first))).asks(path) == 404


async def test_what_a_colleague_changed_meanwhile_is_not_written_over(town: DeskTown) -> None:
    lupita, memo = await comes(town, "lupita", Role.SUPERVISOR), await comes(town, "memo", Role.SUPERVISOR)
    await _adds(lupita, "horario", "Abrimos de 9 a 15.")
    path, seen = await _path_of(lupita, "horario"), town.corridor.now.isoformat()
    town.corridor.now += timedelta(minutes=5)
    changed = {"shortcut": "horario", "department": "", "seen": seen}
    await memo.does(path, "change", text="Abrimos de 8 a 14.", **changed)
    assert "memo cambió" in await lupita.is_told(path, "change", text="Abrimos a las 10.", **changed)


@pytest.mark.parametrize(
    ("shortcut", "text", "department", "why"),
    [
        ("saludo", "Hola {{apellido}}", "", "No existe {{apellido}}"),
        ("", "Hola", "", "nombre corto"),
        ("Horario", "Otra vez", "", "Ya hay una respuesta"),
        ("saludo", "Hola", "la-luna", "Elija de qué dependencia"),
    ],
)
async def test_what_is_wrong_is_said_and_what_was_written_stays(
    town: DeskTown, shortcut: str, text: str, department: str, why: str
) -> None:
    lupita = await comes(town, "lupita", Role.SUPERVISOR)
    await _adds(lupita, "horario", "Abrimos de 9 a 15.")
    answer = await lupita.sends(HERE, "add", shortcut=shortcut, text=text, department=department)
    assert answer.status_code == 422
    assert why in answer.text
    assert text in answer.text


async def test_a_department_has_its_own(town: DeskTown) -> None:
    first, second, *_ = town.corridor.world.routes.names
    boss = await comes(town, "lupita", Role.ADMINISTRATOR)
    for shortcut, department in (("de-todas", ""), ("de-la-una", first), ("de-la-otra", second)):
        await _adds(boss, shortcut, "Hola", department)
    theirs = await comes(town, "memo", Grant(Role.SUPERVISOR, department=first))
    page = await theirs.sees(HERE)
    assert "de-todas" in page and "de-la-una" in page and "de-la-otra" not in page
    assert await theirs.asks(await _path_of(boss, "de-la-otra")) == 404
    assert await theirs.asks(await _path_of(boss, "de-todas")) == 404  # read, not written
    told = await theirs.is_told(HERE, "add", shortcut="mía", text="Hola", department=second)
    assert "de su dependencia" in told
    assert "mía" in await _adds(theirs, "mía", "Hola", first)


async def test_the_list_goes_on(town: DeskTown) -> None:
    lupita = await comes(town, "lupita", Role.SUPERVISOR)
    for number in range(51):
        await _adds(lupita, f"r{number:02}", "Hola")
    page = await lupita.sees(HERE)
    assert "r49" in page and "r50" not in page
    more = page.split('class="button" href="')[1].split('"')[0]
    assert "r50" in await lupita.sees(more)


async def test_one_is_picked_into_an_answer_without_a_script(town: DeskTown) -> None:
    corridor = town.corridor
    lupita = await comes(town, "lupita", Role.ADMINISTRATOR)
    await _adds(lupita, "saludo", "Soy {{personal}}. Su folio es {{folio}}.")
    reply = (await _path_of(lupita, "saludo")).rpartition("/")[2]
    path = f"/desk/chats/{await town.waits('maria')}"
    page = await lupita.does(path, "pick", text="Buenos días.", respuesta=reply)
    assert ">Buenos días.\n\nSoy Lupita. Su folio es {{folio}}.</textarea>" in page
    assert [row for row in await corridor.rows("outbox") if row.purpose == "staff"] == []
    why = await lupita.is_told(path, "reply", text="Su folio es {{folio}}.", seen="")
    assert "no se sabe un folio de la persona" in why


async def test_the_newest_folio_is_meant(town: DeskTown) -> None:
    lupita = await comes(town, "lupita", Role.ADMINISTRATOR)
    await town.corridor.agrees("maria")
    folio = await town.corridor.files("maria")
    await town.corridor.says("maria", "quiero hablar con una persona")
    await town.corridor.says("maria", "¿cuándo la arreglan?")
    (chat,) = await town.corridor.rows("chats")
    page = await lupita.does(f"/desk/chats/{chat.id}", "reply", text="Su folio es {{folio}}.", seen="")
    assert f"Su folio es {folio}." in page


async def test_nobody_picks_what_is_not_theirs(town: DeskTown) -> None:
    first, second, *_ = town.corridor.world.routes.names
    boss = await comes(town, "lupita", Role.ADMINISTRATOR)
    await _adds(boss, "ajena", "Hola", second)
    reply = (await _path_of(boss, "ajena")).rpartition("/")[2]
    path = f"/desk/chats/{await town.waits('maria')}"
    await boss.does(path, "transfer", department=first)
    memo = await comes(town, "memo", Grant(Role.OPERATOR, department=first))
    assert "ajena" not in await memo.sees(path)
    assert "Elija una respuesta" in await memo.is_told(path, "pick", text="", respuesta=reply)
    rosa = await comes(town, "rosa", Grant(Role.OPERATOR, department=second))
    assert (await rosa.sends(path, "pick", page=HERE, text="", respuesta=reply)).status_code == 404
