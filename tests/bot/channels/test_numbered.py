import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.numbered import numbered, split
from civic.message import Choice, Message

YES, NO = Choice("y", "Sí"), Choice("n", "Corregir", "Cambiar un dato")


@pytest.mark.parametrize(
    ("message", "text", "reason"),
    [
        (Message(text="Hola."), "Hola.", "nothing to choose: the words as they are"),
        (
            Message(text="¿Es correcto?", choices=(YES,)),
            "¿Es correcto?\n\n1 Sí",
            "the number comes first: it is what one types",
        ),
        (
            Message(text="¿Es correcto?", choices=(YES, NO)),
            "¿Es correcto?\n\n1 Sí\n2 Corregir: Cambiar un dato",
            "details are kept",
        ),
    ],
)
def test_numbered(message: Message, text: str, reason: str) -> None:
    assert numbered(message) == text, reason


@pytest.mark.parametrize(
    ("text", "limit", "pieces", "reason"),
    [
        ("", 10, [""], "an empty text is one empty piece, never none"),
        ("corto", 10, ["corto"], "what fits stays whole"),
        ("uno dos\n\ntres", 10, ["uno dos", "tres"], "at a paragraph first"),
        ("uno. dos tres", 10, ["uno. dos", "tres"], "a sentence end in the first half would leave a crumb"),
        ("Uno dos. Tres cuatro", 12, ["Uno dos.", "Tres cuatro"], "the full stop stays with its sentence"),
        ("abcdefghijkl", 5, ["abcde", "fghij", "kl"], "one long word is cut where it must be"),
    ],
)
def test_split(text: str, limit: int, pieces: list[str], reason: str) -> None:
    assert split(text, limit) == pieces, reason


@given(st.text(alphabet="abc .\nñ", max_size=400), st.integers(min_value=4, max_value=60))
def test_split_keeps_every_letter_in_order_within_the_limit(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert all(len(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())
