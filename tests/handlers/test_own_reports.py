"""What a resident does about reports of their own, through the whole corridor."""

from datetime import timedelta

import pytest

from civic.complaint import Actor, Status
from handlers.clock.tell import tell_due
from handlers.complaint import ask, move
from handlers.hand import Hand
from storage.complaints import find_complaint
from storage.ledger import Ledger
from storage.store import Connection, Store
from storage.tables import outbox
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


async def arrives(corridor: Corridor) -> None:
    """Everything that was said."""
    await corridor.does(lambda c: c.execute(outbox.update().values(state="sent", sent_at=corridor.now)))


async def asked(corridor: Corridor, status: Status, words: str) -> str:
    """A report of ana's, of which she was asked just now; its folio."""
    await corridor.agrees("ana")
    folio = await corridor.files("ana")

    def staff_move_it(connection: Connection) -> None:
        hand = Hand(connection, corridor.world, Ledger(corridor.world.ids), corridor.now, Actor.STAFF, "staff:luz")
        complaint = find_complaint(connection, folio)
        assert complaint is not None
        move(hand, complaint, status, words)
        if status is Status.WAITING:
            ask(hand, complaint, complaint.person_id, "question", corridor.now + timedelta(days=5), text=words)
        hand.ledger.save(connection)

    def it_is_told(connection: Connection) -> None:
        tell_due(connection, corridor.now, world=corridor.world)
        connection.execute(outbox.update().where(outbox.c.purpose == "folio").values(provider_id="asked-1"))

    await corridor.does(staff_move_it)
    await corridor.does(it_is_told)
    await arrives(corridor)
    corridor.now += timedelta(minutes=5)
    return folio


VOTED = [("ya kedo", "confirmed"), ("no, sigue igual", "reopen_requested"), ("2", "done"), ("no lo he visto", "done")]


@pytest.mark.parametrize(("words", "status"), VOTED)
async def test_a_vote_in_own_words(store: Store, words: str, status: str) -> None:
    corridor = Corridor(store)
    folio = await asked(corridor, Status.DONE, "Se tapó el bache")
    assert folio in text(await corridor.says("ana", words))
    (complaint,) = await corridor.rows("complaints")
    assert complaint.status == status
    (ask_row,) = await corridor.rows("asks")
    assert ask_row.ended_as == "answered"


async def test_a_quote_in_the_middle_of_another_report(store: Store) -> None:
    corridor = Corridor(store)
    folio = await asked(corridor, Status.WAITING, "¿De qué lado de la calle?")
    await corridor.says("ana", "menú")
    await arrives(corridor)
    await corridor.says("ana", "no hay luz en la colonia Azcapotzalco")
    said = text(await corridor.says("ana", "del lado derecho", replies_to="asked-1"))
    assert f"Su respuesta ya está en el {folio}" in said
    assert "Seguimos con su reporte" in said
    assert [row.note for row in await corridor.rows("history", event="answered")] == ["del lado derecho"]


async def test_the_folio_shows_what_is_asked(store: Store) -> None:
    corridor = Corridor(store)
    folio = await asked(corridor, Status.WAITING, "¿De qué lado de la calle?")
    said = await corridor.says("ana", folio)
    assert "¿De qué lado de la calle?" in text(said)
    await corridor.presses("ana", "Contestar")
    assert "Su respuesta ya está" in text(await corridor.says("ana", "no sé"))
