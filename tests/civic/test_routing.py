"""Rules choose a department, the first that matches, and say why in words that staff understand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.routing import Condition, Labels, Rule, explain, route

CENTRE, ANALCO = "10005-0001", "10005-0002"
LABELS = Labels(
    categories={"street": "Bache o banqueta", "water": "Agua o fuga", "drainage": "Drenaje", "other": "Otro asunto"},
    neighbourhoods={CENTRE: "Centro", ANALCO: "Analco"},
    departments={"waters": "Aguas", "works": "Obras Públicas", "centre": "Centro Histórico", "people": "Atención"},
)
RULES = (
    Rule(name="Fugas", department="waters", categories=frozenset({"water", "drainage"})),
    Rule(
        name="Centro histórico",
        department="centre",
        categories=frozenset({"street"}),
        neighbourhoods=frozenset({CENTRE}),
        words=("adoquín", "cantera"),
    ),
    Rule(name="Hoyo por fuga", department="waters", categories=frozenset({"street"}), words=("fuga de agua", "tubo roto")),
    Rule(name="Calles", department="works", categories=frozenset({"street"})),
)  # fmt: skip

ROUTED = [
    ("water", "", "", "waters", "Fugas", "the category is enough"),
    ("drainage", CENTRE, "un bache", "waters", "Fugas", "one of several categories"),
    ("street", CENTRE, "faltan adoquines", "centre", "Centro histórico", "all three hold, the word in the plural"),
    ("street", CENTRE, "FALTA UN ADOQUIN", "centre", "Centro histórico", "capitals, no accent"),
    ("street", ANALCO, "faltan adoquines", "works", "Calles", "another neighbourhood"),
    ("street", "", "faltan adoquines", "works", "Calles", "no neighbourhood told"),
    ("street", CENTRE, "hay un bache", "works", "Calles", "no such word"),
    ("street", ANALCO, "Bache por fugas de agua", "waters", "Hoyo por fuga", "a phrase, in another ending"),
    ("street", ANALCO, "por la fuga hay agua", "works", "Calles", "the words of a phrase, but apart"),
    ("street", ANALCO, "frente al Café Tubo, roto", "waters", "Hoyo por fuga", "signs do not part a phrase"),
    ("street", ANALCO, "el tubo", "works", "Calles", "half a phrase"),
    ("street", CENTRE, "una canterana", "works", "Calles", "a word inside another is not there"),
    ("other", CENTRE, "adoquín y fuga de agua", "people", "", "no rule is for it: the default"),
    ("", "", "", "people", "", "nothing known"),
]


@pytest.mark.parametrize(("category", "neighbourhood", "text", "department", "rule", "reason"), ROUTED)
def test_route(category: str, neighbourhood: str, text: str, department: str, rule: str, reason: str) -> None:
    found = route(RULES, "people", category=category, neighbourhood_key=neighbourhood, text=text)
    assert (found.department, found.rule_name) == (department, rule), reason


def test_why_ends_with_the_match_and_names_the_first_failure() -> None:
    found = route(RULES, "people", category="street", neighbourhood_key=CENTRE, text="hay una fuga de agua")
    assert [(looked.rule.name, looked.failed) for looked in found.why] == [
        ("Fugas", Condition.CATEGORY),
        ("Centro histórico", Condition.WORDS),
        ("Hoyo por fuga", None),
    ]
    assert found.why[-1].word == "fuga de agua"


EXPLAINED = [
    (
        "street", ANALCO, "una fuga de agua abrió un hoyo",
        """
        1. Fugas: no, el asunto es «Bache o banqueta» y pide «Agua o fuga» o «Drenaje».
        2. Centro histórico: no, la colonia es «Analco» y pide «Centro».
        3. Hoyo por fuga: sí, el asunto es «Bache o banqueta» y el texto dice «fuga de agua».
        Va a Aguas.
        """,
    ),
    (
        "street", CENTRE, "se cayó la cantera",
        """
        1. Fugas: no, el asunto es «Bache o banqueta» y pide «Agua o fuga» o «Drenaje».
        2. Centro histórico: sí, el asunto es «Bache o banqueta», la colonia es «Centro» y el texto dice «cantera».
        Va a Centro Histórico.
        """,
    ),
    (
        "street", "", "un bache",
        """
        1. Fugas: no, el asunto es «Bache o banqueta» y pide «Agua o fuga» o «Drenaje».
        2. Centro histórico: no, no hay colonia y pide «Centro».
        3. Hoyo por fuga: no, el texto no dice «fuga de agua» ni «tubo roto».
        4. Calles: sí, el asunto es «Bache o banqueta».
        Va a Obras Públicas.
        """,
    ),
    (
        "", "", "",
        """
        1. Fugas: no, no hay asunto y pide «Agua o fuga» o «Drenaje».
        2. Centro histórico: no, no hay asunto y pide «Bache o banqueta».
        3. Hoyo por fuga: no, no hay asunto y pide «Bache o banqueta».
        4. Calles: no, no hay asunto y pide «Bache o banqueta».
        Ninguna regla coincide: va a Atención.
        """,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("category", "neighbourhood", "text", "told"), EXPLAINED)
def test_explain(category: str, neighbourhood: str, text: str, told: str) -> None:
    found = route(RULES, "people", category=category, neighbourhood_key=neighbourhood, text=text)
    assert explain(found, LABELS) == [line.strip() for line in told.strip().splitlines()]


def test_an_id_without_a_label_stands_for_itself() -> None:
    rules = (Rule(name="Ruido", department="noise", categories=frozenset({"noise"})),)
    found = route(rules, "people", category="noise", neighbourhood_key="", text="")
    assert explain(found, LABELS) == ["1. Ruido: sí, el asunto es «noise».", "Va a noise."]


@given(
    st.sampled_from(["street", "water", "drainage", "other", ""]),
    st.sampled_from([CENTRE, ANALCO, ""]),
    st.lists(st.sampled_from(["fuga", "de", "agua", "Tubos", "rotos", "adoquín", "bache", "¿"])).map(" ".join),
)
def test_the_answer_is_the_first_rule_that_matches_alone(category: str, neighbourhood: str, text: str) -> None:
    found = route(RULES, "people", category=category, neighbourhood_key=neighbourhood, text=text)
    alone = [
        rule.name
        for rule in RULES
        if route((rule,), "", category=category, neighbourhood_key=neighbourhood, text=text).rule_name
    ]
    assert found.rule_name == (alone[0] if alone else "")
    assert len(explain(found, LABELS)) == len(found.why) + 1
