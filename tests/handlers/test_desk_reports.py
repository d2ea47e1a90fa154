"""Reports at `/desk/informes`: who sees whose figures, what is told of few, and that every figure stands in a table."""

import csv
import io
import re
from collections.abc import AsyncIterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from civic.access import ALLOWED, Grant, Permission, Role
from civic.periods import Period, Step, start_of, step_for
from civic.small_cells import too_few
from handlers.desk import drawing, report_words
from storage import rollups
from storage.store import Store
from tests.desk_visits import comes, counted, in_two_zones
from tests.desking import DeskTown, desk_town

PATH = "/desk/informes"
AN_HOUR = {"opened": 12, "first": 10, "first_5": 6, "first_11": 4, "first_late": 2}
"""Ten first answers: six within 12 minutes, four within an hour and a half."""


@pytest.fixture
async def town(store: Store, tmp_path: Path) -> AsyncIterator[DeskTown]:
    async with desk_town(store, tmp_path, directory=in_two_zones()) as town:
        yield town


async def _keeps(town: DeskTown, *cells: tuple[str, str, str, dict[str, int]], day: date = date(2026, 11, 24)) -> None:
    """Figures of one day: department, part of town, channel."""

    def write(connection: Any) -> None:
        found: dict[Any, Any] = {}
        for department, quadrant, channel, sums in cells:
            for cut, label in (
                ("all", ""),
                ("channel", channel),
                ("hour", "10"),
                ("weekday", "2"),
                ("neighbourhood", "k"),
            ):
                for place in ((department, quadrant), ("*", "*")):
                    before = found.get((day, cut, label, *place), {})
                    names = {*before, *sums}
                    found[(day, cut, label, *place)] = {n: before.get(n, 0) + sums.get(n, 0) for n in names}
        rollups.put_days(connection, [day], found, day)
        rollups.put_mark(connection, day, town.corridor.now, line=0)

    await town.corridor.does(write)


async def _three_places(town: DeskTown) -> None:
    await _keeps(
        town,
        ("obras", "Norte", "telegram", AN_HOUR),
        ("obras", "Sur", "whatsapp", {"opened": 5, "complaints": 1}),
        ("aguas", "Norte", "telegram", {"opened": 3, "complaints": 7, "ended": 4, "confirmed": 2}),
        ("", "Sur", "telegram", {"proposals": 9}),
    )


def _rows(page: str) -> dict[str, list[str]]:
    """Of all tables: the first cell of each line, and the others."""
    found = {}
    for line in re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', page, re.S):
        found.setdefault(line[0], []).extend(re.findall(r"<td[^>]*>(.*?)</td>", line[1], re.S))
    return found


REACH = [
    ([Grant(Role.ADMINISTRATOR)], "20", "8"),
    ([Grant(Role.AUDITOR)], "20", "8"),
    ([Grant(Role.SUPERVISOR, "obras")], "17", "1"),
    ([Grant(Role.SUPERVISOR, "aguas")], "3", "7"),
    ([Grant(Role.PLANNER, "", "Norte")], "15", "7"),
    ([Grant(Role.SOCIAL_AUDIT, "obras", "Sur")], "5", "1"),
    ([Grant(Role.SUPERVISOR, "obras", "Sur"), Grant(Role.AUDITOR, "aguas")], "8", "8"),
    ([Grant(Role.AUDITOR, "parques")], "0", "0"),
    ([Grant(Role.OPERATOR), Grant(Role.PLANNER, "aguas", "Norte")], "3", "7"),
]


@pytest.mark.parametrize(("grants", "opened", "complaints"), REACH)
async def test_everybody_sees_the_figures_of_where_they_are(
    town: DeskTown, grants: list[Grant], opened: str, complaints: str
) -> None:
    await _three_places(town)
    one = await comes(town, "rosa", *grants)
    for query in ("", "?por=canal", "?por=hora", "?por=zona"):
        page = await one.sees(PATH + query)
        rows = _rows(page)
        assert (rows["Conversaciones abiertas"][0], rows["Quejas recibidas"][0]) == (opened, complaints)
        sheet = await one.sees(f"{PATH}.csv{query}")
        lines = list(csv.DictReader(io.StringIO(sheet.removeprefix("\ufeff"))))
        assert str(sum(int(line["abiertas"]) for line in lines)) == opened
    series = list(csv.DictReader(io.StringIO((await one.sees(f"{PATH}.csv?tabla=tiempo")).removeprefix("\ufeff"))))
    assert str(sum(int(line["conversaciones_abiertas"]) for line in series)) == opened
    sees_proposals = any(not grant.department for grant in grants if grant.allows(Permission.READ_REPORTS))
    assert ("Propuestas recibidas" in page) == sees_proposals


