"""Hours and closed days at the desk: what is said and counted from then on, and what was promised before."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from civic.access import Role
from storage.store import Store
from tests.corridor import a_world, text
from tests.desk_visits import comes
from tests.desking import DeskTown, desk_town

HERE = "/desk/horario"
WORKDAYS = {f"day{number}": "1" for number in range(1, 6)}


@pytest.fixture
async def town(store: Store, tmp_path: Path) -> AsyncIterator[DeskTown]:
    async with desk_town(store, tmp_path) as town:
        yield town


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
async def test_only_administration_sets_hours(town: DeskTown, role: Role) -> None:
    somebody = await comes(town, "memo", role)
    assert await somebody.asks(HERE) == 404
    for act in ("hours", "settle", "close", "open"):
        answer = await somebody.sends(HERE, act, page="/desk/cuenta", opens="01:00", closes="02:00", **WORKDAYS)
        assert answer.status_code == 404


async def test_holidays_are_those_of_the_state_too(store: Store, tmp_path: Path) -> None:
    """Mexico's have none of their own in the library; those of the United States have."""
    plain = a_world()
    calendar = replace(plain.calendar, country="US", subdivision="TX")
    async with desk_town(store, tmp_path, charter=replace(plain.charter, calendar=calendar)) as town:
        page = await (await comes(town, "lupita", Role.ADMINISTRATOR)).sees(HERE)
        closed = page.split("Días cerrados")[-1]
        assert calendar.is_holiday(date(2027, 3, 2))
        assert "martes 2 mar 2027" in closed and "viernes 25 dic 2026" in closed
        assert "Día festivo oficial" in closed


async def test_residents_are_told_the_new_hours(town: DeskTown) -> None:
    lupita = await comes(town, "lupita", Role.ADMINISTRATOR)
    page = await lupita.does(HERE, "hours", opens="12:00", closes="18:00", **WORKDAYS, day6="1")
    assert "lunes a sábado de 12:00 a 18:00" in page
    await town.corridor.agrees("ana")
    await town.corridor.says("ana", "quiero hablar con una persona")
    said = text(await town.corridor.says("ana", "una duda"))
    assert "Abren el" in said and "12:00" in said and "lunes a sábado de 12:00 a 18:00" in said
    page = await lupita.does(HERE, "settle")
    assert "lunes a viernes de 09:00 a 15:00" in page and "Volvió al horario de la configuración" in page


async def test_a_closed_day_moves_what_is_promised_from_now_on_and_nothing_before(town: DeskTown) -> None:
    lupita = await comes(town, "lupita", Role.ADMINISTRATOR)
    await town.corridor.agrees("ana")
    first = await town.corridor.files("ana")
    promised = await town.corridor.rows("promises")
    due = min(one.due_at for one in promised)
    day = (due - timedelta(hours=12)).date()
    page = await lupita.does(HERE, "close", first=day.isoformat(), reason="Fiesta del pueblo")
    assert "Fiesta del pueblo" in page
    await town.corridor.agrees("beto")
    await town.corridor.files("beto", "se tapó el drenaje en la colonia Azcapotzalco", name="Beto")
    now = await town.corridor.rows("promises")
    assert [one for one in now if one.id in {old.id for old in promised}] == promised, first
    later = min(one.due_at for one in now if one.id not in {old.id for old in promised})
    assert later != due
    page = await lupita.does(HERE, "open", day=day.isoformat())
    assert "Volvió a abrir el" in page


@pytest.mark.parametrize(
    ("act", "fields", "why"),
    [
        ("hours", {"opens": "09:00", "closes": "15:00"}, "al menos un día"),
        ("hours", {"opens": "15:00", "closes": "09:00", **WORKDAYS}, "después de la hora de apertura"),
        ("hours", {"opens": "mañana", "closes": "09:00", **WORKDAYS}, "como 09:00"),
        ("hours", {"opens": "09:00", "closes": "15:00", **WORKDAYS}, "ya es el horario"),
        ("close", {"first": "2020-01-01", "reason": "x"}, "de hoy en adelante"),
        ("close", {"first": "2026-12-24", "last": "2026-12-01", "reason": "x"}, "el primero antes que el último"),
        ("close", {"first": "2026-12-01", "last": "2027-02-01", "reason": "x"}, "más de 31 días"),
        ("close", {"first": "2026-12-24", "reason": " "}, "Escriba el motivo"),
        ("close", {"first": "2026-12-25", "reason": "Navidad"}, "ya están cerrados"),
        ("close", {"first": "el jueves", "reason": "x"}, "escriba un día"),
        ("open", {"day": "2026-12-25"}, "no se cerró aquí"),
    ],
)
async def test_what_cannot_be_is_said(town: DeskTown, act: str, fields: dict[str, str], why: str) -> None:
    lupita = await comes(town, "lupita", Role.ADMINISTRATOR)
    assert why in await lupita.is_told(HERE, act, **fields)
    assert await town.corridor.rows("overrides") == []
