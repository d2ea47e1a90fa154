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
    ],
)
def test_numbered(message: Message, text: str, reason: str) -> None:
    assert numbered(message) == text, reason
