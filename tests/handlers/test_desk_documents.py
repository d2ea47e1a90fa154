"""Documents at the desk: checked and seen beside the one in force before they hold, refused with their lines, and brought
back."""

from collections.abc import AsyncIterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from civic.access import ALLOWED, Grant, Role
from handlers.desk.documents import SHELVES, Shelf
from handlers.staff.committees import Convener
from handlers.staff.consultations import Planner
from handlers.staff.programmes import publish
from handlers.staff.series import Scheduler
from storage.store import Connection, Store
from tests.corridor import text
from tests.desk_visits import Visitor, comes, in_two_zones
from tests.desking import DeskTown, desk_town

EXAMPLES = Path("docs/examples")
KEYS = {"consultas": "consulta-2026", "comites": "actual", "series": "hoja-semanal", "programas": "actual"}
PROGRAMMES = "/desk/documentos/programas/actual"


def _read(name: str) -> str:
    return (EXAMPLES / name).read_text(encoding="utf-8")


@pytest.fixture
async def town(store: Store, tmp_path: Path) -> AsyncIterator[DeskTown]:
    async with desk_town(store, tmp_path) as town:
        world, now = town.corridor.world, town.corridor.now

        def publishes(connection: Connection) -> None:
            Planner(connection, world, "lupita", now).publish(_read("consulta.toml"), "")
            Convener(connection, world, "lupita", now).publish(_read("comites.toml"), "")
            publish(connection, world, _read("programas.toml"), "", "lupita", now)
            Scheduler(connection, world, "lupita", now).save(_read("hoja.toml"))

        await town.corridor.does(publishes)
        yield town


async def _seen(visitor: Visitor, path: str) -> str:
    page = await visitor.sees(path)
    return page.partition('name="seen" value="')[2].partition('"')[0]


async def _sends(
    visitor: Visitor, path: str, act: str, document: str, why: str = "", seen: str = ""
) -> tuple[int, str]:
    seen = seen or await _seen(visitor, path)
    answer = await visitor.sends(path, act, document=document, why=why, seen=seen)
    return answer.status_code, unescape(answer.text)


@pytest.mark.parametrize("shelf", SHELVES, ids=[shelf.path for shelf in SHELVES])
@pytest.mark.parametrize("role", Role)
async def test_who_may_read_and_publish_them(town: DeskTown, role: Role, shelf: Shelf) -> None:
    path = f"/desk/documentos/{shelf.path}/{KEYS[shelf.path]}"
    may_read, may_write = (permission in ALLOWED[role] for permission in (shelf.reads, shelf.writes))
    somebody = await comes(town, "memo", role)
    assert await somebody.asks(path) == (200 if may_read else 404)
    for act in ("look", "publish"):
        answer = await somebody.sends(path, act, page="/desk/cuenta", document="x", seen="")
        assert answer.status_code == (409 if may_write else 404), act


async def test_a_programme_is_worded_anew_and_comes_back(town: DeskTown) -> None:
    lupita = await comes(town, "lupita", Role.SUPERVISOR)
    anew = _read("programas.toml").replace(
        "Los papeles se entregan en la ventanilla.", "Los papeles se entregan en la caja 3."
    )
    status, page = await _sends(lupita, PROGRAMMES, "look", anew)
    assert (status, "Se revisó y se puede publicar." in page) == (200, True)
    assert '<del>Los papeles se entregan en la ventanilla. No los mande por este chat."""</del>' in page
    assert "<ins>Los papeles se entregan en la caja 3." in page
    assert len(await town.corridor.rows("document_revisions")) == 2, "looking publishes nothing"
    assert (await _sends(lupita, PROGRAMMES, "publish", anew, "Cambió la ventanilla"))[0] == 303
    await town.corridor.agrees("ana")
    assert "caja 3" in text(await town.corridor.says("ana", "becas"))
    page = await lupita.sees(f"{PROGRAMMES}?edicion=1")
    assert "Es la que está arriba." in page and "en la ventanilla" in page and "Cambió la ventanilla" in page
    assert (await _sends(lupita, PROGRAMMES, "publish", _read("programas.toml")))[0] == 303
    assert "en la ventanilla" in text(await town.corridor.says("ana", "becas"))


