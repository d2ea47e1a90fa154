"""The pages of consultations, asked for over HTTP on both databases."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from sqlalchemy import insert, update
from starlette.applications import Starlette

from bot.publishing import Publishing
from civic.recount import recount
from handlers.present import Present
from handlers.public import consultation_routes
from handlers.release.files import document_from, sums, tables_from
from handlers.staff.consultations import Planner
from storage.store import Store, open_store
from storage.tables import consultation_revisions, proposals, supports
from tests.consulted import DID, EXAMPLE, KEY, OVER, Did, hold_consultation

PROPOSING = datetime(2026, 12, 6, 16, tzinfo=UTC)
REVIEWING = datetime(2027, 2, 10, 16, tzinfo=UTC)
PAGE = f"/consultas/{KEY}"


class Visitor:
    """Somebody who reads the pages at a time of their choice."""

    def __init__(self, store: Store, folder: Path, now: datetime) -> None:
        self.store = store
        self.folder = folder
        self.now = now
        routes = consultation_routes(
            store, municipality="Durango", zone=ZoneInfo("America/Monterrey"), now=lambda: self.now
        )
        self.browser = httpx.AsyncClient(transport=httpx.ASGITransport(Starlette(routes=routes)), base_url="http://v")

    async def holds(self, did: tuple[Did, ...] = DID, document: str = EXAMPLE) -> None:
        """A consultation, with its results counted when it is time."""
        self.world = await self.store.write(lambda c: hold_consultation(c, did, document))
        self.publishing = Publishing(self.store, Present(self.world), pictures=self.folder, now=lambda: self.now)
        await self.publishing.look()

    async def sees(self, path: str, status: int = 200) -> str:
        answer = await self.browser.get(path)
        assert answer.status_code == status, path
        return " ".join(answer.text.split())


@pytest.fixture
def visitor(store: Store, tmp_path: Path) -> Visitor:
    return Visitor(store, tmp_path / "pictures", OVER)


async def test_before_the_results_it_tells_what_it_is_about_and_how_many_take_part(visitor: Visitor) -> None:
    visitor.now = PROPOSING
    await visitor.holds()
    page = await visitor.sees(PAGE)
    for told in (
        "<h1>Consulta ciudadana 2026</h1>",
        "Abierta hasta el 15 de enero de 2027.",
        "Escriba <strong>consulta</strong>",
        "Para votar hace falta decir en qué colonia vive.",
        "Del 5 de diciembre de 2026, 9:00 h al 15 de enero de 2027 <strong>(ahora)</strong>",
        "<dt>Personas</dt><dd>16</dd>",
        "<dt>Propuestas</dt><dd>12</dd>",
        "<dt>Colonias con una propuesta</dt><dd>4</dd>",
    ):
        assert told in page, told
    for hidden in ("Cancha techada", "calle Pino", "datos/"):
        assert hidden not in page, hidden


STATES = [
    (datetime(2026, 12, 2, 16, tzinfo=UTC), "Se puede participar desde el 5 de diciembre de 2026."),
    (PROPOSING, "Abierta hasta el 15 de enero de 2027."),
    (REVIEWING, "Ya nadie puede participar. Los resultados se publican el 1 de marzo de 2027."),
    (OVER, "Ya terminó. Estos son sus resultados."),
]


@pytest.mark.parametrize(("now", "state"), STATES)
async def test_the_list_says_where_each_one_stands(visitor: Visitor, now: datetime, state: str) -> None:
    visitor.now = now
    await visitor.holds()
    page = await visitor.sees("/consultas")
    assert f'<a href="{PAGE}">Consulta ciudadana 2026</a> <p>{state}</p>' in page


async def test_the_results_are_those_that_can_be_downloaded(visitor: Visitor) -> None:
    await visitor.holds()
    page = await visitor.sees(PAGE)
    for told in (
        "<dt>Personas</dt><dd>16</dd>",
        "500 lámparas <em>Gana</em>",
        "Cancha techada <em>No alcanza: faltan $6,000,000</em>",
        "Otros, juntos",
        "6 de diciembre de 2026",
        "En mi colonia se puede caminar de noche.",
        "DGO-2026-000001-A · Centro · 5 apoyos",
        "Rondines, mi cel es [dato oculto]",
        "Menos de 30",
        "Chat, WhatsApp",
    ):
        assert told in page, told
    data = json.loads((await visitor.browser.get(f"{PAGE}/datos/datos.json")).content)
    assert {row["cifra"]: row["cuenta"] for row in data["totales"]}["propuestas"] == 12
    for secret in ("618 123 45 67", "asdf qwer", "telegram:1"):
        assert secret not in page, secret


async def test_whoever_downloads_the_files_counts_the_same(visitor: Visitor) -> None:
    await visitor.holds()
    page = (await visitor.browser.get(PAGE)).text
    names = {part.split('"')[0] for part in page.split(f'href="{PAGE}/datos/')[1:]}
    files = {name: (await visitor.browser.get(f"{PAGE}/datos/{name}")).content for name in names}
    assert {"LEAME.txt", "consulta.json", "datos.json", "SHA256SUMS", "boletas.csv"} <= set(files)
    assert files.pop("SHA256SUMS").decode() == sums(files)
    tables = {table.name: table for table in tables_from(files["datos.json"].decode())}
    checks = recount(document_from(files["consulta.json"].decode()), tables)
    assert [check for check in checks if check.wrong] == []


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}/datos/boletas.csv", f"{PAGE}/datos/datos.json"])
async def test_before_that_day_no_result_is_given_away(visitor: Visitor, path: str) -> None:
    await visitor.holds()
    visitor.now = REVIEWING
    answer = await visitor.browser.get(path)
    assert "lamparas" not in answer.text
    assert "500 lámparas" not in answer.text
    assert answer.status_code == (200 if path == PAGE else 404)


async def test_two_votes_are_not_shown(visitor: Visitor) -> None:
    await visitor.holds((Did(ballot=("lamparas",)), Did(ballot=("cancha",))))
    page = await visitor.sees(PAGE)
    assert "Para que nadie sepa el voto de otro" in page
    assert "lámparas" not in page
    assert "boletas.csv" not in page


async def test_of_a_ranking_each_round_is_told(visitor: Visitor) -> None:
    head, _, tail = EXAMPLE.partition("[boleta]")
    ranked = f"{head}[boleta]{tail}".replace('tipo = "presupuesto"', 'tipo = "orden"').replace(
        "presupuesto = 10_000_000\n", ""
    )
    for cost in ("4_000_000", "6_500_000", "5_500_000"):
        ranked = ranked.replace(f"costo = {cost}\n", "")
    orders = [("lamparas",), ("lamparas",), ("cancha", "lamparas"), ("banquetas", "cancha"), ("banquetas",)]
    await visitor.holds(tuple(Did(ballot=order) for order in orders), ranked)
    page = await visitor.sees(PAGE)
    assert "1. cancha <em>Sale</em>" in page
    assert "500 lámparas <em>Gana</em>" in page


async def test_what_staff_take_back_afterwards_goes_from_the_page(visitor: Visitor) -> None:
    await visitor.holds()
    assert "Una biblioteca" in await visitor.sees(PAGE)
    hide = update(proposals).where(proposals.c.text == "Una biblioteca").values(status="held")
    await visitor.store.write(lambda c: c.execute(hide))
    visitor.now += timedelta(minutes=11)
    await visitor.publishing.look()
    assert "Una biblioteca" not in await visitor.sees(PAGE)
    assert "Una biblioteca" not in await visitor.sees(f"{PAGE}/datos/propuestas.csv")


async def test_what_was_grouped_counts_with_the_one_that_stands_for_it(visitor: Visitor) -> None:
    visitor.now = REVIEWING
    await visitor.holds()
    group = update(proposals).where(proposals.c.id == 106).values(status="grouped", grouped_into=100)
    brought = {"proposal_id": 100, "participation_id": 10, "account": "telegram:1", "at": PROPOSING, "came_with": 106}
    await visitor.store.write(lambda c: (c.execute(group), c.execute(insert(supports), brought)))
    visitor.now = OVER
    await visitor.publishing.look()
    page = await visitor.sees(PAGE)
    assert "DGO-2026-000001-A · Centro · 7 apoyos" in page, "five of its own, two of what was grouped into it"
    assert "DGO-2026-000007-A" not in page
    assert "<dt>Apoyos</dt><dd>11</dd>" in page, "each support once"
    assert "Se juntó con otra que pide lo mismo,DGO-2026-000001-A" in await visitor.sees(f"{PAGE}/datos/propuestas.csv")


async def test_whose_people_may_take_part_is_told_by_name(visitor: Visitor) -> None:
    visitor.now = PROPOSING
    await visitor.holds((), EXAMPLE.replace('colonias = "todas"  ', 'colonias = ["10005-0004"]'))
    assert "Pueden participar vecinos de: Lago (Fraccionamiento, CP 34030)." in await visitor.sees(PAGE)


async def test_one_that_was_closed_early_says_so(visitor: Visitor) -> None:
    visitor.now = PROPOSING
    await visitor.holds()
    await visitor.store.write(lambda c: Planner(c, visitor.world, "lupita", PROPOSING).close(KEY, "Se adelanta"))
    assert "Ya nadie puede participar." in await visitor.sees(PAGE)


async def test_one_that_this_version_cannot_read_is_left_out(visitor: Visitor) -> None:
    await visitor.holds()
    await visitor.store.write(lambda c: c.execute(update(consultation_revisions).values(document="formato = 99")))
    assert "todavía no ha publicado ninguna consulta" in await visitor.sees("/consultas")
    await visitor.sees(PAGE, 404)


async def test_words_that_residents_wrote_cannot_change_the_page(visitor: Visitor) -> None:
    bad = "<script>alert(1)</script><b>hola"
    await visitor.holds((Did(proposed=(("seguridad", "0001", bad),)),))
    page = await visitor.sees(PAGE)
    assert "<script" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("key", ["otra", "%00", "x" * 3000, "..%2Fobras", "<b>", f"{KEY}/datos/no.csv"])
async def test_what_is_not_there_is_answered_kindly(visitor: Visitor, key: str) -> None:
    await visitor.holds()
    page = await visitor.sees(f"/consultas/{key}", 404)
    assert "<b>" not in page


async def test_the_address_with_a_stroke_at_the_end_leads_to_the_list(visitor: Visitor) -> None:
    answer = await visitor.browser.get("/consultas/")
    assert (answer.status_code, answer.headers["location"]) == (308, "/consultas")


@pytest.mark.parametrize("path", ["/consultas", PAGE, "/consultas/otra"])
async def test_a_page_can_do_nothing_but_be_read(visitor: Visitor, path: str) -> None:
    await visitor.holds()
    answer = await visitor.browser.get(path)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert " style=" not in answer.text


async def test_while_the_database_is_away_the_page_asks_for_patience(tmp_path: Path) -> None:
    visitor = Visitor(open_store("sqlite:////nowhere/at/all/voz.db"), tmp_path, OVER)
    for path in ("/consultas", PAGE):
        assert "Vuelva en unos minutos" in await visitor.sees(path, 503)
    await visitor.store.close()
