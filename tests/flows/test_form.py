"""A wrong flow file is refused with file, question, key and remedy; the fingerprint knows structure from wording."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from flows.form import FormError, fingerprint, flow_from, read_toml

GOOD: dict[str, Any] = {
    "label": "Formulario",
    "thing": "su formulario",
    "resume": "Continuar",
    "question": [{"id": "what", "reader": "text", "ask": "¿Qué?"}],
    "finish": {"done": {"say": "Listo."}},
}


def with_question(**changes: Any) -> dict[str, Any]:
    table = deepcopy(GOOD)
    table["question"][0].update(changes)
    return table


WRONG = [
    ({**GOOD, "tittle": "x"}, "form.toml: key `tittle` is unknown; use one of"),
    ({key: value for key, value in GOOD.items() if key != "thing"}, "form.toml: key `thing` is missing"),
    ({**GOOD, "label": 3}, "form.toml: label: must be str, not int"),
    ({**GOOD, "intents": ["bailar"]}, "form.toml: intents: `bailar` is none of"),
    ({**GOOD, "question": {"id": "what"}}, "form.toml: question: must be a list of tables"),
    (with_question(aks="¿?"), "form.toml: question what: key `aks` is unknown"),
    (with_question(optional="yes"), "form.toml: question what: optional: must be bool, not str"),
    (with_question(when={"question": "a"}), "form.toml: question what: when: write {"),
    (with_question(options=[{"id": "a"}]), "form.toml: question what: option a: key `label` is missing"),
    ({**GOOD, "finish": {"done": {}}}, "form.toml: finish.done: key `say` is missing"),
    (
        {**GOOD, "finish": {"done": {"say": "x", "offers": [{"flow": "a"}]}}},
        "form.toml: finish.done: offers: key `label`",
    ),
]


@pytest.mark.parametrize(("table", "message"), WRONG)
def test_faults_are_named(table: dict[str, Any], message: str) -> None:
    with pytest.raises(FormError) as caught:
        flow_from(table, "form")
    assert message in str(caught.value)


def test_the_good_form_is_good() -> None:
    assert flow_from(GOOD, "form").question("what") is not None


@pytest.mark.parametrize("content", ["= nothing", None, "\udcff"])
def test_a_file_that_is_no_toml(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "form.toml"
    if content is not None:
        path.write_text(content, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(FormError, match=r"form\.toml: cannot be read as TOML"):
        read_toml(path)


BASE: dict[str, Any] = {
    "id": "q",
    "reader": "choice",
    "ask": "¿?",
    "options": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}],
}
SHAPES = [
    ({"ask": "¿Otra?"}, True, "wording"),
    ({"label": "Otra"}, True, "wording"),
    ({"example": "Por ejemplo"}, True, "wording"),
    ({"options": [{"id": "a", "label": "Ah"}, {"id": "b", "label": "Be", "words": ["be"]}]}, True, "labels and words"),
    ({"options": [{"id": "a", "label": "A"}]}, False, "option removed"),
    ({"options": [{"id": "b", "label": "B"}, {"id": "a", "label": "A"}]}, False, "numbers mean something else"),
    ({"reader": "text"}, False, "reader"),
    ({"least": 4}, False, "limit"),
    ({"optional": True}, False, "whether it may be skipped"),
    ({"most": 3}, False, "limit"),
    ({"fewest": 2}, False, "limit"),
    ({"most": 0, "fewest": 1}, True, "written out, but what they are anyway"),
    ({"lowest": 1}, False, "limit"),
    ({"highest": 5}, False, "limit"),
    ({"low_label": "Mala"}, False, "a step means something else when the ends are others"),
    ({"high_label": "Mala"}, False, "the other end"),
]


@pytest.mark.parametrize(("change", "same", "why"), SHAPES)
def test_fingerprint(change: dict[str, Any], same: bool, why: str) -> None:
    assert (fingerprint(BASE) == fingerprint({**BASE, **change})) is same, why


def test_questions_without_the_newer_limits_keep_their_fingerprint() -> None:
    """Nobody is asked again because the program was renewed."""
    assert fingerprint(BASE) == "adc96451"
    assert fingerprint({**BASE, "least": 4, "optional": True}) == "876e6bc5"


def test_a_spelling_of_an_end_does_not_change_a_scale() -> None:
    assert fingerprint({**BASE, "low_label": "Pesimo"}) == fingerprint({**BASE, "low_label": "Pésimo"})
