"""What residents answer to questionnaires: several of some options, options in order, a step of a scale, how many."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic.message import MediaKind
from flows.check import check
from flows.form import flow_from
from flows.player import play
from flows.transcript import read_transcript
from tests.flows.resident import HERE, PHOTO, VOICE, Resident
from tests.flows.survey import (
    CHOICES,
    COMMENT,
    FLOW,
    NONE,
    NUMBER,
    PLACE,
    PROBLEMS,
    RANKING,
    REVIEW,
    SAFE,
    SCALE,
    asked,
    survey,
)

SEC, LIG, STR, PAR, WAT = "security", "light", "street", "parks", "water"
ALL = [SEC, LIG, STR, PAR, WAT]
FREE = {**CHOICES, "most": 0}
WITH_NONE = {**FREE, "options": [*PROBLEMS, NONE]}
SKIPPED = {**FREE, "optional": True, "skip": "Prefiero no decir"}
NOT_ASKED_AGAIN = "comment"


def says_all(ana: Resident, *said: str) -> str:
    """Words, or a button in brackets, one after the other; the last reply."""
    reply = ""
    for words in said:
        reply = ana.presses(words[1:-1]) if words.startswith("[") else ana.says(words)
    return reply


def so_far(ana: Resident, question_id: str) -> list[str]:
    """What was chosen, while the question is open."""
    note = ana.session.talk.heard.get(question_id) if ana.session.talk else None
    return list(note.get("chosen", [])) if isinstance(note, dict) else []


# Several options

ANSWERED = [
    # what is said, one after the other; the answer; why
    (["1, 3 y 5"], [SEC, STR, WAT], "numbers"),
    (["1 3 5"], [SEC, STR, WAT], "numbers without commas"),
    (["5,1"], [SEC, WAT], "in the order of the options, whatever order they come in"),
    (["1.3.5"], [SEC, STR, WAT], "dots"),
    (["1-3-5"], [SEC, STR, WAT], "dashes between more than two"),
    (["1️⃣ y 2️⃣"], [SEC, LIG], "keys drawn as signs"),
    (["OPCIONES 1 Y 4"], [SEC, PAR], "capitals"),
    (["No. 3 y No. 4"], [STR, PAR], "the abbreviation of *number* is not a no"),
    (["uno y sinco"], [SEC, WAT], "a number by ear"),
    (["la primera y la última"], [SEC, WAT], "by place"),
    (["2da y 4ta"], [LIG, PAR], "by place, abbreviated"),
    (["del 1 al 3"], [SEC, LIG, STR], "from, to"),
    (["las dos primeras"], [SEC, LIG], "how many of the first"),
    (["las ultimas 2 porfa"], [PAR, WAT], "how many of the last"),
    (["seguridad, agua"], [SEC, WAT], "names"),
    (["Seguridad y calles y banquetas"], [SEC, STR], "a name with *y* in it"),
    (["ALUMBRADO Y BACHES"], [LIG, STR], "words of the options; they would be a complaint elsewhere"),
    (["segiridad y alunbrado"], [SEC, LIG], "slips of the finger"),
    (["seguriad, alumrado, pabimneto"], [SEC, LIG, STR], "letters left out and swapped"),
    (["parkes, banketas y aguapotable"], [STR, PAR, WAT], "by ear, letters swapped, run together"),
    (["pues yo creo que la luz y los baches, señorita"], [LIG, STR], "older people say more"),
    (["hace falta luz y agua"], [LIG, WAT], "in the words of the question"),
    (["1 y 2 gracias"], [SEC, LIG], "thanks beside it"),
    (["hola buenas tardes, 1 y 2"], [SEC, LIG], "a greeting beside it"),
    (["1 seguridad, 2 agua, 3 luz"], [SEC, LIG, WAT], "their own numbers before names"),
    (["todas"], ALL, "all"),
    (["TODAAAS"], ALL, "all, shouted"),
    (["todas las anteriores"], ALL, "*anteriores* goes back elsewhere"),
    (["todas menos la 2 y la 3"], [SEC, PAR, WAT], "all but two"),
    (["todas sin los baches"], [SEC, LIG, PAR, WAT], "all but one, by name"),
    (["solo la 2"], [LIG], "only one"),
    (["nomás la seguridad"], [SEC], "only one"),
    (["la 2 y ya"], [LIG], "one, and that is all"),
    (["2", "listo"], [LIG], "one at a time"),
    (["1", "3", "5", "ya es todo gracias"], [SEC, STR, WAT], "one message for each"),
    (["seguridad", "no"], [SEC], "no more"),
    (["seguridad", "ok"], [SEC], "what was said back is right"),
    (["seguridad", "👍"], [SEC], "the same, drawn"),
    (["seguridad", "siguiente"], [SEC], "on to the next question"),
    (["seguridad", "terminé"], [SEC], "would cancel elsewhere"),
    (["seguridad", "saltar"], [SEC], "nothing is lost"),
    (["seguridad", "ninguna más"], [SEC], ""),
    (["1", "1 y 3"], [SEC, STR], "said again, with more"),
    (["[1 Seguridad]", "[3 Calles y banquetas]", "[Listo]"], [SEC, STR], "pressed"),
    (["[1 Seguridad]", "[2 Alumbrado]", "[1 Seguridad]", "[Listo]"], [LIG], "a second press takes it out"),
    (["[2 Alumbrado]", "quite la 2", "1", "listo"], [SEC], "taken out in words"),
    (["1", "6"], [SEC], "the number of the button *Listo*, in a list of text"),
    (["1", "3", "solo la 2"], [LIG], "instead of what was chosen"),
]


@pytest.mark.parametrize(("said", "answer", "why"), ANSWERED, ids=[" > ".join(row[0]) for row in ANSWERED])
def test_several_options(said: list[str], answer: list[str], why: str) -> None:
    ana = asked(FREE, COMMENT)
    says_all(ana, *said)
    assert ana.answers.get("problems") == answer, why
    assert ana.open == NOT_ASKED_AGAIN


SAID_BACK = [
    # what is said; what is chosen so far; why it is not an answer yet
    (["2"], [LIG], "one alone may have others after it"),
    (["seguridad"], [SEC], "the same, by name"),
    (["1 Seguridad"], [SEC], "what a keyboard types for a button"),
    (["2", "2"], [LIG], "said twice is not taken back: only a press is"),
    (["2", "4"], [LIG, PAR], "more may follow"),
    (["1-3"], [SEC, STR], "may be two or three"),
    (["135"], [SEC, STR, WAT], "run together"),
    (["la 2 porque está muy oscuro"], [LIG], "with a reason"),
    (["la 1 o la 3"], [SEC, STR], "not decided"),
    (["1 y luz"], [SEC, LIG], "a number before a name may be its own"),
    (["la 2, bola de rateros"], [LIG], "furious, and still an answer"),
    (["sin luz, sin agua"], [LIG, WAT], "what is missing, not what to leave out"),
    (
        ["ya van 3 veces que se roban los cables de la luz"],
        [SEC, LIG],
        "what was heard of a sentence; *3* counts the times",
    ),
    (["ya fui 2 veces por lo de los baches"], [STR], "the number of times is no option"),
    (["la 2 bola de rateros"], [LIG], "an insult is not what it counts"),
    (["1", "hola"], [SEC], "courtesy loses nothing"),
    (["1", "gracias"], [SEC], "the same"),
    (["1", "no entiendo qué sigue ni qué quieren"], [SEC], "nothing understood, nothing lost"),
    (["1", "todo está mal en este gobierno"], [SEC], "not *all of them*"),
]


@pytest.mark.parametrize(("said", "chosen", "why"), SAID_BACK, ids=[" > ".join(row[0]) for row in SAID_BACK])
def test_what_was_heard_is_said_back(said: list[str], chosen: list[str], why: str) -> None:
    ana = asked(FREE, COMMENT)
    reply = says_all(ana, *said)
    assert so_far(ana, "problems") == chosen, why
    labels = {option["id"]: option["label"] for option in PROBLEMS}
    assert f"Hasta ahora: {', '.join(labels[one] for one in chosen)}." in reply
    assert ana.labels[-1] == "Listo"


NO_ANSWER = [
    # what is said; a sentence in the reply; why
    ("mmm", "Por ejemplo: «1, 3»", "an example first"),
    ("listo", "Por ejemplo: «1, 3»", "nothing was chosen"),
    ("7", "Por ejemplo: «1, 3»", "there is no seventh"),
    ("👍", "Por ejemplo: «1, 3»", "yes is no option"),
    ("no", "Por ejemplo: «1, 3»", "nor is no"),
    ("ninguna", "por dónde empezar", "it cannot be skipped: why it is needed"),
    ("no sé", "por dónde empezar", "the same"),
    ("son unos rateros", "Entiendo la molestia", "furious"),
    ("618 123 4567", "Por ejemplo: «1, 3»", "a telephone number is no list"),
    ("¿y eso para qué?", "Por ejemplo: «1, 3»", "a question back"),
    ("quite la 2", "Puede elegir varias", "nothing to take out"),
    ("hola", "Aquí sigo", "courtesy"),
]


@pytest.mark.parametrize(("said", "sentence", "why"), NO_ANSWER)
def test_what_names_no_option_is_no_answer(said: str, sentence: str, why: str) -> None:
    ana = asked(FREE, COMMENT)
    assert sentence in ana.says(said), why
    assert ana.open == "problems"
    assert so_far(ana, "problems") == []


OLDER = {"id": "old", "label": "Personas mayores"}
LEAVING = [
    # question, words, flow that opens
    *((question, "menú", "") for question in (FREE, RANKING, SCALE, NUMBER)),
    *((question, "persona", "talk_to_person") for question in (FREE, RANKING, SCALE, NUMBER)),
    *((question, "cancelar la 2", "") for question in (FREE, RANKING)),
    *((question, "queja", "complain") for question in (FREE, RANKING, SCALE, NUMBER)),
    *((question, "una persona por favor", "talk_to_person") for question in (FREE, RANKING, SCALE)),
    *((question, "quiero hablar con una persona", "talk_to_person") for question in (FREE, RANKING, SCALE, NUMBER)),
]


@pytest.mark.parametrize(("question", "words", "flow"), LEAVING)
def test_words_that_leave_still_leave(question: dict[str, Any], words: str, flow: str) -> None:
    older = {"options": [*PROBLEMS, OLDER]} if "options" in question else {}
    ana = asked({**question, **older}, COMMENT)
    ana.says(words)
    assert (ana.session.talk.flow if ana.session.talk else "") == flow


def test_what_was_chosen_waits_for_the_resident() -> None:
    ana = asked(FREE, COMMENT)
    says_all(ana, "[2 Alumbrado]", "menú")
    assert ana.labels[0] == "Seguir consulta"
    reply = ana.says("continuar")
    assert "Hasta ahora: Alumbrado." in reply
    assert reply.endswith("¿Qué hace falta en su colonia?"), "asked again, because something else came between"
    assert "¿Qué hace falta" not in ana.presses("5 Agua potable"), "not with every press"
    ana.presses("Listo")
    assert ana.answers["problems"] == [LIG, WAT]


def test_cancelling_asks_before_it_erases_what_was_chosen() -> None:
    ana = asked(FREE, COMMENT)
    says_all(ana, "2", "cancelar")
    assert ana.open == "@cancel"
    ana.says("no")
    assert so_far(ana, "problems") == [LIG]


LIMITED = [
    # what is said; the answer, or what is chosen so far; whether *Listo* is shown; why
    (["1, 2 y 3"], [SEC, LIG, STR], None, "just as many as allowed"),
    (["1,2,3,4"], [SEC, LIG, STR, PAR], False, "one too many: nothing is lost"),
    (["todas"], ALL, False, "two too many"),
    (["1,2,3,4", "1, 2 y 4"], [SEC, LIG, PAR], None, "said again with fewer"),
    (["1,2,3,4", "[2 Alumbrado]"], [SEC, STR, PAR], True, "one taken out"),
    (["1,2,3,4", "quite la 1"], [LIG, STR, PAR], True, "one taken out in words"),
    (["1,2,3,4", "[2 Alumbrado]", "[Listo]"], [SEC, STR, PAR], None, "and done"),
    (["1", "2", "3", "4"], [SEC, LIG, STR, PAR], False, "one too many, one by one"),
    (["1,2,3,4", "listo"], [SEC, LIG, STR, PAR], False, "not before one is taken out"),
]


@pytest.mark.parametrize(("said", "chosen", "done", "why"), LIMITED, ids=[" > ".join(row[0]) for row in LIMITED])
def test_at_most_so_many(said: list[str], chosen: list[str], done: bool | None, why: str) -> None:
    ana = asked(CHOICES, COMMENT)
    reply = says_all(ana, *said)
    if done is None:
        assert ana.answers["problems"] == chosen, why
        return
    assert so_far(ana, "problems") == chosen, why
    assert ("Listo" in ana.labels) is done
    assert ("Se pueden elegir hasta 3" in reply) is not done
    assert "Seguridad" in reply or "Alumbrado" in reply


def test_at_least_so_many() -> None:
    ana = asked({**CHOICES, "fewest": 2}, COMMENT)
    assert "Elija al menos 2. Puede elegir hasta 3" in ana.shown[-1].text
    assert "Hasta ahora: Seguridad. Elija al menos 2." in ana.presses("1 Seguridad")
    assert "Listo" not in ana.labels
    assert "Elija al menos 2." in ana.says("listo")
    ana.presses("2 Alumbrado")
    ana.presses("Listo")
    assert ana.answers["problems"] == [SEC, LIG]


HINTS = [
    (CHOICES, {"most": 0}, "Puede elegir varias: "),
    (CHOICES, {"most": 3}, "Puede elegir hasta 3: "),
    (CHOICES, {"most": 3, "fewest": 2}, "Elija al menos 2. Puede elegir hasta 3: "),
    (CHOICES, {"most": 2, "fewest": 2}, "Elija 2: toque una por una, o escriba sus números."),
    (RANKING, {"most": 0}, "Toque una por una, empezando"),
    (RANKING, {"most": 0, "fewest": 5}, "Toque una por una, empezando"),
    (RANKING, {"most": 0, "fewest": 3}, "Elija al menos 3. Toque una por una, empezando"),
    (RANKING, {"most": 3}, "Elija hasta 3: toque una por una, empezando"),
    (RANKING, {"most": 3, "fewest": 3}, "Elija 3: toque una por una, empezando"),
]


@pytest.mark.parametrize(("question", "limits", "hint"), HINTS)
def test_it_is_said_how_many(question: dict[str, Any], limits: dict[str, int], hint: str) -> None:
    text = asked({**question, **limits}, COMMENT).shown[-1].text
    assert text.startswith(hint)
    assert text.endswith(question["ask"]), "the question comes last"


@pytest.mark.parametrize("question", [FREE, RANKING, SCALE, NUMBER], ids=lambda question: question["reader"])
def test_a_number_without_end(question: dict[str, Any]) -> None:
    ana = asked(question, COMMENT)
    assert ana.says("9" * 6000)
    assert ana.answers == {}


NONE_OF_THEM = [
    # what is said; the answer or None for not yet; chosen so far; why
    (["ninguna"], ["none"], [], "the option that means it"),
    (["no"], ["none"], [], "a bare no means it too"),
    (["ninguna de las anteriores"], ["none"], [], ""),
    (["Ninguno de estos"], ["none"], [], "its label"),
    (["[6 Ninguno de estos]"], ["none"], [], "its button: nothing can follow"),
    (["todas"], ALL, [], "all is all the others"),
    (["1", "ninguno de estos"], None, ["none"], "the same, typed"),
    (["1", "[6 Ninguno de estos]"], None, ["none"], "it goes with no other; said back, so that it can be taken back"),
    (["1", "[6 Ninguno de estos]", "[2 Alumbrado]"], None, [LIG], "nor another with it"),
    (["1", "ninguna"], [SEC], [], "after others: no more"),
]


@pytest.mark.parametrize(("said", "answer", "chosen", "why"), NONE_OF_THEM)
def test_an_option_that_goes_with_no_other(
    said: list[str], answer: list[str] | None, chosen: list[str], why: str
) -> None:
    ana = asked(WITH_NONE, COMMENT)
    says_all(ana, *said)
    assert ana.answers.get("problems") == answer, why
    assert so_far(ana, "problems") == chosen


SKIPS = [
    "ninguna",
    "no",
    "no sé",
    "saltar",
    "siguiente",
    "Prefiero no decir",
    "[Prefiero no decir]",
    "nada de eso",
    "6",
]


@pytest.mark.parametrize("said", SKIPS)
@pytest.mark.parametrize("reader", ["choices", "ranking"])
def test_an_optional_one_is_skipped(reader: str, said: str) -> None:
    ana = asked({**SKIPPED, "reader": reader}, COMMENT)
    says_all(ana, said)
    assert "problems" in ana.answers
    assert ana.answers["problems"] is None


def test_an_old_button_that_skips_loses_nothing() -> None:
    ana = asked(SKIPPED, COMMENT)
    old = ana.shown[-1].choices[-1].token
    ana.presses("2 Alumbrado")
    assert "Prefiero no decir" not in ana.labels
    ana.taps(old)
    assert ana.answers["problems"] == [LIG]


def test_every_option_has_a_number_and_a_button_that_fits() -> None:
    ana = asked(FREE, COMMENT)
    choices = ana.shown[-1].choices
    assert [choice.label for choice in choices] == [f"{at} {one['label']}" for at, one in enumerate(PROBLEMS, 1)]
    assert choices[0].detail == "Robos, vigilancia"
    assert all(choice.bare for choice in choices), "a list of text adds no second number"
    ana.says("1")
    assert [choice.detail for choice in ana.shown[-1].choices] == [""] * 6
    assert not ana.shown[-1].choices[-1].bare


def test_misunderstood_three_times_a_person_is_offered_and_nothing_is_lost() -> None:
    ana = asked(FREE, COMMENT)
    says_all(ana, "2", "mmm", "mmm")
    assert "hablar con una persona" in ana.says("mmm")
    assert ana.labels[-2:] == ["Listo", "Hablar con alguien"]
    ana.presses("Listo")
    assert ana.answers["problems"] == [LIG]


# Options in order

RANKED = [
    # what is said, one after the other; the answer; why
    (["2, 1, 3"], [LIG, SEC, STR], "numbers in order"),
    (["2 1 3"], [LIG, SEC, STR], "without commas"),
    (["2-1-3"], [LIG, SEC, STR], "with dashes"),
    (["2️⃣1️⃣3️⃣"], [LIG, SEC, STR], "keys drawn as signs"),
    (["dos, uno y tres"], [LIG, SEC, STR], "number words"),
    (["la 2, la 1 y la 3"], [LIG, SEC, STR], "with articles"),
    (["la segunda, la primera y la última"], [LIG, SEC, WAT], "by place in the list"),
    (["luz, seguridad, baches"], [LIG, SEC, STR], "names"),
    (["LUZ SEGURIDAD Y AGUA"], [LIG, SEC, WAT], "capitals"),
    (["alunbrado, segiridad y parkes"], [LIG, SEC, PAR], "slips and by ear"),
    (["primero la luz, luego el agua y al final los parques"], [LIG, WAT, PAR], "told in order"),
    (["primero la luz, segundo el agua, tercero los parques"], [LIG, WAT, PAR], "places before names"),
    (["segundo el agua, primero la luz, tercero los parques"], [LIG, WAT, PAR], "places out of order"),
    (["primero la 2, segundo la 1, tercero la 3"], [LIG, SEC, STR], "places before numbers"),
    (["1 luz, 2 agua, 3 parques"], [LIG, WAT, PAR], "numbers that are places"),
    (["1. luz 2. agua 3. parques"], [LIG, WAT, PAR], "a list of their own"),
    (["2 Alumbrado, 5 Agua potable, 1 Seguridad"], [LIG, WAT, SEC], "the labels with their numbers"),
    (["Para mí la luz, después la seguridad y por último el agua"], [LIG, SEC, WAT], "an older person"),
    (["5 4 1 gracias joven"], [WAT, PAR, SEC], "thanks beside it"),
    (["2", "1", "3"], [LIG, SEC, STR], "one message for each"),
    (["luz", "agua", "listo"], [LIG, WAT], "fewer are allowed"),
    (["luz", "agua y baches"], [LIG, WAT, STR], "the rest at once"),
    (["luz", "ya es todo"], [LIG], "fewer, in words"),
    (["la luz y ya"], [LIG], "only one"),
    (["luz", "siguiente"], [LIG], "on to the next question"),
    (["1", "2", "2, 1 y 3"], [LIG, SEC, STR], "said again in full replaces"),
    (["[2 Alumbrado]", "[1 Seguridad]", "[3 Calles y banquetas]"], [LIG, SEC, STR], "pressed: the last place ends it"),
    (["[2 Alumbrado]", "[5 Agua potable]", "[Listo]"], [LIG, WAT], "pressed, and done earlier"),
    (["[2 Alumbrado]", "[5 Agua potable]", "[2 Alumbrado]", "[Listo]"], [WAT], "a second press takes it out"),
]


@pytest.mark.parametrize(("said", "answer", "why"), RANKED, ids=[" > ".join(row[0]) for row in RANKED])
def test_options_in_order(said: list[str], answer: list[str], why: str) -> None:
    ana = asked(RANKING, COMMENT)
    says_all(ana, *said)
    assert ana.answers.get("order") == answer, why
    assert ana.open == NOT_ASKED_AGAIN


ORDER_SO_FAR = [
    # what is said; the order so far; why it is not an answer yet
    (["luz, agua"], [LIG, WAT], "there is a third place"),
    (["2"], [LIG], ""),
    (["5 4 3 2 1"], [WAT, PAR, STR], "the first three of more, to be confirmed"),
    (["[2 Alumbrado]", "[1 Seguridad]", "[2 Alumbrado]"], [SEC], "the next moves up"),
    (["2", "2", "1"], [LIG, SEC], "said twice is one place"),
    (["la luz o el agua"], [LIG, WAT], "not decided"),
    (["2, pinches rateros"], [LIG], "furious"),
    (["1", "atrás"], [SEC], "nothing to go back to, nothing lost"),
    (["1", "todas son importantes"], [SEC], "no order"),
]


@pytest.mark.parametrize(("said", "chosen", "why"), ORDER_SO_FAR, ids=[" > ".join(row[0]) for row in ORDER_SO_FAR])
def test_the_order_is_said_back(said: list[str], chosen: list[str], why: str) -> None:
    ana = asked(RANKING, COMMENT)
    reply = says_all(ana, *said)
    assert so_far(ana, "order") == chosen, why
    assert f"Hasta ahora: 1. {next(one['label'] for one in PROBLEMS if one['id'] == chosen[0])}" in reply
    assert "Listo" in ana.labels


@pytest.mark.parametrize("said", ["todas", "todas son iguales", "mmm", "listo", "no", "excelente", "da igual", "?"])
def test_what_puts_nothing_in_order_is_no_answer(said: str) -> None:
    ana = asked(RANKING, COMMENT)
    assert ana.says(said)
    assert ana.open == "order"
    assert so_far(ana, "order") == []


# A step of a scale

STEPS = [
    # what is said, one after the other; the answer; why
    (["4"], 4, "digits"),
    (["4."], 4, ""),
    (["5️⃣"], 5, "a key drawn as a sign"),
    (["un 4"], 4, "with an article"),
    (["UN CUATRO"], 4, "a number word, shouted"),
    (["sinco"], 5, "by ear"),
    (["quatro"], 4, "by ear"),
    (["4 de 5"], 4, "out of the most"),
    (["4/5"], 4, ""),
    (["cuatro de cinco"], 4, ""),
    (["cuatro estrellas"], 4, "stars, said"),
    (["⭐⭐⭐⭐"], 4, "stars, drawn"),
    (["⭐"], 1, "one"),
    (["la dos"], 2, "a number is the step, not the place of a button"),
    (["opción 3"], 3, ""),
    (["calificación 3"], 3, ""),
    (["le doy un 5 joven, muchas gracias"], 5, "an older person"),
    (["hola, 3"], 3, "a greeting beside it"),
    (["4 gracias"], 4, "thanks beside it"),
    (["4 pero podría mejorar"], 4, "with a reason"),
    (["2, porque a veces no pasan en 15 días... bueno sí"], None, "two numbers"),
    (["2, porque casi no pasan"], 2, "with a reason"),
    (["un 1 pinches rateros"], 1, "furious"),
    (["1!!! son unos inútiles"], 1, "furious"),
    (["muy mala"], 1, "the label of the lowest"),
    (["MUI MALO"], 1, "the same, as it is said"),
    (["muy buena"], 5, "the label of the highest"),
    (["muy bien"], 5, "as strong as the label"),
    (["pésima"], 1, "stronger; a complaint elsewhere"),
    (["pesimo, son unos inutiles"], 1, "furious"),
    (["no sirven para nada"], 1, ""),
    (["excelente"], 5, "a yes elsewhere"),
    (["exelente servicio"], 5, "thanks elsewhere"),
    (["de lo mejor"], 5, ""),
    (["regular", "sí"], 3, "the middle, when it is confirmed"),
    (["regular", "2"], 2, "else the number"),
    (["ya fui 3 veces", "sí"], 3, "a number of something else, when it is confirmed"),
    (["[4]"], 4, "pressed"),
    (["regular"], None, "the middle is asked about"),
    (["regular", "no"], None, "not the middle"),
    (["ya fui 3 veces y nadie atiende"], None, "a number of something else is asked about"),
    (["0"], None, "below; it would be the menu elsewhere"),
    (["cero"], None, ""),
    (["-1"], None, ""),
    (["10"], None, "above"),
    (["8 de 10"], None, "another scale"),
    (["⭐⭐⭐⭐⭐⭐"], None, "six stars"),
    (["4.5"], None, "not whole"),
    (["3 y medio"], None, ""),
    (["3 o 4"], None, "not decided"),
    (["no es excelente"], None, "denied"),
    (["bien"], None, "which step is that?"),
    (["👍"], None, ""),
    (["no sé"], None, "it is needed"),
    (["mmm"], None, ""),
    (["son unos rateros"], None, "furious, and no answer"),
]


@pytest.mark.parametrize(("said", "step", "why"), STEPS, ids=[" > ".join(row[0]) for row in STEPS])
def test_a_step_of_a_scale(said: list[str], step: int | None, why: str) -> None:
    ana = asked(SCALE, COMMENT)
    assert says_all(ana, *said)
    assert ana.answers.get("rating") == step, why
    assert ana.open == ("rating" if step is None else NOT_ASKED_AGAIN)


SENTENCES = [
    (SCALE, "0", "Necesito un número del 1 al 5."),
    (SCALE, "8 de 10", "Necesito un número del 1 al 5."),
    (SCALE, "4.5", "Solo puedo anotar números enteros, del 1 al 5."),
    (SCALE, "3 o 4", "Entendí 3, 4. Escriba uno solo, por favor."),
    (SCALE, "regular", "Entendí 3. Si es correcto, responda sí."),
    (SCALE, "mmm", "Escriba un número. Por ejemplo: 4."),
    (SCALE, "no es excelente", "Escriba un número. Por ejemplo: 4."),
    (SCALE, "la segunda", "Escriba un número. Por ejemplo: 4."),
    (SCALE, "hola, ya fui 3 veces", "Entendí 3. Si es correcto, responda sí."),
    (NUMBER, "25", "Necesito un número del 1 al 20."),
    (NUMBER, "4 adultos y 2 niños", "Entendí 4, 2. Escriba uno solo, por favor."),
    (NUMBER, "3.5", "Solo puedo anotar números enteros, del 1 al 20."),
    (NUMBER, "en la calle 5 de febrero", "Entendí 5. Si es correcto, responda sí."),
    (NUMBER, "bastantes", "Escriba un número. Por ejemplo: 4."),
]


@pytest.mark.parametrize(("question", "said", "sentence"), SENTENCES)
def test_it_is_said_what_a_number_must_be(question: dict[str, Any], said: str, sentence: str) -> None:
    ana = asked(question, COMMENT)
    reply = ana.says(said)
    assert reply.startswith(sentence)
    assert reply.endswith(question["ask"])


def test_the_ends_are_explained_and_each_step_is_a_button() -> None:
    ana = asked(SCALE, COMMENT)
    assert ana.shown[-1].text == "1 es «Muy mala» y 5 es «Muy buena».\n\n¿Cómo califica el servicio de limpia?"
    assert ana.labels == ["1", "2", "3", "4", "5"]
    assert all(choice.bare for choice in ana.shown[-1].choices)


WIDE = [
    # lowest, highest, optional, how many buttons, what is typed, the answer
    (0, 5, False, 6, "0", 0),
    (0, 5, False, 6, "1", 1),
    (1, 10, False, 10, "10", 10),
    (1, 10, True, 1, "1", 1),
    (0, 10, False, 0, "0", 0),
    (0, 10, False, 0, "8 de 10", 8),
    (0, 10, True, 1, "1", 1),
]


@pytest.mark.parametrize(("lowest", "highest", "optional", "buttons", "said", "step"), WIDE)
def test_a_typed_number_is_the_step_whatever_is_shown(
    lowest: int, highest: int, optional: bool, buttons: int, said: str, step: int
) -> None:
    skip = {"optional": True, "skip": "Prefiero no decir"} if optional else {}
    ana = asked({**SCALE, "lowest": lowest, "highest": highest, **skip}, COMMENT)
    assert len(ana.labels) == buttons
    assert all(choice.bare for choice in ana.shown[-1].choices), "a list of text gives them no numbers"
    ana.says(said)
    assert ana.answers.get("rating") == step


ENDS = [
    # low, high, what is said, the answer
    ("Nada satisfecho", "Muy satisfecho", "nada satisfecha", 1),
    ("Nada satisfecho", "Muy satisfecho", "mucho", 5),
    ("Nunca", "Siempre", "siempre", 5),
    ("Nunca", "Siempre", "casi nunca", None),
    ("Totalmente en desacuerdo", "Totalmente de acuerdo", "totalmente de acuerdo", 5),
    ("Totalmente en desacuerdo", "Totalmente de acuerdo", "totalmente en desacuerdo", 1),
    ("Totalmente en desacuerdo", "Totalmente de acuerdo", "de acuerdo", None),
    ("Nada de acuerdo", "De acuerdo", "nada de acuerdo", 1),
    ("Pésimo", "Excelente", "muy bueno", None),
    ("Chico", "Grande", "pésimo", None),
    ("Chico", "Grande", "grande", 5),
]


@pytest.mark.parametrize(("low", "high", "said", "step"), ENDS)
def test_words_as_strong_as_the_ends(low: str, high: str, said: str, step: int | None) -> None:
    ana = asked({**SCALE, "low_label": low, "high_label": high}, COMMENT)
    ana.says(said)
    assert ana.answers.get("rating") == step


# How many

NUMBERS = [
    # what is said, one after the other; the answer; why
    (["5"], 5, "digits"),
    (["1"], 1, "no button, though one may be shown"),
    (["5 personas"], 5, ""),
    (["somos 5"], 5, ""),
    (["SOMOS SINCO"], 5, "shouted, by ear"),
    (["somos5"], 5, "run together"),
    (["como 3"], 3, "about"),
    (["más o menos 6"], 6, "about"),
    (["cinco"], 5, "a number word"),
    (["dieciséis"], 16, ""),
    (["diez y seis"], 16, "as it is often written"),
    (["cinco (5)"], 5, "twice the same"),
    (["🔟"], 10, "drawn"),
    (["un par"], 2, ""),
    (["una persona"], 1, "would call a person elsewhere"),
    (["1 persona"], 1, "the same"),
    (["uno"], 1, ""),
    (["solo yo"], 1, ""),
    (["vivo sola, joven"], 1, "an older person"),
    (["Pues fíjese que aquí vivimos 7, gracias a Dios"], 7, "an older person"),
    (["somos 4: mis dos hijos, mi esposo y yo"], 4, "the sum comes first"),
    (["4 adultos y 2 niños, en total 6"], 6, "the sum comes last"),
    (["5 personas contando a mi suegra que está enferma"], 5, "what was asked about is counted"),
    (["5, porque mi hija regresó"], 5, "with a reason"),
    (["nomás 2"], 2, ""),
    (["no, 4"], 4, "corrected at once"),
    (["cinco gracias"], 5, "thanks beside it"),
    (["5 pinches metiches"], 5, "furious"),
    (["más de 5", "7"], 7, "asked again"),
    (["más de 5", "sí"], 5, "confirmed"),
    (["5 y no nos alcanza el agua", "[5]"], 5, "confirmed by its button"),
    (["25", "15"], 15, "out of range, then not"),
    (["más de 5"], None, "not a number yet"),
    (["5 y no nos alcanza el agua"], None, "asked about"),
    (["ya les dije 3 veces", "no"], None, "not that"),
    (["4 adultos y 2 niños"], None, "is that six?"),
    (["3 o 4"], None, "not decided"),
    (["en la calle 5 de febrero"], None, "a street"),
    (["25"], None, "too many"),
    (["1,200"], None, "far too many"),
    (["0"], None, "nobody lives there?"),
    (["-4"], None, ""),
    (["3.5"], None, "not whole"),
    (["muchos"], None, ""),
    (["mil gracias"], None, "no thousand"),
    (["a usted qué le importa"], None, "no answer"),
    (["no sé"], None, "it is needed"),
    (["quiero que venga una persona"], None, "not one"),
]


@pytest.mark.parametrize(("said", "number", "why"), NUMBERS, ids=[" > ".join(row[0]) for row in NUMBERS])
def test_how_many(said: list[str], number: int | None, why: str) -> None:
    ana = asked(NUMBER, COMMENT)
    assert says_all(ana, *said)
    assert ana.answers.get("people") == number, why


NOBODY = [
    ("0", 0),
    ("cero", 0),
    ("ninguno", 0),
    ("ninguno gracias", 0),
    ("nadie", 0),
    ("no tengo", 0),
    ("no hay niños", 0),
    ("1", 1),
    ("no", None),
    ("saltar", None),
    ("Prefiero no decir", None),
]


@pytest.mark.parametrize(("said", "number"), NOBODY)
def test_none_is_a_number_where_it_may_be(said: str, number: int | None) -> None:
    ask = "¿Cuántos niños viven en su casa?"
    ana = asked({**NUMBER, "ask": ask, "lowest": 0, "optional": True, "skip": "Prefiero no decir"}, COMMENT)
    ana.says(said)
    assert "people" in ana.answers
    assert ana.answers["people"] == number


LARGE = [
    ("1,200", 1200),
    ("1 200", 1200),
    ("1.200", 1200),
    ("mil doscientos", 1200),
    ("2 mil", 2000),
    ("ciento veinte", 120),
]


@pytest.mark.parametrize(("said", "number"), LARGE)
def test_large_numbers(said: str, number: int) -> None:
    ana = asked({**NUMBER, "highest": 5000}, COMMENT)
    ana.says(said)
    assert ana.answers.get("people") == number


# Together

EVERY = (CHOICES, RANKING, SCALE, NUMBER, SAFE, PLACE, COMMENT, REVIEW)

TALK = """
# Una consulta con preguntas de todas clases
aviso: aceptado
ana> censo
bot< Puede elegir hasta 3: toque una por una, o escriba sus números. Por ejemplo: 1, 2.

     ¿Qué hace falta en su colonia?
     [1 Seguridad] [2 Alumbrado] [3 Calles y banquetas] [4 Parques y deporte] [5 Agua potable]
