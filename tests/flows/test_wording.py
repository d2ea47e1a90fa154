"""How residents are spoken to: usted, one question at a time and last, no signs that only some phones show."""

import re

import pytest

from flows.catalogue import Sentence, sentences
from tests.flows.resident import shipped

SPANISH = list(sentences(shipped()))
FAMILIAR = re.compile(
    r"\b(tú|tu|tus|te|ti|contigo|puedes|quieres|tienes|(?<!nos )escribe|(?<!que )manda|responde|elige|dime|espera tú|vos|vosotros)\b",
    re.IGNORECASE,
)
NEVER = re.compile(
    r"no (le )?entiendo|es muy importante|disculpe las molestias|\b(vale|ordenador|clic|aplicativo|usuario debe)\b|IDAIP",
    re.IGNORECASE,
)
SIGNS = re.compile(r"[\U0001f000-\U0001faff\u2600-\u27bf]")


@pytest.mark.parametrize("sentence", SPANISH, ids=[sentence.where for sentence in SPANISH])
def test_a_sentence_is_polite_and_plain(sentence: Sentence) -> None:
    assert not FAMILIAR.search(sentence.text)
    assert not NEVER.search(sentence.text)
    assert not SIGNS.search(sentence.text)
    assert sentence.text.count("¿") <= 1, "one question at a time"
    assert len(sentence.text.splitlines()) <= 9


ASKED = [
    (f"{flow.id}: {question.id}", question)
    for flow in shipped().flows.values()
    for question in flow.questions
    if not question.heard_only
]


@pytest.mark.parametrize(
    ("where", "ask"), [(where, question.ask) for where, question in ASKED], ids=[w for w, _ in ASKED]
)
def test_the_question_comes_last(where: str, ask: str) -> None:
    assert ask.endswith(("?", "{point}")), where  # a point of a list is a question of the document


@pytest.mark.parametrize(
    "question",
    [question for _, question in ASKED if not question.optional],
    ids=lambda q: q.id,
)
def test_a_question_that_must_be_answered_helps_when_it_is_not_understood(question: object) -> None:
    assert getattr(question, "example", "") or getattr(question, "reader", "") == "similar"
