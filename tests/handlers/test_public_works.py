"""The pages of public works, asked for over HTTP on both databases."""

import csv
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest
from sqlalchemy import insert, update
from starlette.applications import Starlette

from bot.commands.importing import shipped
from civic.catalogue import neighbourhoods_from
from civic.register import Register
from civic.works import PublicWork
from flows.talk import Work
from handlers.public import public_routes
from storage.places import import_neighbourhoods
from storage.store import Connection, Store, open_store
from storage.tables import complaints
from storage.works import import_works
from tests.corridor import Corridor, a_world

MONDAY = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
"""Still the 23rd in Durango."""
PAVING = PublicWork(
    key="OP-1",
    name="Pavimentación de la calle Pino",
    status="en proceso",
    neighbourhood_keys=("10005-0107", "10005-0144"),
    contractor="Hermanos <b>Soto</b> & Cía.",
    supervisor="Ing. Luz Vega",
    centavos=125_000_000,
    metres=1250.5,
    starts_on=date(2026, 8, 3),
    ends_on=date(2026, 12, 18),
    progress=20.0,
)
PARK = PublicWork(key="OP 2/ñ", name="Parque Ñandú", status="terminada", neighbourhood_keys=("10005-0144",))
BULEVAR = PublicWork(key="OP-3", name="Bulevar periférico", status="por iniciar")


@pytest.fixture
async def town(store: Store) -> AsyncIterator["Town"]:
    town = Town(store)
    with shipped("asentamientos_durango.csv").open(encoding="utf-8", newline="") as file:
        catalogue = neighbourhoods_from(csv.DictReader(file))[0]
    await store.write(lambda c: import_neighbourhoods(c, catalogue, "a", MONDAY))
    async with town.browser:
        yield town


class Town:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = MONDAY
        app = Starlette(routes=public_routes(store, municipality="Durango", zone=ZoneInfo("America/Monterrey")))
        self.browser = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://voz.example")

    async def publishes(self, *works: PublicWork) -> None:
        await self.store.write(lambda c: import_works(c, Register(works=works), str(self.now), self.now))
        self.now += timedelta(weeks=1)

    async def shows(self, path: str, status: int = 200) -> str:
        answer = await self.browser.get(path)
        assert answer.status_code == status, path
        return " ".join(answer.text.replace("\u00a0", " ").split())


async def test_works_are_listed_under_each_of_their_neighbourhoods(town: Town) -> None:
    await town.publishes(PAVING, PARK, BULEVAR)
    page = await town.shows("/obras")
    order = ["<h2>Azcapotzalco", "Parque Ñandú", "Pavimentación", "<h2>Insurgentes", "Pavimentación"]
    order += ["<h2>Sin colonia en el registro", "Bulevar periférico", "como estaba el 23 de noviembre de 2026"]
    at = 0
    for words in order:
        at = page.index(words, at)
    assert 'href="/obras/OP%202/%C3%B1"' in page


async def test_before_anything_is_imported_the_list_says_so(town: Town) -> None:
    assert "todavía no publica aquí sus obras" in await town.shows("/obras")


@pytest.mark.parametrize(
    ("typed", "found", "reason"),
    [
        ("pavimentacion", ["OP-1"], "without accent"),
        ("PINO calle", ["OP-1"], "in any order, in capitals"),
        ("nandu", ["OP%202/%C3%B1"], "ñ as people type it"),
        ("insurg", ["OP-1"], "the beginning of a neighbourhood's name"),
        ("op-3", ["OP-3"], "the key"),
        ("  ", ["OP-1", "OP%202/%C3%B1", "OP-3"], "nothing: all"),
        ("alberca", [], "none"),
        ("<script>alert(1)</script>", [], "no words"),
        ("\x00", ["OP-1", "OP%202/%C3%B1", "OP-3"], "nothing that can be read"),
        ("x" * 500, [], "too much"),
    ],
)
async def test_a_search_by_name(town: Town, typed: str, found: list[str], reason: str) -> None:
    await town.publishes(PAVING, PARK, BULEVAR)
    answer = await town.browser.get("/obras", params={"buscar": typed})
    listed = {key for key in ("OP-1", "OP%202/%C3%B1", "OP-3") if f'href="/obras/{key}"' in answer.text}
    assert listed == set(found), reason
    assert "<script" not in answer.text, reason


async def test_one_work_has_a_page_with_all_that_the_register_tells(town: Town) -> None:
    await town.publishes(PAVING)
    page = await town.shows("/obras/OP-1")
    for told in (
        "<h1>Pavimentación de la calle Pino</h1>",
        "Azcapotzalco (Colonia, CP 34160)<br>",
        "Insurgentes (Colonia, CP 34130)",
        "Hermanos &lt;b&gt;Soto&lt;/b&gt; &amp; Cía.",
        "Ing. Luz Vega",
        "$1,250,000.00 pesos",
        "<dd>1,250.5</dd>",
        "3 de agosto de 2026",
        "18 de diciembre de 2026",
        "En proceso",
        '20 % <progress max="100" value="20.0" aria-label="Avance oficial">20 %</progress>',
    ):
        assert told in page, told


async def test_what_the_register_does_not_say_is_said_to_be_missing(town: Town) -> None:
    await town.publishes(replace(BULEVAR, progress=0.0, centavos=0))
    page = await town.shows("/obras/OP-3")
    assert page.count("Sin dato") == 6, "place, two dates, metres, contractor, supervisor"
    assert "0 % <progress" in page, "nothing done is not nothing known"
    assert "$0.00 pesos" in page