ana> [2 Alumbrado]
bot< Hasta ahora: Alumbrado. Puede elegir otra, o tocar una elegida para quitarla. Para terminar, elija Listo.
     [1 Seguridad] [2 Alumbrado] [3 Calles y banquetas] [4 Parques y deporte] [5 Agua potable] [Listo]
ana> y tambien baches y agua y parkes
bot< Entendí: Alumbrado, Calles y banquetas, Parques y deporte, Agua potable. Se pueden elegir hasta 3. …
ana> [4 Parques y deporte]
bot< Hasta ahora: Alumbrado, Calles y banquetas, Agua potable. Es lo más que se puede elegir. Para terminar, elija Listo.
-- reinicio --
ana> [Listo]
bot< Elija hasta 3: toque una por una, empezando por la que más le importa, o escriba sus números en ese orden. …

     ¿Qué urge más?
ana> [2 Alumbrado]
bot< Hasta ahora: 1. Alumbrado. …
ana> [5 Agua potable]
bot< Hasta ahora: 1. Alumbrado, 2. Agua potable. …
ana> [Listo]
bot< 1 es «Muy mala» y 5 es «Muy buena».

     ¿Cómo califica el servicio de limpia?
     [1] [2] [3] [4] [5]
ana> [Listo]
bot< Ya tengo su respuesta: Orden: 1. Alumbrado, 2. Agua potable. Para cambiarla, escriba corregir. …
ana> PÉSIMO!!!
bot< ¿Cuántas personas viven en su casa?
ana> atrás
bot< De acuerdo, regresamos una pregunta.

     1 es «Muy mala» y 5 es «Muy buena». …
