"""The papers of a committee that has lived through everything, filled from the store; and who may see a code's answer."""

from collections.abc import Callable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest
from starlette.applications import Starlette

from bot.papers import pdf_of
from civic.committee_papers import Named
from civic.paper import Paper
from handlers.public import accreditation_routes
from handlers.staff.accrediting import Accreditor
from handlers.staff.committees import Convener
from handlers.staff.finding import NotPossible
from handlers.staff.meetings import Secretary
from handlers.staff.paperwork import committees, works
from handlers.staff.paperwork.source import Source
from storage.store import Store
from tests.committees import convenes, forms, joins, signs, trains
from tests.corridor import a_world
from tests.handlers.test_visits import REGISTER, looks
from tests.life import Life
from tests.paperwork import as_text


@pytest.fixture
async def town(store: Store) -> Life:
    """Five members; one was replaced; they met, agreed, visited, were accredited; the work was refused."""
    life = Life(store, world=a_world(works=REGISTER, public_url="https://voz.example.gob.mx"))
    await forms(life)
    await life.agrees("ana")
    await joins(life, "ana", "Ana Soto", role="presidencia")
    await trains(life, "ana")
    await signs(life, "ana")
    for name in ("Beto Ruiz", "Caro Lara", "Dora Paz", "Eva Ríos"):
        await convenes(life, lambda one, n=name: one.add_member("OBRA-1", "vocal", n))
    life.now += timedelta(days=1)
    await convenes(life, lambda one: one.constitute("OBRA-1", date(2026, 11, 24)))
    await convenes(life, lambda one: one.replace("OBRA-1", "Beto Ruiz", "Fina Gil", why="Cambió de domicilio"))
    await convenes(life, lambda one: one.take_paper_letter("OBRA-1", "Eva Ríos", "Carpeta 3, hoja 2"))
    meeting = await convenes(
        life,
        lambda one: Secretary(one).plan("OBRA-1", life.now + timedelta(hours=8), "la escuela Hidalgo", "El avance"),
    )
    await looks(life, "ana", "10")
    life.now += timedelta(hours=9)
    await convenes(
        life, lambda one: Secretary(one).write_down(meeting, "Se revisó el avance.", ["Ana Soto", "Eva Ríos"])
    )
    await convenes(
        life,
        lambda one: Secretary(one).agree(
            "OBRA-1", "Pedir el expediente", date(2026, 12, 4), meeting_id=meeting, who="Ana Soto"
        ),
    )
    await convenes(life, lambda one: one.hand_over("OBRA-1", accepted=False, reason="Faltan 40 metros de guarnición"))
    return life


async def paper(town: Life, make: Callable[[Source], Paper]) -> str:
    """As somebody would read it; made twice and drawn twice to the same bytes."""
    made = await town.does(lambda c: make(Source(Convener(c, town.world, "", town.now))))
    again = await town.does(lambda c: make(Source(Convener(c, town.world, "", town.now + timedelta(hours=1)))))
    assert pdf_of(made) == pdf_of(again)
    return as_text(made)


async def test_constitution_names_who_sat_there_on_that_day(town: Life) -> None:
    officials = (Named("Luz Vega", "Contraloría"),)
    said = await paper(town, lambda of: committees.constitution(of, "OBRA-1", officials))
    for name in ("Ana Soto / Presidencia", "Beto Ruiz / Vocalía", "Luz Vega"):
        assert name in said
    assert "Fina Gil" not in said
    assert "El 24 de noviembre de 2026" in said


async def test_substitution_training_and_letter(town: Life) -> None:
    said = await paper(town, lambda of: committees.substitution(of, "OBRA-1", "Beto Ruiz"))
    for words in ("Nombre: Beto Ruiz", "Motivo: Cambió de domicilio", "Nombre: Fina Gil"):
        assert words in said
    assert "Qué es la contraloría social" in await paper(town, lambda of: committees.training(of, "OBRA-1"))
    said = await paper(town, lambda of: committees.letter(of, "OBRA-1", "Ana Soto"))
    [letter, paper_letter] = await town.rows("letters")
    assert "| Yo, Ana Soto, con el cargo de Presidencia en Comité de la calle Pino" in said
    assert letter.sha256 in said
    assert "Telegram" in said
    assert "Carpeta 3, hoja 2" in await paper(town, lambda of: committees.letter(of, "OBRA-1", "Eva Ríos"))
    assert paper_letter.paper == "Carpeta 3, hoja 2"


