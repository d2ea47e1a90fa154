"""Proposals, consultations and public works at the desk: who finds them, what each may do, and what is shown before many
are answered."""

import re
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

from civic.access import ALLOWED, Grant, Permission, Role
from civic.proposal import ProposalStatus
from civic.register import Register
from civic.works import PublicWork
from handlers.staff.proposals import Reviewer
from storage import staff
from storage.store import Connection, Store
from storage.works import import_works
from tests.consulting import LAMPS, OPEN, PEOPLE, proposes, publishes
from tests.corridor import durango
from tests.desking import DeskTown, Employee, desk_town, error_of
from tests.two_workers import meanwhile, on_postgres

PAVEMENT = "que arreglen la banqueta de la calle Olmo de la colonia Azcapotzalco, mi tel es 618 123 4567"
AZCAPOTZALCO = next(one.key for one in durango() if one.name == "Azcapotzalco")
WORK = PublicWork(
    key="OP-1",
    name="Pavimentación de la calle Pino",
    status="en proceso",
    neighbourhood_keys=("10005-0023", AZCAPOTZALCO),
)


@pytest.fixture
async def town(store: Store, tmp_path: Path) -> AsyncIterator[DeskTown]:
    """Ana, Beto and Caro may propose."""
    async with desk_town(store, tmp_path) as made:
        made.corridor.now = OPEN
        for who in PEOPLE:
            await made.corridor.agrees(who)
        await publishes(made.corridor)
        yield made


@pytest.fixture
async def lamps(town: DeskTown) -> str:
    """Ana's proposal."""
    return await proposed(town, "ana", LAMPS)


async def proposed(town: DeskTown, who: str, words: str) -> str:
    said = await proposes(town.corridor, who, words)
    return next(word.rstrip(".") for word in said.split() if word.startswith("DGO-"))


async def listed(employee: Employee, query: str = "") -> list[str]:
    return re.findall(r'href="/desk/propuestas/(DGO-[\w-]+)"', (await employee.sees(f"/desk/propuestas?{query}")).text)


async def status(town: DeskTown, folio: str) -> str:
    return str((await town.corridor.rows("proposals", folio=folio))[0].status)


@pytest.mark.parametrize("role", Role)
async def test_a_role_reads_and_answers_as_the_table_of_permissions_says(
    town: DeskTown, lamps: str, role: Role
) -> None:
    someone = await town.hires("alguien", role)
    reads, works = (one in ALLOWED[role] for one in (Permission.READ_PROPOSALS, Permission.WORK_PROPOSALS))
    for path in (
        "/desk/propuestas", f"/desk/propuestas/{lamps}", "/desk/propuestas.csv", "/desk/consultas",
        "/desk/consultas/consulta-2026",
    ):  # fmt: skip
        assert (await someone.sees(path)).status_code == (200 if reads else 404), path
    assert (await someone.sees("/desk/propuestas/contestar")).status_code == (200 if works else 404)
    assert (await someone.sees("/desk/obras")).status_code == 200, "all roles read complaints, and so works"
    answer = await someone.does(f"/desk/propuestas/{lamps}", "answer", to="accepted", text="Entra al plan")
    assert answer.status_code == (303 if works else 404)
    assert await status(town, lamps) == ("accepted" if works else "received")
    closed = await someone.does("/desk/consultas/consulta-2026", "close", note="Hay veda")
    assert closed.status_code == (303 if works else 404)


async def test_nobody_comes_in_without_signing_in(town: DeskTown, lamps: str) -> None:
    async with town.client() as stranger:
        for path in (
            "/desk/propuestas", f"/desk/propuestas/{lamps}", "/desk/propuestas.csv", "/desk/propuestas/contestar",
            "/desk/consultas", "/desk/consultas/consulta-2026", "/desk/obras", "/desk/obras/OP-1",
        ):  # fmt: skip
            assert (await stranger.get(path)).headers["location"].startswith("/desk/entrar"), path


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ("", {"lamps", "pavement"}),
        ("buscar=LAMPARAS+pino", {"lamps"}),
        ("buscar=000002", {"pavement"}),
        ("colonia=azcapo", {"lamps", "pavement"}),
        ("colonia=insurgentes", set()),
        ("consulta=consulta-2026", {"lamps", "pavement"}),
        ("consulta=otra", set()),
        ("tema=calles", {"pavement"}),
        ("ver=contestadas", set()),
        ("ver=contestadas&estado=received", {"lamps", "pavement"}),
        ("ver=todas&orden=nuevas", {"lamps", "pavement"}),
        ("ver=nada&desde=x", {"lamps", "pavement"}),
        ("desde=9999999999999999999", {"lamps", "pavement"}),
    ],
)
async def test_filters_stand_in_the_address(town: DeskTown, lamps: str, query: str, finds: set[str]) -> None:
    names = {lamps: "lamps", await proposed(town, "beto", PAVEMENT): "pavement"}
    planner = await town.hires("paola", Role.PLANNER)
    assert {names[folio] for folio in await listed(planner, query)} == finds