ana> un 2
bot< ¿Cuántas personas viven en su casa?
ana> somos 6 con mi mamá
bot< Entendí 6. Si es correcto, responda sí. …
     [6]
ana> si
bot< ¿Se siente a salvo de noche?
     [Sí] [No]
ana> no
bot< … ¿Dónde hace más falta?
     [No sé dónde]
ana> (ubicación)
bot< ¿Quiere decir algo más?
     [Nada más]
ana> menú
bot< Guardé sus respuestas. …
ana> continuar
bot< Seguimos con sus respuestas.

     ¿Quiere decir algo más?
ana> [Nada más]
bot< Esto anoté:
     Hace falta: Alumbrado, Calles y banquetas, Agua potable
     Orden: 1. Alumbrado, 2. Agua potable
     Limpia: 2 de 5
     Personas: 6
     De noche: No
     Lugar: ubicación

     ¿Lo registro?
ana> corregir orden
bot< Elija hasta 3: … ¿Qué urge más?
ana> agua, luz y baches
bot< Esto anoté: … Orden: 1. Agua potable, 2. Alumbrado, 3. Calles y banquetas …
ana> [Sí, registrar]
acto< answer_survey -> kept
bot< Gracias por participar.
ana> [Listo]
bot< Esa pregunta ya está cerrada. …
"""


def test_a_questionnaire_of_every_kind() -> None:
    differences = play(survey(*EVERY), read_transcript(TALK))
    assert [str(difference) for difference in differences] == []


def test_what_the_act_is_given() -> None:
    ana = asked(*EVERY)
    says_all(ana, "1 y 2", "2, 1 y 5", "4", "6", "sí")
    ana.sends(PHOTO, place=HERE)
    says_all(ana, "que vengan pronto", "sí")
    assert dict(ana.acts[0].answers) == {
        "problems": [SEC, LIG],
        "order": [LIG, SEC, WAT],
        "rating": 4,
        "people": 6,
        "safe": "yes",
        "place": {"media": [41], "place": {"latitude": 24.0277, "longitude": -104.6532, "label": ""}},
        "comment": {"text": "que vengan pronto", "media": []},
        "review": "send",
    }


def test_a_questionnaire_of_every_kind_is_without_fault() -> None:
    faults = [str(fault) for fault in check(survey(*EVERY)) if "sample.toml" in str(fault)]
    assert [fault for fault in faults if "no translation" not in fault] == []


FAULTS = [
    # question, its changes, what is said of it
    (CHOICES, {"most": 6}, "`most` is 6 and there are 5 options"),
    (CHOICES, {"most": 1}, "`most` is 1, so that nothing is left to add; use reader choice"),
    (CHOICES, {"most": -1}, "`fewest` is 1"),
    (CHOICES, {"fewest": 4}, "`fewest` is 4; write a number from 1 to 3"),
    (CHOICES, {"fewest": 0}, "`fewest` is 0"),
    (CHOICES, {"options": []}, "options and reader do not fit"),
    (CHOICES, {"options": PROBLEMS[:1], "most": 0}, "has 1 options; write at least 2"),
    (CHOICES, {"gleans": True}, "cannot be told by other words"),
    (CHOICES, {"lowest": 1}, "`lowest` does nothing here; take it out, or use reader scale or number"),
    (CHOICES, {"least": 4}, "`least` does nothing here; take it out, or use reader text"),
    (CHOICES, {"options": [*PROBLEMS, {**NONE, "means": "si"}]}, "option none means `si`"),
    (CHOICES, {"options": [*PROBLEMS, {**NONE, "ends": "kept"}]}, "option none leads elsewhere"),
    (
        CHOICES,
        {"options": [*PROBLEMS, {"id": "long", "label": "Diecinueve letras ."}]},
        "has 19 characters; at most 18",
    ),
    (CHOICES, {"options": [{"id": f"o{at}", "label": f"Cosa {at}"} for at in range(10)]}, "more than 10 choices"),
    (RANKING, {"options": [*PROBLEMS, NONE]}, "option none means `no`"),
    (RANKING, {"most": 9}, "`most` is 9 and there are 5 options"),
    (SCALE, {"lowest": 5}, "`lowest` is 5 and `highest` 5; write both, the smaller as lowest"),
    (SCALE, {"highest": 0}, "`lowest` is 1 and `highest` 0"),
    (SCALE, {"lowest": -2}, "`lowest` is below zero; begin at 0 or 1"),
    (SCALE, {"low_label": ""}, "a scale without words for its ends; add low_label and high_label"),
    (SCALE, {"highest": 12}, "has 12 steps; keep 11, or use reader number"),
    (SCALE, {"high_label": "x" * 41}, "has 41 characters; at most 40"),
    (SCALE, {"options": PROBLEMS}, "options and reader do not fit"),
    (SCALE, {"most": 3}, "`most` does nothing here; take it out, or use reader choices or ranking"),
    (NUMBER, {"highest": 1}, "`lowest` is 1 and `highest` 1"),
    (NUMBER, {"low_label": "Pocas"}, "`low_label` does nothing here; take it out, or use reader scale"),
    (NUMBER, {"heard_only": True, "ask": ""}, "cannot be told by other words"),
    (COMMENT, {"when": {"question": "before", "is": [6]}}, "waits for `6`, which `before` never gives"),
    (COMMENT, {"fewest": 2}, "`fewest` does nothing here"),
]


@pytest.mark.parametrize(("question", "changes", "message"), FAULTS, ids=[row[2] for row in FAULTS])
def test_faults_are_found(question: dict[str, Any], changes: dict[str, Any], message: str) -> None:
    before = {**SCALE, "id": "before"}
    right, wrong = ([str(fault) for fault in check(survey(before, q))] for q in (question, {**question, **changes}))
    assert not any(message in fault for fault in right)
    assert any(message in fault for fault in wrong), wrong


OFFERED = [
    # question, what a button answers it with, what is said of it
    ("rating", "4", []),
    ("rating", "6", ["answers `rating` with `6`"]),
    ("problems", "light", ["answers `problems`, which takes several"]),
]


@pytest.mark.parametrize(("question", "answer", "faults"), OFFERED)
def test_what_a_button_may_answer(question: str, answer: str, faults: list[str]) -> None:
    book = survey(CHOICES, SCALE, COMMENT)
    offer = {"flow": "sample", "label": "Contestar", "answers": {question: answer}}
    other = flow_from({**FLOW, "question": [COMMENT], "finish": {"kept": {"say": "Ya.", "offers": [offer]}}}, "other")
    found = check(replace(book, flows={**book.flows, "other": other}))
    assert [fault.what for fault in found if fault.where == "other.toml: finish.kept"] == faults


def test_late_presses() -> None:
    ana = asked(CHOICES, SCALE, COMMENT)
    first = [choice.token for choice in ana.shown[-1].choices]
    ana.taps(first[0])
    ana.taps(first[1])
    assert so_far(ana, "problems") == [SEC, LIG], "buttons of an earlier message of the same question count"
    done = ana.shown[-1].choices[-1].token
    ana.taps(done)
    for token in (first[2], done):
        assert "Ya tengo su respuesta: Hace falta: Seguridad, Alumbrado" in ana.taps(token)
    assert ana.answers["problems"] == [SEC, LIG]
    assert ana.open == "rating"


def test_a_press_on_done_before_anything_was_chosen() -> None:
    ana = asked(CHOICES, COMMENT)
    ana.presses("1 Seguridad")
    done = ana.shown[-1].choices[-1].token
    ana.presses("1 Seguridad")
    assert ana.taps(done).startswith("Elija al menos 1.")
    assert ana.open == "problems"


@pytest.mark.parametrize(
    "token", ["1:problems:nothing", "1:problems:", "1:problems:@done:x", "1:rating:99", "1:rating:²"]
)
@pytest.mark.parametrize("question", [CHOICES, RANKING, SCALE, NUMBER], ids=lambda question: question["reader"])
def test_a_token_that_means_nothing(question: dict[str, Any], token: str) -> None:
    ana = asked({**question, "id": "rating" if "rating" in token else "problems"}, COMMENT)
    assert ana.taps(token)
    assert ana.open != NOT_ASKED_AGAIN


def test_a_file_is_kept_and_what_was_chosen_too() -> None:
    ana = asked(CHOICES, PLACE, COMMENT)
    ana.presses("2 Alumbrado")
    assert "Recibí su nota de voz" in ana.sends(VOICE)
    assert VOICE.kind is MediaKind.VOICE
    assert so_far(ana, "problems") == [LIG]
    ana.sends(PHOTO, text="y los baches")
    assert so_far(ana, "problems") == [LIG, STR]
    assert ana.answers["place"]["media"] == [41, 41]


CONDITIONS = [
    # question waited for, what it must be, what is said, whether the next question is asked
    (CHOICES, ["water"], "1 y 5", True),
    (CHOICES, ["water"], "1 y 2", False),
    (CHOICES, ["water", "light"], "1 y 2", True),
    (RANKING, ["water"], "2, 5, 1", True),
    (SCALE, [1, 2], "2", True),
    (SCALE, ["1", "2"], "pésimo", True),
    (SCALE, [1, 2], "3", False),
    (NUMBER, [1], "vivo sola", True),
]


@pytest.mark.parametrize(("question", "values", "said", "follows"), CONDITIONS)
def test_a_question_may_depend_on_one_of_several(
    question: dict[str, Any], values: list[Any], said: str, follows: bool
) -> None:
    why = {**COMMENT, "id": "why", "when": {"question": question["id"], "is": values}}
    book = survey(question, why, COMMENT)
    assert [str(fault) for fault in check(book) if "waits for" in str(fault)] == []
    ana = asked(question, why, COMMENT)
    ana.says(said)
    assert ana.open == ("why" if follows else "comment")


def test_what_was_chosen_before_an_edit_stays_as_far_as_it_is_there() -> None:
    ana = asked(CHOICES, COMMENT)
    says_all(ana, "1", "2")
    ana.book = survey({**CHOICES, "options": [*PROBLEMS[1:], NONE]}, COMMENT)
    reply = ana.says("agua")
    assert "Actualizamos esta pregunta" in reply
    assert "Hasta ahora: Alumbrado." in reply


@pytest.mark.parametrize(
    "reader", ["neighbourhood", "text", "choice", "similar", "folio", "scale", "number", "ranking"]
)
@pytest.mark.parametrize("before", ["choices", "number"])
def test_a_question_becomes_another_while_something_is_noted(before: str, reader: str) -> None:
    """Nobody is left without a reply when a note was made for another kind of question."""
    question = {**CHOICES} if before == "choices" else {**NUMBER, "id": "problems"}
    ana = asked(question, COMMENT)
    ana.says("1" if before == "choices" else "más de 5")
    new = {**CHOICES, "reader": reader, "options": PROBLEMS if reader in ("choice", "ranking") else []}
    ends = {"lowest": 1, "highest": 5, "low_label": "Mal", "high_label": "Bien"}
    ana.book = survey({**new, **(ends if reader in ("scale", "number") else {})}, COMMENT)
    assert "Actualizamos esta pregunta" in ana.says("2")
    assert ana.says("guadalupe")


def test_english() -> None:
    ana = asked(CHOICES, SCALE, NUMBER, COMMENT)
    english = ana.book.translator("en")
    ana = Resident(ana.book, language="en", translate=english)
    ana.says("censo")
    assert "You can choose up to 3" in ana.shown[-1].text
    ana.says("the first and the last")
    assert "problems" in ana.answers
    ana.says("four stars")
    ana.says("we are six people")
    assert ana.answers == {"problems": [SEC, WAT], "rating": 4, "people": 6}


SAYINGS = [
    *(words for row in (*ANSWERED, *SAID_BACK, *RANKED, *ORDER_SO_FAR, *STEPS, *NUMBERS) for words in row[0]),
    *(
        "menú",
        "atrás",
        "corregir",
        "cancelar",
        "sí",
        "no",
        "continuar",
        "censo",
        "corregir orden",
        "saltar",
        "ayuda",
    ),
]
MOVES = st.one_of(
    st.sampled_from([words for words in SAYINGS if not words.startswith("[")]).map(lambda text: ("says", text)),
    st.text(max_size=25).map(lambda text: ("says", text)),
    st.integers(0, 11).map(lambda number: ("presses", number)),
    st.just(("sends", 0)),
)


def is_answer(question: dict[str, Any], value: Any) -> bool:
    if question["reader"] in ("choices", "ranking"):
        return set(value) <= set(ALL) and len(set(value)) == len(value) and 1 <= len(value) <= 3
    return type(value) is int and question["lowest"] <= value <= question["highest"]


@settings(max_examples=150, deadline=None)
@given(st.lists(MOVES, max_size=20))
def test_whatever_is_said_there_is_a_reply_and_only_answers_are_kept(moves: list[tuple[str, Any]]) -> None:
    ana = asked(*EVERY)
    for kind, what in moves:
        tokens = [choice.token for message in ana.shown[-3:] for choice in message.choices] or ["go:menu"]
        reply = {
            "says": lambda what=what: ana.says(what),
            "presses": lambda what=what, tokens=tokens: ana.taps(tokens[what % len(tokens)]),
            "sends": lambda: ana.sends(PHOTO),
        }[kind]()
        assert reply.strip()
        assert len(ana.labels) <= 10
        assert all(len(label) <= 20 for label in ana.labels)
        assert all(len(choice.token.encode()) <= 64 for choice in ana.shown[-1].choices)
        for question in (CHOICES, RANKING, SCALE, NUMBER):
            if ana.session.talk and ana.session.talk.flow == "sample" and question["id"] in ana.answers:
                assert is_answer(question, ana.answers[question["id"]])
