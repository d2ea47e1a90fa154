"""What a resident does about reports of their own, through the whole corridor."""

import pytest

from storage.store import Store
from tests.corridor import Corridor, text

EVERY = [
    ("en cada cambio", "each_change"),
    ("cada semana", "weekly"),
    ("al final", "at_end"),
    ("nada", "paused"),
]


@pytest.mark.parametrize(("words", "frequency"), EVERY)
async def test_how_often_they_hear_of_them(store: Store, words: str, frequency: str) -> None:
    corridor = Corridor(store)
    await corridor.agrees("ana")
    await corridor.files("ana")
    await corridor.says("ana", "frecuencia")
    await corridor.says("ana", words)
    (row,) = await corridor.rows("updates")
    assert row.frequency == frequency
    assert row.due_at < corridor.now, "what they have not heard is looked at again at once"
    assert len(await corridor.rows("history", event=f"updates_{frequency}")) == 1


async def test_the_choice_holds_for_a_first_report(store: Store) -> None:
    corridor = Corridor(store)
    await corridor.agrees("ana")
    await corridor.says("ana", "frecuencia")
    await corridor.says("ana", "cada semana")
    await corridor.files("ana")
    (row,) = await corridor.rows("updates")
    assert row.frequency == "weekly"


async def test_what_may_be_added_to_is_a_report_and_no_proposal(store: Store) -> None:
    corridor = Corridor(store)
    await corridor.agrees("ana")
    folio = await corridor.files("ana")
    await corridor.says("ana", "que pongan juegos en el parque de la colonia Azcapotzalco")
    await corridor.says("ana", "sí")
    said = await corridor.says("ana", "agregar")
    assert [choice.label for choice in said[-1].choices] == [folio]
    assert folio in text(await corridor.says("ana", "1"))
    assert "lo agregué" in text(await corridor.says("ana", "frente al kínder"))


async def test_taken_back_and_never_again(store: Store) -> None:
    corridor = Corridor(store)
    await corridor.agrees("ana")
    folio = await corridor.files("ana")
    await corridor.says("ana", f"retirar {folio}")
    assert f"retiré el {folio}" in text(await corridor.says("ana", "sí"))
    await corridor.says("ana", f"retirar {folio}")
    assert "ya se terminó o se cerró" in text(await corridor.says("ana", "sí"))


@pytest.mark.parametrize(
    ("command", "answer"), [("confirmar", "sí"), ("agregar", "otra foto"), ("retirar", "sí"), ("contestar", "sí")]
)
async def test_another_persons_report_is_left_alone(store: Store, command: str, answer: str) -> None:
    corridor = Corridor(store)
    await corridor.agrees("ana")
    folio = await corridor.files("ana")
    await corridor.agrees("luis")
    await corridor.says("luis", f"{command} {folio}")
    assert "no está entre sus reportes" in text(await corridor.says("luis", answer))
    assert [row.status for row in await corridor.rows("complaints")] == ["received"]