@pytest.mark.parametrize("role", list(Role))
async def test_every_role_at_every_page(town: DeskTown, role: Role) -> None:
    one = await comes(town, "rosa", role)
    expected = 200 if Permission.READ_REPORTS in ALLOWED[role] else 404
    assert [await one.asks(path) for path in (PATH, f"{PATH}.csv", f"{PATH}.csv?tabla=tiempo")] == [expected] * 3
    menu = (await one.employee.http.get("/desk/cuenta")).text
    assert (f'href="{PATH}"' in menu) == (expected == 200)
    assert (await town.client().get(PATH)).status_code == 303


async def test_one_sentence_says_it_and_only_what_was_measured(town: DeskTown) -> None:
    one = await comes(town, "rosa", Role.AUDITOR)
    assert "Todavía no hay cifras" in await one.sees(PATH)
    await town.waits("ana")
    await town.waits("beto")
    town.corridor.now = town.corridor.now.replace(hour=17)
    await town.signs_in(one.employee)
    await _keeps(town)
    headline = _headline(await one.sees(PATH))
    assert headline == "En los últimos 30 días 2 personas pidieron hablar con alguien. No se recibieron quejas."
    rated = {"rated": 6, "good": 5, "bad": 1}
    await _keeps(town, ("obras", "Norte", "telegram", {**AN_HOUR, "complaints": 1, "confirmed": 1, **rated}))
    assert _headline(await one.sees(f"{PATH}?dias=7")) == (
        "En los últimos 7 días 2 personas pidieron hablar con alguien; la mitad de las primeras respuestas llegó en"
        " 12 minutos de oficina o menos, y nueve de cada diez en 1 hora y 30 minutos de oficina o menos. Se recibió una"
        " queja; los vecinos confirmaron 1 arreglo. De 6 calificaciones de la atención, 5 fueron «bien»."
    )
    year = _headline(await one.sees(f"{PATH}?dias=anio"))
    assert year.startswith("En lo que va del año se abrieron 12 conversaciones con el personal; la mitad")
    before = _headline(await one.sees(f"{PATH}?desde=2026-10-01&hasta=2026-10-31"))
    assert before.startswith("Del 1 de octubre de 2026 al 31 de octubre de 2026 nadie pidió hablar con una persona.")


def _headline(page: str) -> str:
    found = re.search(r'<p class="headline">(.*?)</p>', page, re.S)
    assert found
    return unescape(found[1])


async def test_it_is_held_against_the_days_before(town: DeskTown) -> None:
    await _keeps(town, ("obras", "Norte", "telegram", {"opened": 10, "first": 4, "first_5": 4}), day=date(2026, 11, 17))
    await _keeps(town, ("obras", "Norte", "telegram", AN_HOUR))
    one = await comes(town, "rosa", Role.AUDITOR)
    rows = _rows(await one.sees(f"{PATH}?dias=7"))
    assert rows["Conversaciones abiertas"] == ["12", "10", "sube 20\u00a0%"]
    assert rows["Primera respuesta: nueve de cada diez, en"] == ["1 h 30 min", "12 min", "más lento"]
    assert rows["Primeras respuestas tarde"] == ["20\u00a0%", "0\u00a0%", "empeora 20 puntos"]
    assert rows["Resolver: la mitad, en"] == ["–", "–", "no se puede comparar"]


async def test_of_few_ratings_nothing_is_told_nor_can_it_be_found_out(town: DeskTown) -> None:
    """Two of three departments have five or more; the third has two, so one of the others is kept back too."""
    for_all = [("obras", 9, 9), ("aguas", 6, 3), ("parques", 2, 0)]
    await _keeps(
        town, *((name, "Norte", "telegram", {"opened": 1, "rated": n, "good": good}) for name, n, good in for_all)
    )
    one = await comes(town, "rosa", Role.ADMINISTRATOR)
    rows = _rows(await one.sees(PATH))
    assert rows["Satisfacción"][0] == "71\u00a0% bien, de 17"
    told = {name: cells[14] for name, cells in rows.items() if len(cells) == 21}
    assert sorted(told.values()) == ["100\u00a0% bien, de 9", "menos de 5", "no se muestra"]
    sheet = await one.sees(f"{PATH}.csv")
    assert [line["satisfaccion"] for line in csv.DictReader(io.StringIO(sheet.removeprefix("\ufeff")))].count(
        "menos de 5"
    ) == 1
    alone = await comes(town, "luis", Grant(Role.AUDITOR, "parques"))
    page = await alone.sees(PATH)
    assert _rows(page)["Satisfacción"][0] == "menos de 5"
    assert "calificaciones de la atención" not in page


