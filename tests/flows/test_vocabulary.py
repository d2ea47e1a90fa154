"""Numbers and words that name one of the offered things."""

import pytest

from civic.spanish import fold
from flows.vocabulary import Vocabulary, number_of

NUMBERS = [
    ("2", 2),
    ("2️⃣", 2),
    ("dos", 2),
    ("la dos", 2),
    ("el 2", 2),
    ("opción 2", 2),
    ("la segunda", 2),
    ("2)", 2),
    ("10", 10),
    ("0", 0),
    ("11", 0),
    ("20 de noviembre", 0),
    ("dos perros", 0),
    ("5 de mayo", 0),
    ("", 0),
    ("la", 0),
]


@pytest.mark.parametrize(("typed", "number"), NUMBERS)
def test_number_of(typed: str, number: int) -> None:
    assert number_of(fold(typed)) == number


WORDS = Vocabulary.of(
    [
        ("street", ["Bache o banqueta"], ["bache", "hoyo"]),
        ("light", ["Alumbrado"], ["luz", "lámpara", "a oscuras"]),
        ("waste", ["Basura o baldío"], ["basura", "camión de la basura"]),
        ("work", ["Obra pública"], ["obra"]),
        ("other", ["Otro asunto"], ["otro", "no"]),
    ]
)
SPOTS = [
    ("hay un bache", True, "street", "one word"),
    ("muchos baches y hoyos sin luz", True, "street", "two words beat one"),
    ("no hay luz y la calle está a oscuras", True, "light", "two signs"),
    ("basura y luz", True, "waste", "even: the first named"),
    ("la luz y la basura", True, "light", "even: the first named"),
    ("no pasa el camión de la basura", True, "waste", "a phrase of several words"),
    ("la banqueta", True, "street", "part of the label, as an answer"),
    ("la banqueta", False, "", "part of a label is no sign in a sentence about something else"),
    ("no", True, "", "a bare no inside a sentence is no sign"),
    ("nada de eso", True, "", ""),
    ("", True, "", ""),
]


@pytest.mark.parametrize(("typed", "answering", "option", "why"), SPOTS)
def test_spot(typed: str, answering: bool, option: str, why: str) -> None:
    assert WORDS.spot(fold(typed), answering=answering) == option, why


def test_exact_words() -> None:
    assert WORDS.named("no") == "other"
    assert WORDS.named(fold("Obra Pública")) == "work"
    assert WORDS.named("obras") == ""
