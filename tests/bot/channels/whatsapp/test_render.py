"""The degrade table: a neutral message in, exact requests out."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.port import OutsideWindow
from bot.channels.split import length, shorten, split
from bot.channels.whatsapp.render import clean_variable, render, unstyled
from civic.message import Choice, Message, Wish

HX = "HX" + "1" * 32
TEMPLATES = {"complaint_status": HX}
YES_NO = (Choice("7.yes", "Sí"), Choice("7.no", "No"))
WHAT = (Choice("a", "Bache"), Choice("b", "Luminaria"), Choice("c", "Fuga"), Choice("d", "Basura", "Recolección"))
HOW = "Puede compartir su ubicación: toque el clip 📎 y elija Ubicación."


def asked(message: Message, *, window_open: bool = True, buttons: bool = True) -> list[dict[str, Any]]:
    parts = render(message, TEMPLATES, window_open=window_open, buttons=buttons)
    return [dict(part.request) for part in parts]


def test_text_goes_as_it_is() -> None:
    assert asked(Message(text="Buenas tardes.")) == [{"body": "Buenas tardes."}]


def test_up_to_three_short_choices_are_buttons_with_the_numbered_text_beside() -> None:
    assert asked(Message(text="¿Es correcto?", choices=YES_NO)) == [
        {
            "body": "¿Es correcto?\n\n1 Sí\n2 No",
            "content": "quick-2",
            "variables": {"1": "¿Es correcto?", "2": "Sí", "3": "7.yes", "4": "No", "5": "7.no"},
        }
    ]


def test_four_choices_are_a_list_whose_rows_may_be_described() -> None:
    assert asked(Message(text="¿Qué sucede?", choices=WHAT)) == [
        {
            "body": "¿Qué sucede?\n\n1 Bache\n2 Luminaria\n3 Fuga\n4 Basura (Recolección)",
            "content": "list-0001",
            "variables": {
                **{"1": "¿Qué sucede?", "2": "Ver opciones", "3": "Bache", "4": "a", "5": "Luminaria", "6": "b"},
                **{"7": "Fuga", "8": "c", "9": "Basura", "10": "d", "11": "Recolección"},
            },
        }
    ]


def test_a_label_too_long_for_a_button_makes_a_list_and_is_told_whole() -> None:
    long = Choice("x", "Fraccionamiento Residencial Los Ángeles", "C.P. 34000")
    (part,) = asked(Message(text="¿Cuál?", choices=(long, Choice("n", "Ninguna"))))
    assert part["content"] == "list-10"
    assert [part["variables"][key] for key in ("3", "4", "5")] == [
        "Fraccionamiento Residen…",
        "x",
        "Fraccionamiento Residencial Los Ángeles. C.P. 34000",
    ]


@pytest.mark.parametrize(
    ("choices", "buttons", "reason"),
    [
        (YES_NO, False, "buttons are switched off"),
        (tuple(Choice(str(n), f"Opción {n}") for n in range(11)), True, "WhatsApp shows ten rows at most"),
        ((Choice("a", "Sí"), Choice("b", "Sí")), True, "WhatsApp refuses two equal titles"),
        ((Choice("x" * 201, "Sí"),), True, "an id has 200 characters at most"),
        ((Choice("a", " "),), True, "a title cannot be blank"),
    ],
)
def test_choices_that_cannot_be_tapped_are_numbered(choices: tuple[Choice, ...], buttons: bool, reason: str) -> None:
    (part,) = asked(Message(text="¿Cuál?", choices=choices), buttons=buttons)
    assert set(part) == {"body"}, reason
    assert part["body"].startswith("¿Cuál?\n\n1")
    assert part["body"].count("\n") == len(choices) + 1


@pytest.mark.parametrize(
    ("text", "language", "expected", "reason"),
    [
        ("¿Dónde está?", "es", f"{HOW} ¿Dónde está?", "the question stays last"),
        ("Gracias. ¿Dónde está?", "es", f"Gracias. {HOW} ¿Dónde está?", "and next to what explains it"),
        ("Mande el lugar.", "es", f"Mande el lugar. {HOW}", "no question: at the end"),
        (
            "Where is it?",
            "en",
            "You can share your location: tap the clip 📎 and choose Location. Where is it?",
            "in the language of the message",
        ),
        ("Ebee tikalo'ob?", "yua", f"{HOW} Ebee tikalo'ob?", "Spanish where we have no words"),
    ],
)
def test_how_to_share_a_place(text: str, language: str, expected: str, reason: str) -> None:
    assert asked(Message(text=text, wish=Wish.PLACE, language=language)) == [{"body": expected}], reason


def test_nobody_is_asked_for_the_number_they_write_from() -> None:
    assert asked(Message(text="¿Su teléfono?", wish=Wish.CONTACT)) == [{"body": "¿Su teléfono?"}]


def test_closed_window_takes_the_template_with_clean_variables() -> None:
    message = Message(text="x", template="complaint_status", values=("DGO-1", " en\n\tobra    ya ", ""))
    assert asked(message, window_open=False) == [
        {"template": HX, "variables": {"1": "DGO-1", "2": "en obra ya", "3": "-"}}
    ]


@pytest.mark.parametrize("template", ["", "not_mapped"])
def test_closed_window_without_a_template_waits(template: str) -> None:
    with pytest.raises(OutsideWindow):
        asked(Message(text="x", template=template), window_open=False)


def test_many_long_values_stay_within_a_template() -> None:
    message = Message(text="x", template="complaint_status", values=tuple("palabra " * 100 for _ in range(8)))
    (part,) = asked(message, window_open=False)
    assert sum(length(value) for value in part["variables"].values()) <= 1024


def test_a_message_needs_text() -> None:
    with pytest.raises(ValueError, match="text"):
        asked(Message(text=" \n"))


def test_long_text_with_buttons_ends_in_the_buttons() -> None:
    text = "\n\n".join(f"Párrafo {n}. " + "Una frase más. " * 30 for n in range(5)) + "\n\n¿Sigue?"
    parts = asked(Message(text=text, choices=YES_NO))
    assert [set(part) for part in parts[:-1]] == [{"body"}] * (len(parts) - 1)
    assert len(parts) > 1
    assert parts[-1]["variables"]["1"].endswith("¿Sigue?")
    assert length(parts[-1]["variables"]["1"]) <= 1024


@pytest.mark.parametrize(
    ("written", "expected", "reason"),
    [
        ("*URGENTE*", "\N{ASTERISK OPERATOR}URGENTE\N{ASTERISK OPERATOR}", "would be bold"),
        ("es _muy_ grave", "es ˍmuyˍ grave", "would be slanted"),
        ("~no~", "\N{TILDE OPERATOR}no\N{TILDE OPERATOR}", "would be struck out"),
        ("```rm```", "{0}rm{0}".format("\N{MODIFIER LETTER GRAVE ACCENT}" * 3), "would be a block of code"),
        ("DGO_2026_000123", "DGO_2026_000123", "a folio stays as it is"),
        ("2 * 3 * 4", "2 * 3 * 4", "so does a sum"),
        ("a*b*c", "a*b*c", "marks inside a word style nothing"),
        ("https://x.mx/a_b_c?d=*", "https://x.mx/a_b_c?d=*", "and an address"),
    ],
)
def test_a_residents_words_cannot_style(written: str, expected: str, reason: str) -> None:
    assert unstyled(written) == expected, reason
    assert asked(Message(text=written)) == [{"body": expected}]
    (part,) = asked(Message(text="¿Cuál?", choices=(Choice("a", written[:20]),)), buttons=False)
    assert part["body"] == f"¿Cuál?\n\n1 {unstyled(written[:20])}"


LONG = st.text(st.sampled_from("aá ñ.\n?!😀 ¿x\t"), max_size=5000)


@given(LONG, st.integers(10, 1600))
def test_pieces_fit_and_lose_nothing_but_space(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert all(0 < length(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "limit", "expected", "reason"),
    [
        ("Uno dos.\n\nTres cuatro.", 16, ["Uno dos.", "Tres cuatro."], "at the paragraph"),
        ("Uno dos tres. Cuatro cinco.", 20, ["Uno dos tres.", "Cuatro cinco."], "at the sentence"),
        ("uno dos tres cuatro", 12, ["uno dos tres", "cuatro"], "at the word"),
        ("x" * 25, 10, ["x" * 10, "x" * 10, "x" * 5], "anywhere when there is no pause"),
        ("😀" * 6, 10, ["😀" * 5, "😀"], "an emoji counts double and is not cut through"),
        ("corto", 10, ["corto"], "nothing to do"),
        ("  ", 10, [], "nothing to say"),
    ],
)
def test_split_where_a_reader_would_pause(text: str, limit: int, expected: list[str], reason: str) -> None:
    assert split(text, limit) == expected, reason


@given(LONG, st.integers(2, 60))
def test_a_variable_is_one_short_line(text: str, limit: int) -> None:
    cleaned = clean_variable(text, limit)
    assert 0 < length(cleaned) <= limit
    assert cleaned == " ".join(cleaned.split())
    assert length(shorten(text, limit)) <= limit


def test_a_long_question_over_a_long_list_can_be_said_in_words_too() -> None:
    choices = tuple(Choice(str(n), f"Colonia número {n}", "x" * 72) for n in range(10))
    parts = asked(Message(text="Una frase larga. " * 58, choices=choices))
    assert "content" in parts[-1]
    assert [part for part in parts if length(part["body"]) > 1600] == []


WORDS = st.text(st.sampled_from("abñ ¿?é"), min_size=1, max_size=90)
CHOICES = st.lists(st.builds(Choice, token=WORDS, label=WORDS, detail=st.one_of(st.just(""), WORDS)), max_size=13)


@given(st.one_of(WORDS.filter(str.strip), st.just("Una frase larga. " * 58)), CHOICES, st.booleans())
def test_whatever_is_asked_keeps_the_limits_and_can_be_stored(text: str, choices: list[Choice], buttons: bool) -> None:
    for part in asked(Message(text=text, choices=tuple(choices)), buttons=buttons):
        assert json.loads(json.dumps(part)) == part
        assert length(part["body"]) <= 1600
        assert all(part.get("variables", {"1": "x"}).values()), "the vendor refuses an empty variable"


def test_a_buttons_detail_is_said_in_the_text() -> None:
    choices = (Choice("a", "Sí"), Choice("b", "Sí, anónimo", "El personal no ve su número"))
    [part] = render(Message(text="¿Es correcto?", choices=choices), {}, window_open=True, buttons=True)
    assert part.request["variables"]["1"] == "¿Es correcto?\nSí, anónimo: El personal no ve su número"
