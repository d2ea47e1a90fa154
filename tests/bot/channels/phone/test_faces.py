from collections.abc import Sequence
from typing import Any

import pytest

from bot.channels.phone.faces import Face, parts
from bot.channels.port import OutsideWindow
from civic.message import Choice, Message, Wish


def choices(count: int, detail: str = "") -> tuple[Choice, ...]:
    return tuple(Choice(f"t{number}", f"Opción {number}", detail) for number in range(1, count + 1))


def buttons(count: int) -> list[dict[str, str]]:
    return [{"token": f"t{number}", "label": f"Opción {number}"} for number in range(1, count + 1)]


def rows(count: int) -> dict[str, Any]:
    return {"label": "Ver opciones", "rows": [{**button, "detail": ""} for button in buttons(count)]}


def requests(face: Face, message: Message, *, window_open: bool = True) -> Sequence[Any]:
    return [part.request for part in parts(face, message, window_open=window_open)]


NUMBERED = "¿Cuál?\n\n" + "\n".join(f"{number} Opción {number}" for number in range(1, 12))
PLACE_KEY = {"does": "place", "label": "Enviar mi ubicación"}
CONTACT_KEY = {"does": "contact", "label": "Compartir mi número"}
HOW = "Para enviar su ubicación, toque el clip y elija Ubicación.\n\n¿Dónde?"


@pytest.mark.parametrize(
    ("message", "request_", "reason"),
    [
        (Message(text="Hola"), {"text": "Hola"}, "words only"),
        (
            Message(text="¿Cuál?", choices=choices(2)),
            {"text": "¿Cuál?", "buttons": buttons(2)},
            "buttons under the bubble",
        ),
        (Message(text="¿Cuál?", choices=choices(11)), {"text": "¿Cuál?", "buttons": buttons(11)}, "however many"),
        (
            Message(text="¿Cuál?", choices=choices(1, "la de siempre")),
            {"text": "¿Cuál?", "buttons": [{"token": "t1", "label": "Opción 1 · la de siempre"}]},
            "a short detail stands on the button",
        ),
        (
            Message(text="¿Cuál?", choices=choices(1, "la que está junto al mercado")),
            {"text": "¿Cuál?\n\nOpción 1: la que está junto al mercado", "buttons": buttons(1)},
            "a longer one goes into the words",
        ),
        (
            Message(text="¿Dónde?", wish=Wish.PLACE),
            {"text": "¿Dónde?", "keyboard": [PLACE_KEY]},
            "a place is one key away",
        ),
        (
            Message(text="¿Número?", wish=Wish.CONTACT),
            {"text": "¿Número?", "keyboard": [CONTACT_KEY]},
            "so is a number",
        ),
        (
            Message(text="¿Dónde?", wish=Wish.PLACE, choices=choices(1)),
            {"text": "¿Dónde?", "keyboard": [PLACE_KEY, {"does": "text", "label": "Opción 1"}]},
            "one message holds a keyboard or buttons: choices join the keyboard",
        ),
        (Message(text="Gracias", closes_keyboard=True), {"text": "Gracias", "keyboard": []}, "the keyboard goes away"),
        (
            Message(text="¿Cuál?", closes_keyboard=True, choices=choices(1)),
            {"text": "¿Cuál?", "keyboard": [{"does": "text", "label": "Opción 1"}]},
            "the old keyboard makes room for the choices",
        ),
    ],
)
def test_telegram(message: Message, request_: Any, reason: str) -> None:
    assert requests(Face.TELEGRAM, message) == [request_], reason


