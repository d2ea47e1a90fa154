"""The degrade table, row by row: a message in, the exact requests out."""

from typing import Any

import pytest

from bot.channels.port import Part
from bot.channels.telegram.render import GROUP_MARKUP, for_address, parts
from civic.message import Choice, Message, Wish

NO_PREVIEW = {"link_preview_options": {"is_disabled": True}}
YES, NO = Choice("1:si", "Sí"), Choice("1:no", "No")
LATER = Choice("1:luego", "Prefiero decirlo luego")
WHERE = {"text": "📍 Enviar mi ubicación", "request_location": True}
NUMBER = {"text": "📱 Compartir mi número", "request_contact": True}


def inline(*rows: list[tuple[str, str]]) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": label, "callback_data": token} for label, token in row] for row in rows]}


def keyboard(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"keyboard": list(rows), "resize_keyboard": True, "one_time_keyboard": True}


YES_NO = inline([("Sí", "1:si"), ("No", "1:no")])

CASES = [
    ("words", Message(text="Gracias."), {"text": "Gracias."}),
    ("marks stay words: there is no parse mode", Message(text="<b>*x*</b>"), {"text": "<b>*x*</b>"}),
    (
        "short choices, two a row",
        Message(text="¿Es anónima?", choices=(YES, NO)),
        {"text": "¿Es anónima?", "reply_markup": YES_NO},
    ),
    (
        "three short ones: the last row has one",
        Message(text="¿Cuál?", choices=(YES, NO, Choice("1:x", "No sé"))),
        {"text": "¿Cuál?", "reply_markup": inline([("Sí", "1:si"), ("No", "1:no")], [("No sé", "1:x")])},
    ),
    (
        "one long label puts all one a row",
        Message(text="¿Cuál?", choices=(YES, LATER)),
        {"text": "¿Cuál?", "reply_markup": inline([("Sí", "1:si")], [("Prefiero decirlo luego", "1:luego")])},
    ),
    (
        "a detail that fits stands on the button: two places of one name can be told apart",
        Message(text="¿Cuál?", choices=(Choice("a", "Juárez", "C.P. 34000"), Choice("b", "Juárez", "C.P. 34100"))),
        {"text": "¿Cuál?", "reply_markup": inline([("Juárez · C.P. 34000", "a")], [("Juárez · C.P. 34100", "b")])},
    ),
    (
        "a detail too long for a button moves all details into the text",
        Message(
            text="¿De qué se trata?",
            choices=(
                Choice("a", "Pavimento", "Baches, hundimientos y topes sin pintar"),
                Choice("b", "Otro", "Lo demás"),
            ),
        ),
        {
            "text": "¿De qué se trata?\n\nPavimento: Baches, hundimientos y topes sin pintar\nOtro: Lo demás",
            "reply_markup": inline([("Pavimento", "a"), ("Otro", "b")]),
        },
    ),
    (
        "a choice without a detail is not said twice",
        Message(
            text="¿Es correcto?",
            choices=(YES, Choice("b", "Sin nombre", "El personal no ve su número")),
            closes_keyboard=True,
        ),
        {
            "text": "¿Es correcto?\n\nSin nombre: El personal no ve su número",
            "reply_markup": keyboard([{"text": "Sí"}, {"text": "Sin nombre"}]),
            GROUP_MARKUP: inline([("Sí", "1:si"), ("Sin nombre", "b")]),
        },
    ),
    (
        "labels that repeat keep a long detail on the button, for nothing else tells them apart",
        Message(
            text="¿Cuál?",
            choices=(
                Choice("a", "Juárez", "Colonia, C.P. 34000, zona norte de la ciudad"),
                Choice("b", "Juárez", "Ejido"),
            ),
        ),
        {
            "text": "¿Cuál?\n\nJuárez: Colonia, C.P. 34000, zona norte de la ciudad\nJuárez: Ejido",
            "reply_markup": inline(
                [("Juárez · Colonia, C.P. 34000, zona norte de la ciudad", "a")], [("Juárez · Ejido", "b")]
            ),
        },
    ),
    (
        "and never go onto a keyboard, where a tap would type what both say",
        Message(
            text="¿Cuál?",
            closes_keyboard=True,
            choices=(Choice("a", "Juárez", "Colonia"), Choice("b", "Juárez", "Ejido")),
        ),
        {"text": "¿Cuál?", "reply_markup": inline([("Juárez · Colonia", "a")], [("Juárez · Ejido", "b")])},
    ),
    (
        "a wish for a place",
        Message(text="¿Dónde?", wish=Wish.PLACE),
        {"text": "¿Dónde?", "reply_markup": keyboard([WHERE]), GROUP_MARKUP: None},
    ),
    (
        "a wish for a number",
        Message(text="¿Su número?", wish=Wish.CONTACT),
        {"text": "¿Su número?", "reply_markup": keyboard([NUMBER]), GROUP_MARKUP: None},
    ),
    (
        "the button says what the flow gave it to say",
        Message(text="¿Dónde vive?", wish=Wish.PLACE, wish_label="📍 Aquí vivo"),
        {
            "text": "¿Dónde vive?",
            "reply_markup": keyboard([{"text": "📍 Aquí vivo", "request_location": True}]),
            GROUP_MARKUP: None,
        },
    ),
    (
        "else it speaks the resident's language",
        Message(text="Where is it?", wish=Wish.PLACE, language="en-US"),
        {
            "text": "Where is it?",
            "reply_markup": keyboard([{"text": "📍 Send my location", "request_location": True}]),
            GROUP_MARKUP: None,
        },
    ),
    (
        "and Spanish to who speaks neither",
        Message(text="¿Dónde?", wish=Wish.PLACE, language="nah"),
        {"text": "¿Dónde?", "reply_markup": keyboard([WHERE]), GROUP_MARKUP: None},
    ),
    (
        "a wish and choices are offered together; in a group the choices alone",
        Message(text="¿Dónde?", wish=Wish.PLACE, choices=(YES, NO)),
        {
            "text": "¿Dónde?",
            "reply_markup": keyboard([WHERE], [{"text": "Sí"}, {"text": "No"}]),
            GROUP_MARKUP: YES_NO,
        },
    ),
    (
        "the keyboard is taken away",
        Message(text="Listo.", closes_keyboard=True),
        {"text": "Listo.", "reply_markup": {"remove_keyboard": True}},
    ),
    (
        "choices take the old keyboard's place",
        Message(text="¿Es anónima?", closes_keyboard=True, choices=(YES, NO)),
        {"text": "¿Es anónima?", "reply_markup": keyboard([{"text": "Sí"}, {"text": "No"}]), GROUP_MARKUP: YES_NO},
    ),
    (
        "a detail has no room on a keyboard, so it is in the text",
        Message(text="¿Dónde?", wish=Wish.PLACE, choices=(Choice("a", "Saltar", "lo digo luego"),)),
        {
            "text": "¿Dónde?\n\nSaltar: lo digo luego",
            "reply_markup": keyboard([WHERE], [{"text": "Saltar"}]),
            GROUP_MARKUP: inline([("Saltar", "a")]),
        },
    ),
]


