"""What is sent again and again: each time once, or marked with why not; who gets it, and what it says."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from civic.audience import Audience
from civic.consent import Purpose
from civic.document_table import Refused
from civic.hours import OfficeHours
from civic.register import Register
from civic.series import Occurrence
from handlers.series.run import run_series
from handlers.staff.broadcasts import Broadcaster
from handlers.staff.finding import NotPossible
from handlers.staff.meetings import Secretary
from handlers.staff.series import NoSuchSeries, Scheduler
from handlers.world import World
from storage.incidents import close_incident
from storage.series import Came, add_occurrence
from storage.store import Store
from storage.works import import_works
from tests.committees import WORK, convenes, forms, joins
from tests.corridor import TUESDAY, a_world
from tests.life import Life

SHEET = Path("docs/examples/hoja.toml").read_text(encoding="utf-8")
PROGRESS = Path("docs/examples/avance.toml").read_text(encoding="utf-8")
NOTICE = """
formato = 1
clave = "aviso-mensual"
titulo = "Aviso mensual"
tipo = "aviso"
cuando = "0 12 1 * *"
publico = "comites"
proposito = "comite"
[texto]
es = "{nombre}: gracias por cuidar las obras de {municipio}."
"""
WHERE = "Azcapotzalco"


@pytest.fixture
async def town(store: Store) -> Life:
    """Ana sits on the committee of Azcapotzalco, Beto on that of a work."""
    life = Life(store)
    await forms(life)
    [where] = [one for one in life.world.directory if one.name == WHERE]
    await convenes(life, lambda one: one.add("COL-1", "colonia", f"Comité {WHERE}", neighbourhood=where.key))
    for who, name, key in (("ana", "Ana Soto", "COL-1"), ("beto", "Beto Ruiz", "OBRA-1")):
        await life.agrees(who)
        await joins(life, who, name, key=key)
    await life.delivers()
    return life


async def schedules(town: Life, act: Callable[[Scheduler], Any], who: str = "lupita") -> Any:
    return await town.does(lambda c: act(Scheduler(c, town.world, who, town.now)))


async def begins(town: Life, document: str) -> None:
    """Written by one, switched on by another."""
    saved = await schedules(town, lambda one: one.save(document))
    await schedules(town, lambda one: one.switch_on(saved.key), "mario")


async def comes(town: Life, until: datetime, step: timedelta = timedelta(hours=1)) -> None:
    """The clock goes on; what is due is sent and delivered."""
    while town.now < until:
        town.now = min(town.now + step, until)
        more = 1
        while more:
            more = (await town.does(lambda c: run_series(c, town.now, world=town.world)))["more"]
        await town.hour()


async def came(town: Life) -> list[tuple[str, str]]:
    zone = town.world.hours.zone
    return [(f"{row.due_at.astimezone(zone):%Y-%m-%d %H:%M}", row.state) for row in await town.rows("occurrences")]


MONDAY = datetime(2026, 11, 30, 20, tzinfo=TUESDAY.tzinfo)


async def test_the_weekly_sheet_tells_what_became_of_the_neighbourhood(town: Life) -> None:
    await begins(town, SHEET)
    await town.agrees("caro")
    lamp = await town.files("caro", f"la lámpara no prende en la colonia {WHERE}")
    await town.files("caro", f"hay un bache enorme en la colonia {WHERE}")
    await town.moves(lamp, "under_review")
    await town.moves(lamp, "closed", "No hay presupuesto")
    await convenes(
        town,
        lambda one: Secretary(one).plan(
            "COL-1", datetime(2026, 12, 4, 0, tzinfo=TUESDAY.tzinfo), "la casa {nombre}", "x"
        ),
    )
    await comes(town, MONDAY)
    [sheet] = [said for said in await town.told("ana") if said.startswith("Hoja de")]
    assert sheet == (
        f"Hoja de {WHERE}, del 23 de noviembre de 2026 al 30 de noviembre de 2026.\n"
        "Reportes nuevos: 2\nAtrasados: 0\nCerrados sin confirmar: 1\nConfirmados por vecinos: 0\nSiguen abiertos: 1\n"
        f"Reunión de Comité {WHERE}: jueves 3 de diciembre, 18:00, en la casa (nombre)."
    )
    assert not any(said.startswith("Hoja de") for said in await town.told("beto")), "not of a neighbourhood's committee"
    assert await came(town) == [("2026-11-30 10:00", "sent")]
    [made] = await town.rows("broadcasts")
    assert (made.key, made.state) == ("hoja-semanal-20261130-1000-1", "done")


async def test_the_progress_of_a_work_goes_to_who_watches_it(town: Life) -> None:
    await begins(town, PROGRESS)
    town.now = datetime(2027, 1, 5, 16, 30, tzinfo=TUESDAY.tzinfo)
    await town.does(lambda c: import_works(c, Register(works=[replace(WORK, progress=65.0)]), "b", town.now))
    await comes(town, town.now + timedelta(hours=2))
    [said] = [one for one in await town.told("beto") if one.startswith("Avance de")]
    assert "Avance oficial: 65 %" in said
    assert "Contratista: Constructora" in said
    assert "Quejas recibidas: 0, abiertas: 0" in said
    assert "Monto" not in said, "what is not known is not named"


async def test_a_series_with_the_longest_key_reaches_more_than_nine_neighbourhoods(town: Life) -> None:
    others = [one for one in town.world.directory if one.name != WHERE][:10]
    for number, place in enumerate(others, 2):
        key = f"COL-{number}"
        await convenes(town, lambda one, key=key, place=place: one.add(key, "colonia", key, neighbourhood=place.key))
        await convenes(town, lambda one, key=key: one.add_member(key, "vocal", "Caro Luna"))
    await begins(town, SHEET.replace("hoja-semanal", "hoja-semanal-por-colonia"))
    await comes(town, MONDAY, timedelta(hours=6))
    keys = [row.key for row in await town.rows("broadcasts")]
    assert keys[0] == "hoja-semanal-por-colonia-20261130-1000-1"
    assert len(set(keys)) == 11
    assert max(map(len, keys)) == 40


async def test_a_notice_says_the_same_each_time_and_to_each_with_their_name(town: Life) -> None:
    audience = Audience(committee_kinds=("obra", "colonia"), purpose=Purpose.COMMITTEE)
    await town.does(lambda c: Broadcaster(c, town.world, "lupita", town.now).save_audience("comites", audience))
    await begins(town, NOTICE)
    await comes(town, datetime(2026, 12, 1, 20, tzinfo=TUESDAY.tzinfo), timedelta(hours=2))
    assert (await town.told("ana"))[-1] == "Ana Soto: gracias por cuidar las obras de Durango."
    assert (await town.told("beto"))[-1].startswith("Beto Ruiz:")


async def test_one_committee_can_go_without_and_one_day_be_skipped_with_its_reason(town: Life) -> None:
    await begins(town, SHEET)
    with pytest.raises(NotPossible, match="Escriba por qué se omite"):
        await schedules(town, lambda one: one.skip("hoja-semanal", date(2026, 11, 30), ""))
    with pytest.raises(NotPossible, match="no sale el 2026-12-01"):
        await schedules(town, lambda one: one.skip("hoja-semanal", date(2026, 12, 1), "x"))
    await schedules(town, lambda one: one.skip("hoja-semanal", date(2026, 11, 30), "Informe de gobierno"))
    with pytest.raises(NotPossible, match="ya se atendió"):
        await schedules(town, lambda one: one.skip("hoja-semanal", date(2026, 11, 30), "otra vez"))
    await comes(town, MONDAY + timedelta(days=7), timedelta(hours=6))
    await schedules(town, lambda one: one.switch_committee("hoja-semanal", "COL-1", on=False))
    await comes(town, MONDAY + timedelta(days=14), timedelta(hours=6))
    assert await came(town) == [
        ("2026-11-30 10:00", "skipped"),
        ("2026-12-07 10:00", "sent"),
        ("2026-12-14 10:00", "empty"),
    ]
    assert sum(said.startswith("Hoja de") for said in await town.told("ana")) == 1
    await schedules(town, lambda one: one.switch_committee("hoja-semanal", "COL-1", on=True))
    assert await schedules(town, lambda one: one.preview("hoja-semanal", date(2026, 12, 21)))


def closed(town: Life, day: date) -> World:
    """Staff close it at the desk."""
    calendar = town.world.calendar
    return replace(
        town.world, charter=replace(town.world.charter, calendar=replace(calendar, closed=calendar.closed | {day}))
    )


NOON = MONDAY - timedelta(hours=2)


async def test_a_day_that_is_closed_at_noon_does_not_send_again_what_left_in_the_morning(town: Life) -> None:
    await begins(town, SHEET)
    await comes(town, NOON)
    town.world = closed(town, date(2026, 11, 30))
    [planned] = await schedules(town, lambda one: one.list())
    assert planned.next_at == MONDAY + timedelta(days=7, hours=-4), "not tomorrow"
    await comes(town, MONDAY + timedelta(days=2))
    assert await came(town) == [("2026-11-30 10:00", "sent")]
    assert sum(said.startswith("Hoja de") for said in await town.told("ana")) == 1


async def test_what_is_skipped_stays_so_when_its_day_is_closed_afterwards(town: Life) -> None:
    await begins(town, SHEET)
    await schedules(town, lambda one: one.skip("hoja-semanal", date(2026, 11, 30), "Informe de gobierno"))
    town.world = closed(town, date(2026, 11, 30))
    with pytest.raises(NotPossible, match="ya se atendió"):
        await schedules(town, lambda one: one.skip("hoja-semanal", date(2026, 12, 1), "otra vez"))
    await comes(town, NOON)
    [planned] = await schedules(town, lambda one: one.list())
    assert planned.next_at == MONDAY + timedelta(days=7, hours=-4)
    await comes(town, MONDAY + timedelta(days=7))
    assert await came(town) == [("2026-11-30 10:00", "skipped"), ("2026-12-07 10:00", "sent")]


async def test_one_that_a_closed_day_puts_off_leaves_once_and_the_other_of_that_day_too(town: Life) -> None:
    """Two times a Monday, both put off to Tuesday; staff skip the second before it comes."""
    await begins(town, SHEET.replace("0 10 * * 1", "0 9,10 * * 1"))
    town.world = closed(town, date(2026, 11, 30))
    await comes(town, NOON)
    await town.does(
        lambda c: add_occurrence(
            c, Came("hoja-semanal", NOON - timedelta(hours=2), Occurrence.SKIPPED, "x", "y", 0, town.now)
        )
    )
    await comes(town, MONDAY + timedelta(days=2))
    assert sorted(await came(town)) == [("2026-11-30 09:00", "sent"), ("2026-11-30 10:00", "skipped")]
    [made] = await town.rows("broadcasts")
    assert made.key == "hoja-semanal-20261130-0900-1"
    assert "2026-12-01" in made.title


async def test_a_preview_changes_nothing(town: Life) -> None:
    await schedules(town, lambda one: one.save(SHEET))
    [said] = await schedules(town, lambda one: one.preview("hoja-semanal", date(2026, 12, 7)))
    assert said.content.text["es"].startswith(f"Hoja de {WHERE}, del 30 de noviembre")
    assert said.content.text["en"].startswith(f"Sheet of {WHERE}")
    assert await town.rows("occurrences") == []
    assert await town.rows("broadcasts") == []


async def test_what_is_off_sends_nothing_and_what_was_missed_meanwhile_is_not_made_good(town: Life) -> None:
    await begins(town, SHEET)
    await schedules(town, lambda one: one.switch_off("hoja-semanal"))
    await comes(town, MONDAY, timedelta(hours=6))
    await schedules(town, lambda one: one.switch_on("hoja-semanal"), "mario")
    await comes(town, MONDAY + timedelta(days=7), timedelta(hours=6))
    assert await came(town) == [("2026-12-07 10:00", "sent")]


TIJUANA = ZoneInfo("America/Tijuana")
DAILY = (
    SHEET.replace("0 10 * * 1", "30 2 * * *")
    .replace("se_recorre", "igual")
    .replace("tarde_horas = 24", "tarde_horas = 20")
)


async def test_a_year_with_two_leaders_a_week_without_power_and_clocks_put_forward_and_back(store: Store) -> None:
    """Every day at half past two at night, where clocks change; the day's message goes out in the morning."""
    world = a_world()
    there = OfficeHours(world.hours.days, world.hours.opens, world.hours.closes, TIJUANA)
    charter = replace(world.charter, calendar=replace(world.calendar, zone=TIJUANA))
    town = Life(store, world=replace(world, hours=there, charter=charter))
    await forms(town)
    [where] = [one for one in town.world.directory if one.name == WHERE]
    await convenes(town, lambda one: one.add("COL-1", "colonia", "Comité", neighbourhood=where.key))
    await convenes(town, lambda one: one.add_member("COL-1", "vocal", "Ana Soto"))
    await begins(town, DAILY)
    await schedules(town, lambda one: one.skip("hoja-semanal", date(2027, 5, 1), "Día del trabajo"))
    begin, power_out = town.now, datetime(2027, 2, 10, tzinfo=TUESDAY.tzinfo)
    while town.now < begin + timedelta(days=365):
        town.now += timedelta(hours=11)
        if power_out <= town.now < power_out + timedelta(days=7):
            continue
        for _ in range(2):  # two leaders at once, and each again
            await asyncio.gather(
                *(store.write(lambda c: run_series(c, town.now, world=town.world)) for _ in range(2)),
            )
    rows = await town.rows("occurrences")
    local = [row.due_at.astimezone(TIJUANA) for row in rows]
    assert [one.date() for one in local] == [date(2026, 11, 25) + timedelta(days=day) for day in range(365)]
    assert Counter(row.state for row in rows) == {"sent": 358, "late": 6, "skipped": 1}
    assert {row.why for row in rows if row.state == "late"} == {"the service did not run in time"}
    assert {(one.hour, one.minute) for one in local} == {(2, 30), (3, 0)}, "once after the hour that was left out"
    made = await town.rows("broadcasts")
    assert len(made) == len({row.key for row in made}) == 358