async def test_the_most_supported_come_first_and_pages_go_on(
    town: DeskTown, lamps: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.desk.proposals.PAGE", 1)
    other = await proposed(town, "beto", PAVEMENT)
    await town.corridor.says("caro", lamps)
    await town.corridor.presses("caro", "Apoyarla")
    planner = await town.hires("paola", Role.PLANNER)
    assert await listed(planner) == [lamps]
    page = (await planner.sees("/desk/propuestas")).text
    more = re.search(r'<a class="button" href="/desk/propuestas\?([^"]+)">Más propuestas', page)
    assert more
    assert await listed(planner, unescape(more[1])) == [other]
    assert "2 personas" in page


async def test_a_proposal_goes_its_whole_way(town: DeskTown, lamps: str) -> None:
    planner = await town.hires("paola", Role.PLANNER)
    await town.corridor.does(lambda c: import_works(c, Register(works=[WORK]), "a" * 64, OPEN))
    path = f"/desk/propuestas/{lamps}"
    for act, fields in (
        ("move", {"to": "under_analysis"}),
        ("topic", {"topic": "calles"}),
        ("answer", {"to": "accepted", "text": "Entra al plan", "cost": "$250,000", "law": "Presupuesto 2027"}),
        ("link", {"work": "OP-1"}),
        ("schedule", {"day": "2027-02-01"}),
        ("progress", {"per_cent": "40"}),
        ("move", {"to": "done", "note": "Quedaron doce lámparas"}),
    ):
        answer = await planner.does(path, act, **fields)
        assert answer.status_code == 303, (act, error_of(answer))
    page = unescape((await planner.sees(path)).text)
    for words in ("Costo estimado: $250,000", "Presupuesto 2027", "Obra OP-1", "40 %", "mesa de atención", "Cumplida"):
        assert words in page, words
    assert (await planner.sees("/desk/obras/OP-1")).status_code == 200


@pytest.mark.parametrize(
    ("act", "fields", "code", "sentence"),
    [
        ("answer", {"to": "done", "text": "x"}, 422, "Elija qué se contesta"),
        ("answer", {"to": "accepted", "text": " "}, 422, "Escriba la explicación"),
        ("answer", {"to": "accepted", "text": "x", "cost": "mucho"}, 422, "pesos enteros"),
        ("move", {"to": "nada"}, 422, "Elija a qué estado pasa"),
        ("move", {"to": "done", "note": "x"}, 409, "Ahora está así: Recibida"),
        ("schedule", {"day": "2027-02-01"}, 409, "Ahora está así: Recibida"),
        ("schedule", {"day": "2020-02-01"}, 422, "ya pasó"),
        ("progress", {"per_cent": "100"}, 422, "de 0 a 99"),
        ("group", {"into": "nada"}, 422, "No hay una propuesta con el folio nada"),
        ("split", {}, 422, "no está junta con otra"),
        ("topic", {"topic": "nada"}, 422, "no tiene el tema 'nada'"),
        ("link", {}, 422, "una obra, un compromiso o una iniciativa"),
        ("link", {"work": "OP-9"}, 422, "no tiene la obra 'OP-9'"),
        ("move", {"to": "under_analysis", "seen": "2020-01-01T00:00:00+00:00"}, 409, "Alguien la cambió"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
async def test_what_cannot_be_done_says_why_in_spanish_and_changes_nothing(
    town: DeskTown, lamps: str, act: str, fields: dict[str, str], code: int, sentence: str
) -> None:
    planner = await town.hires("paola", Role.PLANNER)
    answer = await planner.does(f"/desk/propuestas/{lamps}", act, **fields)
    assert (answer.status_code, sentence in error_of(answer)) == (code, True), error_of(answer)
    assert await status(town, lamps) == "received"


async def test_two_that_ask_for_the_same_are_one_and_are_two_again(town: DeskTown, lamps: str) -> None:
    other, planner = await proposed(town, "beto", PAVEMENT), await town.hires("paola", Role.PLANNER)
    assert (await planner.does(f"/desk/propuestas/{other}", "group", into=lamps.lower())).status_code == 303
    assert "2 personas la respaldan" in (await planner.sees(f"/desk/propuestas/{lamps}")).text
    assert (await planner.does(f"/desk/propuestas/{other}", "split")).status_code == 303
    assert "1 persona la respalda" in (await planner.sees(f"/desk/propuestas/{lamps}")).text


async def test_many_are_answered_exactly_as_they_were_shown(town: DeskTown, lamps: str) -> None:
    other, planner = await proposed(town, "beto", PAVEMENT), await town.hires("paola", Role.PLANNER)
    path = "/desk/propuestas/contestar?ver=pendientes&colonia=azcapotzalco"
    words = {"to": "accepted", "text": "La {folio} de {colonia} entra al plan"}
    seen = await planner.does(path, "look", **words)
    page = unescape(seen.text)
    assert (seen.status_code, await status(town, lamps)) == (200, "received")
    assert f"La {lamps} de Azcapotzalco entra al plan" in page
    assert "Les llega a: <strong>2</strong> por Telegram" in page
    [code] = re.findall(r'name="code" value="(\w+)"', page)
    assert "ya no es lo que usted vio" in error_of(await planner.does(path, "answer", **words, code="00000000"))
    changed = await planner.does(path, "answer", **{**words, "to": "rejected"}, code=code)
    assert (changed.status_code, await status(town, lamps)) == (409, "received")
    assert (await planner.does(path, "answer", **words, code=code)).status_code == 303
    assert [await status(town, folio) for folio in (lamps, other)] == ["accepted", "accepted"]


@on_postgres
async def test_a_proposal_that_a_colleague_changes_at_this_moment_is_not_changed_unseen(
    town: DeskTown, lamps: str
) -> None:
    planner, corridor = await town.hires("paola", Role.PLANNER), town.corridor
    page = (await planner.sees(f"/desk/propuestas/{lamps}")).text
    [seen] = set(re.findall(r'name="seen" value="([^"]+)"', page))
    act = planner.does(f"/desk/propuestas/{lamps}", "answer", to="accepted", text="Entra al plan", seen=unescape(seen))
    answer = await meanwhile(corridor.store, _analyses(town, lamps), act)
    assert (answer.status_code, await status(town, lamps)) == (409, "under_analysis")


@on_postgres
async def test_of_many_none_is_answered_when_one_changes_at_this_moment(town: DeskTown, lamps: str) -> None:
    other, planner = await proposed(town, "beto", PAVEMENT), await town.hires("paola", Role.PLANNER)
    path = "/desk/propuestas/contestar?ver=pendientes&colonia=azcapotzalco"
    words = {"to": "accepted", "text": "Entra al plan"}
    [code] = re.findall(r'name="code" value="(\w+)"', (await planner.does(path, "look", **words)).text)
    act = planner.does(path, "answer", **words, code=code)
    answer = await meanwhile(town.corridor.store, _analyses(town, lamps), act)
    assert answer.status_code == 409
    assert f"No se contestó ninguna: mientras tanto cambió {lamps}" in error_of(answer)
    assert [await status(town, folio) for folio in (lamps, other)] == ["under_analysis", "received"]


def _analyses(town: DeskTown, folio: str) -> Callable[[Connection], None]:
    """What a colleague does to it."""
    corridor = town.corridor

    def memo(connection: Connection) -> None:
        reviewer = Reviewer(connection, corridor.world, "memo", corridor.now + timedelta(minutes=1), "desk")
        reviewer.move(folio, ProposalStatus.UNDER_ANALYSIS, "")

    return memo


async def test_what_cannot_be_answered_together_says_why(
    town: DeskTown, lamps: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    planner = await town.hires("paola", Role.PLANNER)
    for query, fields, sentence in (
        ("", {"to": "accepted", "text": ""}, "Escriba la respuesta"),
        ("", {"to": "accepted", "text": "Gracias {nombre}"}, "nombra {nombre}, que no se conoce"),
        ("", {"to": "", "text": "x"}, "Elija qué se contesta"),
        ("?ver=contestadas", {"to": "accepted", "text": "x"}, "no hay propuestas que usted pueda contestar"),
    ):
        answer = await planner.does(f"/desk/propuestas/contestar{query}", "look", **fields)
        assert (answer.status_code, sentence in error_of(answer)) == (422, True), error_of(answer)
    monkeypatch.setattr("handlers.desk.answering.MOST", 0)
    answer = await planner.does("/desk/propuestas/contestar", "look", to="accepted", text="x")
    assert "Son más de 0" in error_of(answer)


async def test_names_and_numbers_are_for_who_may_know_them(town: DeskTown) -> None:
    folio = await proposed(town, "beto", PAVEMENT)
    await town.corridor.does(lambda c: c.exec_driver_sql("UPDATE people SET name = 'Beto Cruz'"))
    planner, auditor = await town.hires("paola", Role.PLANNER), await town.hires("audi", Role.AUDITOR)
    seen, masked = [(await one.sees(f"/desk/propuestas/{folio}")).text for one in (planner, auditor)]
    assert ("Beto Cruz" in seen, "618 123 4567" in seen) == (True, True)
    assert ("Beto Cruz" in masked, "618 123 4567" in masked) == (False, False)
    assert "618 123 4567" not in (await auditor.sees("/desk/propuestas.csv")).text
    for who, finds in ((planner, True), (auditor, False)):
        page = (await who.sees("/desk/propuestas?buscar=618")).text
        assert (folio in page) is finds, "nor is it guessed digit by digit"
    reads = {(row.staff, row.subject) for row in await town.corridor.rows("reads")}
    assert reads == {("paola", "proposal"), ("audi", "proposal"), ("audi", "csv:propuest")}


async def test_a_consultation_is_closed_with_a_reason_and_opened_again(town: DeskTown, lamps: str) -> None:
    planner = await town.hires("paola", Role.PLANNER)
    north = await town.hires("norma", Role.PLANNER)
    await town.corridor.does(lambda c: staff.put_grants(c, north.id, [Grant(Role.PLANNER, quadrant="Norte")]))
    path = "/desk/consultas/consulta-2026"
    page = unescape((await planner.sees(path)).text)
    assert "<dt>Propuestas publicadas</dt><dd>1</dd>" in page
    assert "necesita una razón" in error_of(await planner.does(path, "close", note=" "))
    assert "no cambiarlo" in error_of(await north.does(path, "close", note="x")), "it is the whole town's"
    assert "No se cerró" in error_of(await planner.does(path, "reopen", note="x"))
    assert (await planner.does(path, "close", note="Hay veda electoral")).status_code == 303
    assert "Cerrada antes de tiempo" in (await planner.sees("/desk/consultas")).text
    assert (await planner.does(path, "reopen", note="Terminó la veda")).status_code == 303
    page = unescape((await planner.sees(path)).text)
    assert ("Hay veda electoral" in page, "paola (mesa de atención)" in page) == (True, True)
    assert (await planner.sees("/desk/consultas/otra")).status_code == 404


async def test_works_are_found_with_the_complaints_each_may_see(town: DeskTown) -> None:
    other = PublicWork(key="OP-2", name="Drenaje en Hipódromo", status="terminada", contractor="Constructora Núñez")
    await town.corridor.does(lambda c: import_works(c, Register(works=[WORK, other]), "a" * 64, OPEN))
    folio = await town.corridor.files("ana", "hay un bache en la colonia Azcapotzalco")
    named = f"UPDATE complaints SET public_work_key = 'OP-1' WHERE folio = '{folio}'"
    await town.corridor.does(lambda c: c.exec_driver_sql(named))
    everybody, lights = (
        await town.hires("lupita", Role.OPERATOR),
        await town.hires("luz", Grant(Role.OPERATOR, "alumbrado")),
    )
    for query, keys in (
        ("", ["OP-2", "OP-1"]), ("buscar=nunez", ["OP-2"]), ("buscar=azcapotzalco", ["OP-1"]),
        ("estado=terminada", ["OP-2"]), ("buscar=nada", []),
    ):  # fmt: skip
        page = (await everybody.sees(f"/desk/obras?{query}")).text
        assert re.findall(r'href="/desk/obras/(OP-\d)"', page) == keys, query
    assert folio in (await everybody.sees("/desk/obras/OP-1")).text
    assert folio not in (await lights.sees("/desk/obras/OP-1")).text, "it is another department's"
    assert (await everybody.sees("/desk/obras/OP-9")).status_code == 404