async def test_minutes_visit_and_report(town: Life) -> None:
    [meeting] = await town.rows("meetings")
    said = await paper(town, lambda of: works.meeting(of, meeting.id))
    for words in (
        "la escuela Hidalgo",
        "Se revisó el avance.",
        "Pedir el expediente / Ana Soto / 4 de diciembre de 2026",
    ):
        assert words in said
    [visit] = await town.rows("visits")
    said = await paper(town, lambda of: works.visit(of, visit.id))
    for words in (
        "¿Hay un letrero con el costo, la empresa y las fechas? No",
        "10\u00a0%",
        "40\u00a0%",
        "falta el letrero de la obra",
    ):
        assert words in said
    said = await paper(town, lambda of: works.report(of, "OBRA-1", date(2026, 11, 1), date(2026, 11, 30)))
    for words in ("Visitas a la obra: 1", "Alertas por el avance: 1", "Reuniones hechas: 1 de 1", "Pendientes: 1"):
        assert words in said
    said = await paper(town, lambda of: works.report(of, "OBRA-1", date(2026, 12, 1), date(2026, 12, 31)))
    assert "En este periodo no hubo visitas." in said


async def test_handover_and_complaint(town: Life) -> None:
    said = await paper(town, lambda of: works.handover(of, "OBRA-1"))
    assert "Faltan 40 metros de guarnición" in said
    await town.agrees("beto")
    folio = await town.files("beto", "la banqueta de la obra quedó muy angosta en la colonia Azcapotzalco")
    said = await paper(town, lambda of: works.complaint(of, folio))
    assert folio in said
    assert "quedó muy angosta" in said
    assert "beto" not in said.lower(), "who told it is not in the paper"


async def test_an_accreditation_on_paper_and_for_whoever_asks_the_page(town: Life) -> None:
    await convenes(town, lambda one: one.add("OBS-1", "observatorio", "Observatorio"))
    await convenes(town, lambda one: one.add_member("OBS-1", "integrante", "Gil <b>Mora</b>"))
    code = await convenes(
        town,
        lambda one: Accreditor(one).accredit(
            "OBS-1", "Gil <b>Mora</b>", first=date(2026, 11, 24), last=date(2026, 12, 31), show_name=True
        ),
    )
    said = await paper(town, lambda of: committees.accreditation(of, code))
    assert f"Código: {code}, en https://voz.example.gob.mx/acreditacion?codigo={code}" in said
    routes = accreditation_routes(
        town.store, municipality="Durango", zone=ZoneInfo("America/Monterrey"), now=lambda: town.now
    )
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(Starlette(routes=routes)), base_url="http://voz.example"
    ) as browser:
        page = (await browser.get("/acreditacion", params={"codigo": code.lower()})).text
        assert "Sí es válida.</strong> Contralor Ciudadano, hasta el 31 de diciembre de 2026" in page
        assert "Titular: Gil &lt;b&gt;Mora&lt;/b&gt;" in page
        assert "No es válida" in (await browser.get("/acreditacion", params={"codigo": "<script>"})).text
        assert "válida.</strong>" not in (await browser.get("/acreditacion")).text
        await convenes(town, lambda one: Accreditor(one).revoke(code, "Faltó"))
        assert "No es válida" in (await browser.get("/acreditacion", params={"codigo": code})).text
    with pytest.raises(NotPossible, match="ya no vale"):
        await paper(town, lambda of: committees.accreditation(of, code))


REFUSALS = [
    (lambda of: committees.constitution(of, "NEW-1"), "todavía no se constituye"),
    (lambda of: committees.substitution(of, "OBRA-1", "Nadie"), "Nadie con el nombre Nadie ha dejado OBRA-1"),
    (lambda of: committees.letter(of, "OBRA-1", "Dora Paz"), "todavía no firma su carta"),
    (lambda of: works.report(of, "OBRA-1", date(2026, 12, 2), date(2026, 12, 1)), "termina antes de empezar"),
    (lambda of: works.handover(of, "NEW-1"), "Todavía no se entrega una obra a NEW-1"),
]


@pytest.mark.parametrize(("make", "refusal"), REFUSALS, ids=[said for _, said in REFUSALS])
async def test_a_paper_that_cannot_be_made_says_why(town: Life, make: Callable[[Source], Paper], refusal: str) -> None:
    await convenes(town, lambda one: one.add("NEW-1", "piloto", "Piloto"))
    with pytest.raises(NotPossible, match=refusal):
        await paper(town, make)