@pytest.mark.parametrize(
    ("people", "hidden"),
    [
        ({}, set()),
        ({"a": 5, "b": 9}, set()),
        ({"a": 0, "b": 9}, set()),
        ({"a": 2, "b": 9}, {"a", "b"}),
        ({"a": 2, "b": 9, "c": 6}, {"a", "c"}),
        ({"a": 3, "b": 3, "c": 6}, {"a", "b"}),
        ({"a": 1, "b": 1, "c": 1}, {"a", "b", "c"}),
    ],
)
def test_what_is_kept_back_is_never_of_too_few(people: dict[str, int], hidden: set[str]) -> None:
    assert too_few(people, 5) == hidden


@pytest.mark.parametrize(
    "query",
    [
        "?desde=mañana&hasta=ayer", "?desde=2026-11-30&hasta=2026-11-01", "?dias=99&por=nada", "?desde=0001-01-01&hasta=9999-12-31",
        "?desde=2031-01-01&hasta=2032-01-01", "?desde=2026-11-24&hasta=2026-11-24&por=semana", "?desde=&hasta=",
        "?desde=0001-01-01&hasta=0001-12-31", "?desde=0009-01-01&hasta=0010-12-31", "?desde=9999-01-01&hasta=9999-12-31",
    ],
)  # fmt: skip
async def test_whatever_is_asked_for_a_page_is_there(town: DeskTown, query: str) -> None:
    await _three_places(town)
    one = await comes(town, "rosa", Role.AUDITOR)
    assert "<h1>Informes</h1>" in await one.sees(PATH + query)


@pytest.mark.parametrize("by", ["dependencia", "canal", "colonia", "zona", "hora", "semana"])
async def test_pictures_are_drawn_here_and_say_nothing_that_is_not_in_a_table(town: DeskTown, by: str) -> None:
    await _three_places(town)
    one = await comes(town, "rosa", Role.ADMINISTRATOR)
    with counted() as asked:
        page = (await one.employee.http.get(f"{PATH}?por={by}")).text
    assert len(asked) <= 8
    assert "style=" not in page
    assert "data:" not in page
    assert "<script" not in page.partition("<main")[2].partition("</main>")[0]
    drawn = re.findall(r"<svg.*?</svg>", page, re.S)
    assert len(drawn) == 4
    for one_picture in drawn:
        picture = ElementTree.fromstring(one_picture)
        assert picture.find("title") is not None
        assert picture.get("role") == "img"
        assert all(float(bar.get("height")) >= 0 for bar in picture.iter("rect"))
    cells = set(re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", page, re.S))
    bars = [unescape(told).split(": ")[-1] for told in re.findall(r"<rect[^>]*><title>(.*?)</title>", page)]
    assert bars
    assert set(bars) <= cells


@pytest.mark.parametrize(
    ("most", "ticks"),
    [
        (0, [0, 1]),
        (3, [0, 1, 2, 3]),
        (7, [0, 2, 4, 6, 8]),
        (412, [0, 200, 400, 600]),
        (1999, [0, 500, 1000, 1500, 2000]),
    ],
)
def test_an_axis_begins_at_zero_and_goes_up_in_round_steps(most: int, ticks: list[int]) -> None:
    assert drawing.scale(most) == ticks


@pytest.mark.parametrize(
    ("since", "until", "parts"),
    [
        ("2026-11-24", "2026-11-24", ["day 11-24 11-24"]),
        ("2026-11-01", "2026-11-30", ["month 11-01 11-01"]),
        ("2026-01-20", "2026-04-03", ["month 02-01 03-01", "day 01-20 01-31", "day 04-01 04-03"]),
        ("2026-01-01", "2026-12-31", ["month 01-01 12-01"]),
        ("2026-10-02", "2026-11-29", ["day 10-02 11-29"]),
    ],
)
def test_a_period_is_made_of_whole_months_and_days_around_them(since: str, until: str, parts: list[str]) -> None:
    period = Period(date.fromisoformat(since), date.fromisoformat(until))
    assert [f"{one.grain} {one.first:%m-%d} {one.last:%m-%d}" for one in period.parts()] == parts


def test_points_of_a_chart_are_days_weeks_or_months() -> None:
    first = date(2026, 1, 1)
    assert [step_for(Period(first, date(2026, month, 9))) for month in (1, 9)] == [Step.DAY, Step.WEEK]
    assert step_for(Period(date(2024, 1, 1), first)) is Step.MONTH
    assert start_of(Step.WEEK, date(2026, 11, 29)) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("value", "told", "spoken"),
    [
        (12, "12 min", "12 minutos de oficina o menos"),
        (1, "1 min", "1 minuto de oficina o menos"),
        (60, "1 h", "1 hora de oficina o menos"),
        (90, "1 h 30 min", "1 hora y 30 minutos de oficina o menos"),
        (0, "más de 72 h", "más de 72 horas de oficina"),
    ],
)
def test_times_are_told_as_people_do(value: int, told: str, spoken: str) -> None:
    assert (report_words.minutes(value), report_words.spoken(value)) == (told, spoken)