@pytest.mark.parametrize(
    ("shelf", "change", "why"),
    [
        ("programas", ("formato = 1", "formato = 1 1"), "línea "),
        ("programas", ('nombre = "Becas"', 'nombre = ""'), "línea "),
        ("programas", ("dia = 2027-01-29", "dia = 2027-01-28"), "Escriba por qué"),
        ("programas", ("", ""), "igual al que ya está publicado"),
        ("comites", ("version = ", "versio = "), "línea "),
        ("series", ('clave = "hoja-semanal"', 'clave = "otra-hoja"'), "es de otra clave"),
        ("consultas", ('clave = "consulta-2026"', 'clave = "otra"'), "es de otra clave"),
    ],
)
async def test_what_cannot_be_published_is_said_when_looking_already(
    town: DeskTown, shelf: str, change: tuple[str, str], why: str
) -> None:
    boss = await comes(town, "boss", Role.ADMINISTRATOR)
    files = {
        "programas": "programas.toml",
        "comites": "comites.toml",
        "series": "hoja.toml",
        "consultas": "consulta.toml",
    }
    before = [await town.corridor.rows(table) for table in ("document_revisions", "series", "consultation_revisions")]
    document = _read(files[shelf])
    assert change[0] in document
    for act in ("look", "publish"):
        status, page = await _sends(boss, f"/desk/documentos/{shelf}/{KEYS[shelf]}", act, document.replace(*change))
        assert (status, why in page) == (422, True), (act, page[-3000:])
        assert "formato" in page, "what was written stays"
    after = [await town.corridor.rows(table) for table in ("document_revisions", "series", "consultation_revisions")]
    assert after == before


async def test_two_at_once_do_not_write_over_each_other(town: DeskTown) -> None:
    lupita, memo = await comes(town, "lupita", Role.SUPERVISOR), await comes(town, "memo", Role.SUPERVISOR)
    seen = await _seen(memo, PROGRAMMES)
    assert (await _sends(lupita, PROGRAMMES, "publish", _read("programas.toml").replace("Becas", "Apoyos")))[0] == 303
    status, page = await _sends(
        memo, PROGRAMMES, "publish", _read("programas.toml").replace("Becas", "Ayudas"), seen=seen
    )
    assert (status, "Ayudas" in page) == (409, True)


async def test_a_new_consultation_is_published_and_then_corrected(town: DeskTown) -> None:
    boss = await comes(town, "boss", Role.PLANNER)
    path = "/desk/documentos/consultas/nuevo"
    document = _read("consulta.toml").replace("consulta-2026", "otra-consulta")
    assert (await _sends(boss, path, "publish", document))[0] == 303
    own = "/desk/documentos/consultas/otra-consulta"
    title = next(line for line in document.splitlines() if line.startswith("titulo"))
    assert (await _sends(boss, own, "publish", document.replace(title, 'titulo = "Otra vez"')))[0] == 303
    assert "Otra vez" in await boss.sees("/desk/consultas/otra-consulta")


@pytest.mark.parametrize(("shelf", "file"), [("series", "hoja.toml"), ("consultas", "consulta.toml")])
async def test_what_is_new_takes_the_place_of_nothing(town: DeskTown, shelf: str, file: str) -> None:
    tables = ("series", "consultation_revisions")
    before = [await town.corridor.rows(table) for table in tables]
    boss, own = await comes(town, "boss", Role.ADMINISTRATOR), KEYS[shelf]
    title = next(line for line in _read(file).splitlines() if line.startswith("titulo"))
    document = _read(file).replace(title, 'titulo = "La mía"')
    for act in ("look", "publish"):
        status, page = await _sends(boss, f"/desk/documentos/{shelf}/nuevo", act, document)
        assert status == 422
        assert f"Ya existe «{own}». Escriba otra `clave`, o cambie la que existe en su página" in page
        assert "La mía" in page, "what was written stays"
    assert [await town.corridor.rows(table) for table in tables] == before
    assert (await _sends(boss, f"/desk/documentos/{shelf}/{own}", "publish", document))[0] == 303


async def test_a_role_of_one_part_of_town_reads_and_does_not_publish(store: Store, tmp_path: Path) -> None:
    async with desk_town(store, tmp_path) as town:
        town.corridor.world = replace(town.corridor.world, directory=in_two_zones())
        somebody = await comes(town, "memo", Grant(Role.SUPERVISOR, quadrant="Norte"))
        status, page = await _sends(somebody, PROGRAMMES, "look", _read("programas.toml"))
        assert (status, "solo alcanza a su zona" in page) == (422, True)
