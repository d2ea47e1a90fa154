"""Programmes: what they ask for, and reminders of their days for who wants them."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from civic.document_table import Refused
from handlers.programmes import remind_of_programmes
from handlers.staff.finding import NotPossible
from handlers.staff.programmes import publish
from storage.store import Store
from tests.corridor import TUESDAY, text
from tests.life import Life

EXAMPLE = Path("docs/examples/programas.toml").read_text(encoding="utf-8")


@pytest.fixture
async def town(store: Store) -> Life:
    life = Life(store)
    await life.agrees("ana")
    await publishes(life, EXAMPLE)
    return life


async def publishes(town: Life, document: str, why: str = "") -> Any:
    return await town.does(lambda c: publish(c, town.world, document, why, "lupita", town.now))


async def comes(town: Life, until: str) -> list[str]:
    """What Ana is sent unasked until that day is over."""
    await town.delivers()
    before, end = len(await town.told("ana")), datetime.fromisoformat(f"{until}T23:00").replace(tzinfo=TUESDAY.tzinfo)
    while town.now < end:
        town.now = min(town.now + timedelta(hours=3), end)
        for _ in range(2):
            await town.does(lambda c: remind_of_programmes(c, town.now, world=town.world))
        await town.hour()
    return (await town.told("ana"))[before:]


async def test_requirements_and_the_days_to_come(town: Life) -> None:
    said = text(await town.says("ana", "becas"))
    assert "Qué se pide: constancia de estudios" in said
    assert "No los mande por este chat" in said
    assert said.endswith(
        "11 de enero de 2027: Se abre la entrega de solicitudes\n29 de enero de 2027: Último día para entregar la solicitud"
    )
    town.now = datetime(2027, 1, 30, 16, tzinfo=TUESDAY.tzinfo)
    said = text(await town.says("ana", "becas"))
    assert "de enero" not in said
    assert "Recordarme" not in [choice.label for choice in town.last["ana"].choices], (
        "there is nothing left to remind of"
    )


async def test_who_wants_it_is_reminded_once_of_each_day(town: Life) -> None:
    await town.says("ana", "becas")
    assert "le voy a recordar las fechas de Becas" in text(await town.presses("ana", "Recordarme"))
    assert await comes(town, "2027-02-05") == [
        "Becas: Se abre la entrega de solicitudes. Es hoy, 11 de enero de 2027. Para ver los requisitos escriba: becas",
        "Becas: Último día para entregar la solicitud. Es el 29 de enero de 2027. Para ver los requisitos escriba: becas",
        "Becas: Último día para entregar la solicitud. Es el 29 de enero de 2027. Para ver los requisitos escriba: becas",
    ]


async def test_who_did_not_ask_and_who_takes_it_back_hear_nothing(town: Life) -> None:
    assert await comes(town, "2027-01-12") == []
    assert [row.state for row in await town.rows("occurrences")] == ["empty"]
    await town.says("ana", "becas")
    await town.presses("ana", "Recordarme")
    await town.says("ana", "becas")
    assert "ya no le recuerdo" in text(await town.presses("ana", "Ya no recordarme"))
    assert await comes(town, "2027-02-05") == []


async def test_a_day_that_is_moved_is_told_and_reminded_of_anew(town: Life) -> None:
    await town.says("ana", "becas")
    await town.presses("ana", "Recordarme")
    await comes(town, "2027-01-23")
    later = EXAMPLE.replace("dia = 2027-01-29", "dia = 2027-02-12")
    with pytest.raises(NotPossible, match="Cambian días que ya se dijeron"):
        await publishes(town, later)
    assert (await publishes(town, later, "Se amplía el plazo")).moved == 1
    await town.delivers()
    changed = "Becas: cambió una fecha. Último día para entregar la solicitud: ahora es el 12 de febrero de 2027."
    assert (await town.told("ana"))[-1] == changed
    assert await comes(town, "2027-02-20") == [
        "Becas: Último día para entregar la solicitud. Es el 12 de febrero de 2027. Para ver los requisitos escriba: becas",
        "Becas: Último día para entregar la solicitud. Es el 12 de febrero de 2027. Para ver los requisitos escriba: becas",
    ], "nothing of the old day"


LONG = (
    EXAMPLE.replace('id = "becas"', 'id = "apoyo_adulto_mayor"')
    .replace('id = "apertura"', 'id = "apertura_solicitud"')
    .replace('id = "cierre"', 'id = "entrega_tarjetas"')
)


async def test_the_longest_ids_are_reminded_of_each_day_and_told_of_each_move(town: Life) -> None:
    await publishes(town, LONG)
    await town.says("ana", "becas")
    await town.presses("ana", "Recordarme")
    assert len(await comes(town, "2027-02-05")) == 3, "on its day, and a week and a day before the other"
    for day in ("2027-02-12", "2027-02-13"):
        moved = await publishes(town, LONG.replace("dia = 2027-01-29", f"dia = {day}"), "Se amplía el plazo")
        assert moved.moved == 1
    keys = [row.key for row in await town.rows("broadcasts")]
    assert len(set(keys)) == 5
    assert all(key.startswith("programa-apoyo_adulto_mayor-") and len(key) <= 40 for key in keys), keys


async def test_another_text_changes_nothing_that_is_pending_and_the_same_document_nothing_at_all(town: Life) -> None:
    assert not (await publishes(town, EXAMPLE)).is_new
    made = await publishes(town, EXAMPLE.replace("Qué se pide:", "Requisitos:"))
    assert (made.is_new, made.moved) == (True, 0)
    assert "Requisitos: constancia" in text(await town.says("ana", "becas"))


async def test_a_reminder_that_was_missed_for_a_day_is_marked_and_not_sent(town: Life) -> None:
    await town.says("ana", "becas")
    await town.presses("ana", "Recordarme")
    town.now = datetime(2027, 1, 13, 12, tzinfo=TUESDAY.tzinfo)
    assert await comes(town, "2027-01-14") == []
    [row] = await town.rows("occurrences")
    assert (row.state, row.why) == ("late", "the service did not run in time")


async def test_baja_ends_reminders_too(town: Life) -> None:
    await town.says("ana", "becas")
    await town.presses("ana", "Recordarme")
    await town.says("ana", "baja")
    assert await comes(town, "2027-01-12") == []


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("dia = 2027-01-29", 'dia = "el 29"', "escriba una fecha que exista, sin comillas"),
        ("avisar_antes = [7, 1]", "avisar_antes = [90]", "son días de 0 a 60"),
        ("avisar_antes = [7, 1]", 'avisar_antes = "7"', "escriba una lista de días"),
        ('nombre = "Becas"', 'nombre = "Becas municipales para todos"', "en un teléfono caben 20"),
        ('id = "cierre"', 'id = "apertura"', "el id apertura está repetido"),
    ],
)
async def test_what_is_wrong_is_said_by_line(town: Life, right: str, wrong: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        await publishes(town, EXAMPLE.replace(right, wrong))
