"""What people answer to what many were sent: one tap or the button's words, once each, the last one counts."""

import pytest

from civic.message import Kind
from storage.store import Store
from tests.broadcasting import PLAIN, WHATSAPP, Town, a_town
from tests.corridor import inbound, text

ASKING = (
    PLAIN
    + """
[[respuesta]]
id = "si"
texto = "Sí voy"

[[respuesta]]
id = "no"
texto = "No puedo"
"""
)


async def _asked(store: Store) -> Town:
    town = a_town(store)
    await town.lives("ana", "beto")
    await town.lives("caro", account=WHATSAPP)
    await town.sends_broadcast(ASKING)
    await town.delivers()
    return town


async def test_a_tap_counts_and_the_last_one_stays(store: Store) -> None:
    town = await _asked(store)
    question = town.last["ana"]
    assert [choice.label for choice in question.choices] == ["Sí voy", "No puedo"]
    assert "Anoté su respuesta: Sí voy." in text(await town.taps("ana", "Sí voy"))
    await town.taps("ana", "Menú")
    town.last["ana"] = question
    await town.taps("ana", "No puedo")
    await town.taps("beto", "Sí voy")
    assert await town.replies() == {"no": 1, "si": 1}


@pytest.mark.parametrize(
    ("words", "counted"),
    [("Sí voy", {"si": 1}), ("si voy", {"si": 1}), ("NO PUEDO", {"no": 1}), ("2", {"no": 1}), ("hola", {})],
)
async def test_the_words_of_a_button_count_when_it_was_the_last_thing_said(
    store: Store, words: str, counted: dict[str, int]
) -> None:
    """Buttons of a template bring nothing but their words."""
    town = await _asked(store)
    await town.writes("caro", words, account=WHATSAPP)
    assert await town.replies() == counted


async def test_words_belong_to_what_was_said_after_it(store: Store) -> None:
    town = await _asked(store)
    await town.writes("ana", "quiero hacer un reporte")
    await town.writes("ana", "2")
    await town.writes("ana", "Sí voy")
    assert await town.replies() == {}


async def test_leaving_is_not_an_answer(store: Store) -> None:
    town = await _asked(store)
    await town.writes("ana", "baja")
    assert await town.replies() == {}
    assert (await town.rows("people", id=town.residents["ana"]))[0].committee_notices is False


async def test_a_button_of_somebody_elses_broadcast_answers_nothing(store: Store) -> None:
    town = await _asked(store)
    for token in (town.last["ana"].choices[0].token, "go:reply_broadcast:reply:1.9", "go:reply_broadcast:reply:x"):
        said = await town.takes(inbound("dora", "Sí voy", choice=token, kind=Kind.CHOICE))
        assert said
    assert await town.replies() == {}


async def test_a_reply_does_not_disturb_the_report_that_is_being_written(store: Store) -> None:
    town = await _asked(store)
    question = town.last["ana"]
    await town.writes("ana", "quiero hacer un reporte")
    open_question = town.last["ana"].text
    town.last["ana"] = question
    said = text(await town.taps("ana", "Sí voy"))
    assert await town.replies() == {"si": 1}
    assert "Anoté su respuesta" in said
    assert open_question.splitlines()[-1] in said or "Seguir" in str(town.last["ana"].choices)
