"""A flow edited while people are inside it: every kind of edit, for those who wait before, at and after the place."""

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from flows.form import flow_from
from tests.flows.resident import OUTCOMES, Resident, shipped

CHANGED = "Actualizamos esta pregunta"
GONE = "Esa pregunta ya no hace falta"
WITHDRAWN = "Ese trámite ya no está disponible"

COLOURS = [{"id": "red", "label": "Rojo"}, {"id": "blue", "label": "Azul"}]


def question(name: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": name,
        "reader": "choice",
        "ask": f"¿Pregunta {name}?",
        "label": name.upper(),
        "options": COLOURS,
        **changes,
    }


FORM: dict[str, Any] = {
    "label": "Formulario",
    "thing": "su formulario",
    "resume": "Continuar",
    "act": "file_complaint",
    "commands": ["formulario"],
    "question": [question("a"), question("b"), question("c"), question("d")],
    "finish": {"filed": {"say": "Listo."}},
}


def edited(change: str) -> dict[str, Any]:
    """The form after one edit at question b."""
    form = deepcopy(FORM)
    questions = form["question"]
    b = questions[1]
    if change == "text changed":
        b["ask"] = "¿Pregunta b, mejor dicha?"
    elif change == "option added":
        b["options"] = [*COLOURS, {"id": "green", "label": "Verde"}]
    elif change == "option removed":
        b["options"] = COLOURS[:1]
    elif change == "question inserted before":
        questions.insert(1, question("new"))
    elif change == "question inserted after":
        questions.insert(2, question("new"))
    elif change == "question removed":
        questions.remove(b)
    elif change == "reader changed":
        b.update(reader="text", options=[])
    return form


def book_of(form: dict[str, Any] | None) -> Any:
    flows = dict(shipped().flows)
    if form is not None:
        flows["form"] = flow_from(form, "form")
    words = replace(shipped().words, commands={**shipped().words.commands, "formulario": "form"})
    return replace(shipped(), flows=flows, words=words)


WAITING = {"earlier": 0, "there": 1, "later": 2}
"""How many questions were answered when the edit comes."""

ROWS = [
    # change, who waits where, sentence in the reply or "", question asked next, why
    ("text changed", "earlier", "", "b", "b is asked in its new words when its turn comes"),
    ("text changed", "there", "", "c", "other words for the same question: the answer counts"),
    ("text changed", "later", "", "d", "an answer given to other words of the same question stays"),
    ("option added", "earlier", "", "b", "b is simply asked with the new option"),
    ("option added", "there", CHANGED, "b", "who chose did not see every option"),
    ("option added", "later", CHANGED, "b", "the answer was given to another list: asked again, c stays"),
    ("option removed", "earlier", "", "b", "b is simply asked with what is left"),
    ("option removed", "there", CHANGED, "b", "the option pressed may be gone"),
    ("option removed", "later", CHANGED, "b", "the answer may be the option that is gone"),
    ("question inserted before", "earlier", "", "new", "the new one comes after a"),
    ("question inserted before", "there", "", "new", "b is taken, then the new one is caught up on"),
    ("question inserted before", "later", "", "new", "c is taken, then the new one is caught up on"),
    ("question inserted after", "earlier", "", "b", "nothing changed for who has not come there"),
    ("question inserted after", "there", "", "new", "b is taken, the new one is next"),
    ("question inserted after", "later", "", "new", "c is taken, then the new one is caught up on"),
    ("question removed", "earlier", "", "c", "b is never asked"),
    ("question removed", "there", GONE, "c", "what was answered is no longer needed"),
    ("question removed", "later", "", "d", "its answer is ignored"),
    ("reader changed", "earlier", "", "b", "b is asked as it is now"),
    ("reader changed", "there", CHANGED, "b", "words mean something else to another reader"),
    ("reader changed", "later", CHANGED, "b", "the value has another shape: asked again, c stays"),
    ("flow withdrawn", "earlier", WITHDRAWN, "", "closes politely, offers the menu"),
    ("flow withdrawn", "there", WITHDRAWN, "", "closes politely, offers the menu"),
    ("flow withdrawn", "later", WITHDRAWN, "", "closes politely, offers the menu"),
]


def resident_waiting(where: str) -> Resident:
    ana = Resident(book_of(FORM))
    ana.says("formulario")
    for _ in range(WAITING[where]):
        ana.presses("Rojo")
    assert ana.open == "abc"[WAITING[where]]
    return ana


@pytest.mark.parametrize("answer", ["typed", "pressed"])
@pytest.mark.parametrize(("change", "where", "sentence", "then", "why"), ROWS)
def test_edit(change: str, where: str, sentence: str, then: str, why: str, answer: str) -> None:
    ana = resident_waiting(where)
    before = ana.answers
    ana.book = book_of(None if change == "flow withdrawn" else edited(change))
    reply = ana.says("rojo") if answer == "typed" else ana.presses("Rojo")
    assert reply, "nobody is left without a reply"
    assert ana.open == then, why
    for known in (CHANGED, GONE, WITHDRAWN):
        assert (known in reply) is (known == sentence), why
    if then:
        kept = {name: value for name, value in before.items() if name != then}
        assert kept.items() <= ana.answers.items(), "what was answered to unchanged questions stays"
    else:
        assert "Hacer una propuesta" in ana.labels


@pytest.mark.parametrize(("change", "where"), [(row[0], row[1]) for row in ROWS if row[3]])
def test_an_edited_talk_can_be_finished(change: str, where: str) -> None:
    ana = resident_waiting(where)
    ana.book = book_of(edited(change))
    for _ in range(8):
        if ana.acts:
            break
        ana.says("rojo") if ana.labels else ana.says("color rojo")
    assert [act.name for act in ana.acts] == ["file_complaint"]
    wanted = {q["id"] for q in edited(change)["question"]}
    assert set(ana.acts[0].answers) == wanted, "answers of exactly the questions that there are"


def test_a_talk_put_aside_whose_flow_is_withdrawn_is_closed_when_it_would_go_on() -> None:
    ana = resident_waiting("later")
    ana.says("menú")
    assert "Continuar" in ana.labels
    ana.book = book_of(None)
    ana.says("menú")
    assert "Continuar" not in ana.labels
    assert WITHDRAWN in ana.says("continuar")
    assert ana.session.parked == ()


def test_outcomes_cover_every_act_of_the_shipped_flows() -> None:
    assert {flow.act for flow in shipped().flows.values() if flow.act} == set(OUTCOMES)
