"""Sí, a medias y no are one tap on WhatsApp, where a message has three buttons; no sé is written."""

import pytest

from bot.channels.phone import faces
from bot.channels.scarce import with_few_buttons
from bot.channels.whatsapp.render import render
from civic.message import Choice, Message

VOTE = tuple(Choice(f"t:{label}", label, typed=label == "No sé") for label in ("Sí", "A medias", "No", "No sé"))
PLAIN = tuple(Choice(f"t:{n}", f"Opción {n}") for n in range(4))


@pytest.mark.parametrize(
    ("choices", "left", "why"),
    [
        (VOTE, 3, "the fourth is written"),
        (VOTE[:3], 3, "nothing is too many"),
        (PLAIN, 4, "all of them want a button: a list"),
        ((*VOTE, *PLAIN), 8, "too many even so"),
        ((), 0, "none"),
    ],
)
def test_what_may_be_written_makes_room(choices: tuple[Choice, ...], left: int, why: str) -> None:
    message = with_few_buttons(Message(text="¿Ya quedó?", choices=choices), 3)
    assert len(message.choices) == left, why
    assert ("O escriba: No sé." in message.text) is (left != len(choices))


def test_both_faces_of_whatsapp_show_three_buttons_and_telegram_four() -> None:
    message = Message(text="¿Ya quedó?", choices=VOTE)
    [part] = render(message, {}, window_open=True, buttons=True)
    assert part.request["content"] == "quick-3"
    assert "O escriba: No sé." in part.request["variables"]["1"]
    [drawn] = faces.parts(faces.Face.WHATSAPP, message, window_open=True)
    assert [button["label"] for button in drawn.request["buttons"]] == ["Sí", "A medias", "No"]
    [drawn] = faces.parts(faces.Face.TELEGRAM, message, window_open=True)
    assert len(drawn.request["buttons"]) == 4
