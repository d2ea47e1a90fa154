"""Messages are understood: `intents*.toml` hold them; the held-out ones were written before the word lists."""

import csv
import os
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from civic.intent import Intent, understand

HERE = Path(__file__).parent
SHARED = Path(os.environ.get("VOZ_SHARED", HERE.parents[2] / "shared"))
DEV = SHARED / "data" / "mensajes_intencion_dev.csv"
MUST = {Intent.EMERGENCY, Intent.OPT_OUT, Intent.HUMAN, Intent.PRIVACY_RIGHTS}


def rows(name: str) -> Iterator[tuple[str, Intent]]:
    lists = tomllib.loads((HERE / name).read_text("utf-8"))
    for table in (lists, *(table for table in lists.values() if isinstance(table, dict))):
        for intent, messages in table.items():
            if isinstance(messages, list):
                yield from ((message, Intent(intent)) for message in messages)


def share_right(labelled: list[tuple[str, Intent]]) -> float:
    return sum(understand(text) is intent for text, intent in labelled) / len(labelled)


@pytest.mark.parametrize(
    ("text", "intent"), [*rows("intents.toml"), *rows("intents_more.toml"), *rows("intents_second.toml")]
)
def test_message(text: str, intent: Intent) -> None:
    assert understand(text) is intent


def test_held_out_messages() -> None:
    labelled = list(rows("intents_held_out.toml"))
    missed = [text for text, intent in labelled if intent in MUST and understand(text) is not intent]
    assert not missed
    assert share_right(labelled) >= 0.97


@pytest.mark.skipif(not DEV.exists(), reason="the shared data folder is not here")
def test_dev_messages() -> None:
    with DEV.open(encoding="utf-8", newline="") as file:
        labelled = [(row["texto"], Intent(row["intencion"])) for row in csv.DictReader(file)]
    assert [text for text, intent in labelled if intent in MUST and understand(text) is not intent] == []
    assert share_right([row for row in labelled if row[1] not in MUST]) >= 0.97


@pytest.mark.parametrize(
    ("text", "intent", "reason"),
    [
        ("ayuda me están asaltando, quiero hablar con una persona", Intent.EMERGENCY, "emergency before a person"),
        ("baja, hay una balacera", Intent.EMERGENCY, "emergency before opt-out"),
        ("quiero darme de baja o hablar con alguien", Intent.OPT_OUT, "opt-out before a person"),
        ("quiero hablar con un asesor para poner una queja", Intent.HUMAN, "a person before a complaint"),
        ("hola, hay un bache", Intent.COMPLAIN, "a greeting is only a beginning"),
        ("hay un bache, pongan atención", Intent.COMPLAIN, "the problem comes first"),
        ("pongan topes porque hay un bache", Intent.PROPOSE, "the wish comes first"),
        ("no gracias", Intent.NO, "thanks only softens the no"),
        ("ok gracias", Intent.THANKS, "ok only opens the thanks"),
        ("ayuda, policía", Intent.EMERGENCY, "nothing but a cry for help"),
        ("quiero más policía", Intent.PROPOSE, "more police is a wish"),
        ("queja urgente", Intent.COMPLAIN, "urgent only stresses"),
        ("acepto que usen mis datos", Intent.YES, "consent is no objection"),
        ("otra vez lo mismo", Intent.COMPLAIN, "somebody tired of it, who does not begin anew"),
        ("es lo mismo otra vez", Intent.COMPLAIN, "the same"),
        ("no acepto que usen mis datos", Intent.PRIVACY_RIGHTS, "an objection, not a bare no"),
        ("quiero dar de baja mis datos", Intent.PRIVACY_RIGHTS, "the data, not the messages"),
    ],
)
def test_who_wins(text: str, intent: Intent, reason: str) -> None:
    assert understand(text) is intent, reason


@pytest.mark.parametrize(
    ("plain", "typed"),
    [
        ("quiero hacer un reporte", "KIERO   ASER UN REPORTEEE!!"),
        ("hay un asalto", "ay un azalto"),
        ("ayúdeme", "alludeme"),
        ("emergencia", "emerjensia"),
        ("accidente", "axidente"),
        ("quiero que quiten mi número", "kiero q kiten mi numero"),
        ("incendio", "insendio"),
        ("explosión", "esplosion"),
        ("propuesta", "porpuesta"),
        ("incendio", "incndio"),
        ("emergencia", "emergecnia"),
        ("accidente", "accidene"),
        ("auxilio", "auxiilo"),
    ],
)
def test_spelling_does_not_matter(plain: str, typed: str) -> None:
    assert understand(typed) is understand(plain) is not Intent.UNKNOWN


@pytest.mark.parametrize(
    "text", ["", "   ", ".", "¡!", "\n", "\u200b", "\ud83d", "el la los", "🌵", "a" * 4096, "ja " * 2000]
)
def test_nothing_said(text: str) -> None:
    assert understand(text) is Intent.UNKNOWN


@pytest.mark.parametrize(
    "name",
    [
        "García",
        "Chiapas",
        "el camino",
        "idioma",
        "madera",
        "La Plata",
        "El Volado",
        "Ánimas",
        "Lienzo Charro",
        "El Peligro",
    ],
)
def test_well_written_words_are_not_slips(name: str) -> None:
    assert understand(name) is Intent.UNKNOWN


@pytest.mark.parametrize("filler", ["hola ", "gracias por todo ", "lorem ipsum "])
def test_an_emergency_at_the_end_of_a_long_message_is_heard(filler: str) -> None:
    assert understand(filler * 250 + "me están asaltando") is Intent.EMERGENCY


@pytest.mark.parametrize(
    ("text", "intent", "reason"),
    [
        ("el señor de la tienda quedó todo golpeado", Intent.EMERGENCY, "a telling word in what nobody understood"),
        ("El Alacrán", Intent.UNKNOWN, "so short an answer may name a place"),
        ("el otro día vimos allá unas llamas", Intent.UNKNOWN, "told of another day"),
        ("muchas gracias por lo del incendio de ayer", Intent.THANKS, "understood otherwise"),
    ],
)
def test_what_nobody_understood_may_still_sound_dangerous(text: str, intent: Intent, reason: str) -> None:
    assert understand(text) is intent, reason