async def test_how_a_work_changed_is_told_newest_first(town: Town) -> None:
    await town.publishes(PAVING)
    await town.publishes(replace(PAVING, progress=45.5, ends_on=date(2027, 1, 29), centavos=None))
    await town.publishes(
        replace(PAVING, neighbourhood_keys=(), progress=45.5, ends_on=date(2027, 1, 28), centavos=None)
    )
    page = await town.shows("/obras/OP-1")
    story = page[page.index("Cómo ha cambiado") :]
    at = 0
    for words in (
        "7 de diciembre de 2026",
        "Colonias: antes Azcapotzalco (Colonia, CP 34160), Insurgentes (Colonia, CP 34130); ahora sin dato.",
        "Término: antes 29 de enero de 2027; ahora 28 de enero de 2027 (1 día antes).",
        "30 de noviembre de 2026",
        "Monto: antes $1,250,000.00 pesos; ahora sin dato.",
        "Término: antes 18 de diciembre de 2026; ahora 29 de enero de 2027 (42 días después).",
        "Avance oficial: antes 20 %; ahora 45.5 %.",
        "23 de noviembre de 2026",
        "Avance oficial: 20 %.",
    ):
        at = story.index(words, at)


async def test_a_retired_work_keeps_its_page_and_leaves_the_list(town: Town) -> None:
    await town.publishes(PAVING, PARK)
    await town.publishes(PARK)
    page = await town.shows("/obras/OP-1")
    assert "ya no está en el registro del municipio" in page
    assert "Salió del registro." in page
    assert "Pavimentación" not in await town.shows("/obras")


@pytest.mark.parametrize("key", ["OP-9", "%00", "%FF", "x" * 3000, "..%2F..%2Fetc", "<b>", "OP-1/"])
async def test_an_unknown_key_is_answered_kindly(town: Town, key: str) -> None:
    await town.publishes(PAVING)
    page = await town.shows(f"/obras/{key}", 404)
    assert "<h1>No encontramos esa obra</h1>" in page
    assert "<b>" not in page


async def test_a_key_with_signs_is_found_at_the_address_that_the_list_gives(town: Town) -> None:
    await town.publishes(PARK)
    assert "Parque Ñandú" in await town.shows("/obras/OP%202/%C3%B1")


async def test_the_address_with_a_stroke_at_the_end_leads_to_the_list(town: Town) -> None:
    answer = await town.browser.get("/obras/")
    assert (answer.status_code, answer.headers["location"]) == (308, "/obras")


async def test_complaints_are_figures_without_a_word_of_theirs_and_no_outcome_counts_for_another(town: Town) -> None:
    await town.publishes(PAVING)
    world = a_world(works=[Work(key="OP-1", name=PAVING.name, neighbourhood_keys=PAVING.neighbourhood_keys)])
    corridor = Corridor(town.store, world)
    await corridor.agrees("ana")
    await corridor.says("ana", "la obra está parada y hay un hoyo enorme en la colonia Azcapotzalco")
    await corridor.says("ana", "la pavimentación")
    await corridor.says("ana", "saltar")
    await corridor.says("ana", "sí")
    [complaint] = await corridor.rows("complaints")
    assert complaint.public_work_key == "OP-1"
    ended = ["confirmed"] * 2 + ["unconfirmed"] * 3 + ["closed"] * 4 + ["duplicate", "some_new_one"]

    def add(connection: Connection) -> None:
        for number, status in enumerate(ended):
            row = dict(complaint._mapping) | {"id": number, "folio": str(number), "status": status, "ended_at": MONDAY}
            connection.execute(insert(complaints), row)

    await town.store.write(add)
    page = await town.shows("/obras/OP-1")
    for says, count in (
        ("Recibidas", 12),
        ("Abiertas", 1),
        ("Reparadas y confirmadas por los vecinos", 2),
        ("Terminadas según el municipio, sin confirmar por los vecinos", 3),
        ("Cerradas sin reparar", 4),
        ("Repetidas, unidas a otra queja", 1),
        ("Con otro resultado (some_new_one)", 1),
    ):
        assert f"<dt>{says}</dt><dd>{count}</dd>" in page, says
    assert "Canceladas" not in page, "none, and not one that must always be told"
    assert [word for word in ("hoyo", "parada", complaint.folio, "ana") if f" {word}" in page] == []


async def test_outcomes_that_nobody_likes_are_told_even_when_there_are_none(town: Town) -> None:
    await town.publishes(PAVING)
    corridor = Corridor(town.store)
    await corridor.agrees("ana")
    await corridor.files("ana")
    await town.store.write(lambda c: c.execute(update(complaints).values(public_work_key="OP-1")))
    page = await town.shows("/obras/OP-1")
    assert "<dt>Cerradas sin reparar</dt><dd>0</dd>" in page
    assert "Hasta ahora, ninguna." not in page


@pytest.mark.parametrize("path", ["/obras", "/obras/OP-1", "/obras/OP-9"])
async def test_a_page_can_do_nothing_but_be_read(town: Town, path: str) -> None:
    await town.publishes(PAVING)
    answer = await town.browser.get(path)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert " style=" not in answer.text
    assert "<script" not in answer.text


async def test_while_the_database_is_away_the_page_asks_for_patience() -> None:
    town = Town(open_store("sqlite:////nowhere/at/all/voz.db"))
    async with town.browser:
        for path in ("/obras", "/obras/OP-1"):
            assert "Vuelva en unos minutos" in await town.shows(path, 503)
    await town.store.close()