REFUSALS = [
    (lambda one: one.save(SHEET.replace('["colonia"]', '["otro"]')), "El esquema no tiene el tipo de comité otro"),
    (lambda one: one.save(NOTICE), "No hay un público guardado comites"),
    (lambda one: one.switch_committee("hoja-semanal", "COL-1", on=False), "there is no series 'hoja-semanal'"),
]


@pytest.mark.parametrize(("act", "refusal"), REFUSALS, ids=[said for _, said in REFUSALS])
async def test_what_staff_may_not_have(town: Life, act: Callable[[Scheduler], Any], refusal: str) -> None:
    with pytest.raises((NotPossible, NoSuchSeries), match=refusal):
        await schedules(town, act)


async def test_who_wrote_it_does_not_switch_it_on_and_two_of_a_kind_do_not_overlap(town: Life) -> None:
    await schedules(town, lambda one: one.save(SHEET))
    with pytest.raises(NotPossible, match=r"La escribió usted \(lupita\): la activa otra persona"):
        await schedules(town, lambda one: one.switch_on("hoja-semanal"))
    await schedules(town, lambda one: one.switch_on("hoja-semanal"), "mario")
    with pytest.raises(NotPossible, match="hoja-semanal está activa"):
        await schedules(town, lambda one: one.save(SHEET))
    twin = SHEET.replace('clave = "hoja-semanal"', 'clave = "hoja-dos"').replace("0 10 * * 1", "30 10 * * 1")
    await schedules(town, lambda one: one.save(twin))
    with pytest.raises(NotPossible, match="Coincide con hoja-semanal el 2026-11-30 10:30, para las mismas personas"):
        await schedules(town, lambda one: one.switch_on("hoja-dos"), "mario")


