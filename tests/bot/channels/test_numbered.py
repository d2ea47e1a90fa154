import pytest

from bot.channels.numbered import numbered
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
        (
            Message(text="¿Cuáles?", choices=(Choice("a", "1 Luz", bare=True), Choice("b", "2 Agua", bare=True), YES)),
            "¿Cuáles?\n\n1 Luz\n2 Agua\n3 Sí",
            "a label that begins with its number gets no second one",
        ),
        (
            Message(text="¿Cuántos?", choices=(Choice("s", "Prefiero no decir", bare=True),)),
            "¿Cuántos?\n\nPrefiero no decir",
            "a typed 1 is an answer, not this",
        ),
    ],
)
def test_numbered(message: Message, text: str, reason: str) -> None:
    assert numbered(message) == text, reason