@pytest.mark.parametrize(("message", "request_"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_message_becomes_this_request(message: Message, request_: dict[str, Any]) -> None:
    (part,) = parts(message)
    assert part.request == {**request_, **NO_PREVIEW}


def test_a_long_text_becomes_several_with_the_buttons_under_the_last() -> None:
    first, last = parts(Message(text="x" * 3000 + "\n\n" + "y" * 3000, choices=(YES, NO)))
    assert first.request == {"text": "x" * 3000, **NO_PREVIEW}
    assert last.request == {"text": "y" * 3000, "reply_markup": YES_NO, **NO_PREVIEW}


REFUSED = [
    ("no words", Message(text=" \n")),
    ("a token over 64 bytes", Message(text="¿?", choices=(Choice("ñ" * 33, "Sí"),))),
    ("a token of nothing", Message(text="¿?", choices=(Choice("", "Sí"),))),
    ("a label of nothing", Message(text="¿?", choices=(Choice("a", " "),))),
    ("more buttons than Telegram shows", Message(text="¿?", choices=tuple(Choice(str(n), "x") for n in range(101)))),
]


@pytest.mark.parametrize("message", [case[1] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_telegram_would_never_take_is_refused_loudly(message: Message) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parts(message)


def test_a_token_of_exactly_64_bytes_is_taken() -> None:
    (part,) = parts(Message(text="¿?", choices=(Choice("ñ" * 32, "Sí"),)))
    assert part.request["reply_markup"] == inline([("Sí", "ñ" * 32)])


PART = Part({"text": "¿Dónde?", "reply_markup": keyboard([WHERE]), GROUP_MARKUP: None})
BOTH = Part({"text": "¿Dónde?", "reply_markup": keyboard([WHERE]), GROUP_MARKUP: YES_NO})
PLAIN = Part({"text": "¿Sí?", "reply_markup": YES_NO})

ADDRESSED = [
    ("a private chat gets the keyboard", PART, 7, {"text": "¿Dónde?", "reply_markup": keyboard([WHERE])}),
    ("a group has no place button", PART, -7, {"text": "¿Dónde?"}),
    ("a group gets the choices under the text", BOTH, -7, {"text": "¿Dónde?", "reply_markup": YES_NO}),
    ("buttons under the text are the same everywhere", PLAIN, -7, {"text": "¿Sí?", "reply_markup": YES_NO}),
]


@pytest.mark.parametrize(("part", "to", "request_"), [case[1:] for case in ADDRESSED], ids=[c[0] for c in ADDRESSED])
def test_an_address_gets_what_it_can_show(part: Part, to: int, request_: dict[str, Any]) -> None:
    assert for_address(part, to) == request_