async def test_one_that_can_be_read_no_more_keeps_no_other_from_leaving(town: Life) -> None:
    """The operator takes a template out of the settings that an active series names."""
    audience = Audience(committee_kinds=("obra", "colonia"), purpose=Purpose.COMMITTEE)
    await town.does(lambda c: Broadcaster(c, town.world, "lupita", town.now).save_audience("comites", audience))
    plain = town.world
    town.world = replace(plain, broadcasts=replace(plain.broadcasts, templates={"aviso_mensual": "utility"}))
    await begins(town, NOTICE.replace("[texto]", 'plantilla = "aviso_mensual"\n[texto]'))
    town.world = plain
    await begins(town, SHEET)
    await comes(town, MONDAY, timedelta(hours=6))
    assert await came(town) == [("2026-11-30 10:00", "sent")]
    [incident] = await town.rows("incidents", kind="series")
    assert incident.detail == "aviso-mensual"
    await town.does(lambda c: close_incident(c, incident.id, town.now))
    await comes(town, MONDAY + timedelta(days=7), timedelta(hours=6))
    assert len(await town.rows("incidents", kind="series")) == 1, "staff were told, and are not told again"
    assert [one.series is None for one in await schedules(town, lambda one: one.list())] == [True, False]
    await schedules(town, lambda one: one.switch_off("aviso-mensual"))


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('"0 10 * * 1"', '"los lunes"', "escriba cinco campos como en cron"),
        ('tipo = "hoja"', 'tipo = "cartel"', "escriba una de estas palabras: aviso, hoja, avance"),
        ('["colonia"]', '"colonia"', "escriba una lista con los tipos de comité"),
        ("tarde_horas = 24", 'publico = "x"', 'solo se usa con tipo = "aviso"'),
        ("tarde_horas = 24", "tardes = 24", "¿quiso poner"),
    ],
)
async def test_what_is_wrong_in_a_document_is_said_by_line(town: Life, right: str, wrong: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        await schedules(town, lambda one: one.save(SHEET.replace(right, wrong)))