@pytest.mark.parametrize(
    ("message", "request_", "reason"),
    [
        (Message(text="Hola"), {"text": "Hola"}, "words only"),
        (
            Message(text="¿Cuál?", choices=choices(3)),
            {"text": "¿Cuál?", "buttons": buttons(3)},
            "up to three quick replies",
        ),
        (
            Message(text="¿Cuál?", choices=choices(1, "la de siempre")),
            {"text": "¿Cuál?\n\nOpción 1: la de siempre", "buttons": buttons(1)},
            "a quick reply has no room for a detail",
        ),
        (Message(text="¿Cuál?", choices=choices(4)), {"text": "¿Cuál?", "list": rows(4)}, "from four on a list"),
        (Message(text="¿Cuál?", choices=choices(10)), {"text": "¿Cuál?", "list": rows(10)}, "of at most ten rows"),
        (Message(text="¿Cuál?", choices=choices(11)), {"text": NUMBERED}, "more than ten only as numbered text"),
        (Message(text="¿Dónde?", wish=Wish.PLACE), {"text": HOW}, "no key for a place: say where it is found"),
        (Message(text="¿Número?", wish=Wish.CONTACT), {"text": "¿Número?"}, "the number is known already"),
        (Message(text="Gracias", closes_keyboard=True), {"text": "Gracias"}, "there is no keyboard to take away"),
    ],
)
def test_whatsapp(message: Message, request_: Any, reason: str) -> None:
    assert requests(Face.WHATSAPP, message) == [request_], reason


@pytest.mark.parametrize(
    ("face", "message", "request_"),
    [
        (
            Face.TELEGRAM,
            Message(text="Where?", wish=Wish.PLACE, language="en"),
            {"text": "Where?", "keyboard": [{"does": "place", "label": "Send my location"}]},
        ),
        (
            Face.TELEGRAM,
            Message(text="Where?", wish=Wish.PLACE, wish_label="Pin it", language="en"),
            {"text": "Where?", "keyboard": [{"does": "place", "label": "Pin it"}]},
        ),
        (
            Face.WHATSAPP,
            Message(text="Where?", wish=Wish.PLACE, language="en-US"),
            {"text": "To send your location, tap the clip and choose Location.\n\nWhere?"},
        ),
        (
            Face.WHATSAPP,
            Message(text="Which?", choices=choices(4), language="en"),
            {"text": "Which?", "list": {**rows(4), "label": "See options"}},
        ),
    ],
)
def test_own_words_are_in_the_language_of_the_message(face: Face, message: Message, request_: Any) -> None:
    assert requests(face, message) == [request_]


def test_after_24_hours_whatsapp_says_approved_templates_only() -> None:
    with pytest.raises(OutsideWindow):
        parts(Face.WHATSAPP, Message(text="Hola"), window_open=False)
    approved = Message(text="Su folio avanzó.", choices=choices(1), template="folio_avance")
    assert requests(Face.WHATSAPP, approved, window_open=False) == [{"text": "Su folio avanzó.\n\n1 Opción 1"}]


@pytest.mark.parametrize("face", list(Face))
@pytest.mark.parametrize(
    ("message", "expected", "reason"),
    [
        (Message(text="¿Es este?", photo="x"), [{"photo": "x", "text": "¿Es este?"}], "above the words, in one bubble"),
        (
            Message(text="¿Es este?", photo="x", choices=choices(2)),
            [{"photo": "x", "text": "¿Es este?", "buttons": buttons(2)}],
            "with the buttons below",
        ),
    ],
)
def test_a_photo(face: Face, message: Message, expected: Any, reason: str) -> None:
    assert requests(face, message) == expected, reason


@pytest.mark.parametrize("face", list(Face))
def test_the_photo_of_a_long_text_stands_above_its_first_piece(face: Face) -> None:
    said = requests(face, Message(text="Una frase del reglamento. " * 400, photo="x"))
    assert ["photo" in one for one in said] == [True] + [False] * (len(said) - 1)


def test_a_template_carries_no_photo() -> None:
    approved = Message(text="Su folio avanzó.", photo="x", template="folio_avance")
    assert requests(Face.WHATSAPP, approved, window_open=False) == [{"text": "Su folio avanzó."}]


def test_telegram_knows_no_window() -> None:
    assert requests(Face.TELEGRAM, Message(text="Hola"), window_open=False) == [{"text": "Hola"}]


@pytest.mark.parametrize(("face", "limit"), [(Face.TELEGRAM, 4096), (Face.WHATSAPP, 1500)])
def test_a_long_text_goes_out_in_pieces_with_the_buttons_under_the_last(face: Face, limit: int) -> None:
    said = requests(face, Message(text="Una frase del reglamento. " * 400, choices=choices(2)))
    assert len(said) > 1
    assert all(len(one["text"]) <= limit for one in said)
    assert ["buttons" in one for one in said] == [False] * (len(said) - 1) + [True]
