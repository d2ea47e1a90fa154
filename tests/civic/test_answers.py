"""Answers counted question by question, and which questions are too personal to be published."""

import pytest

from civic.answers import AnswerCount, answer_lines, count_answers, is_private, splits_people
from civic.consultation import Choice, Condition, Kind, Question


def question(name: str, kind: Kind = Kind.CHOICE, when: str = "", *, personal: bool = False) -> Question:
    options = tuple(Choice(id=one, label=one.title()) for one in "abc") if kind is not Kind.SCALE else ()
    condition = Condition(question=when, options=("a",)) if when else None
    return Question(id=name, kind=kind, ask="?", label=name, options=options, personal=personal, when=condition)


COUNTED = [
    (Kind.CHOICE, ["a", "c", "a"], ["a 2 0 3", "b 0 0 3", "c 1 0 3"], "one each; what nobody chose is a line too"),
    (Kind.CHOICES, [["a", "b"], ["b"]], ["a 1 0 2", "b 2 0 2", "c 0 0 2"], "several each: more answers than people"),
    (
        Kind.RANKING,
        [["a", "b"], ["b", "a"], ["b"]],
        ["a 2 5 3", "b 3 8 3", "c 0 0 3"],
        "3 points for first, 2 for second",
    ),
    (Kind.SCALE, [10, 2, 2], ["2 2 0 3", "10 1 0 3"], "steps in the order of numbers"),
    (Kind.TEXT, ["una", "otra"], [" 2 0 2"], "words are not told, only how many there are"),
    (Kind.CHOICE, [], ["a 0 0 0", "b 0 0 0", "c 0 0 0"], "nobody answered"),
]


@pytest.mark.parametrize(("kind", "values", "lines", "reason"), COUNTED, ids=[row[3] for row in COUNTED])
def test_answers_are_counted(kind: Kind, values: list[object], lines: list[str], reason: str) -> None:
    asked = question("q", kind)
    found = answer_lines(asked, count_answers(asked, values))
    assert [f"{one.answer} {one.people} {one.points} {one.answered}" for one in found] == lines, reason


def test_of_a_ranking_places_are_counted_one_by_one_so_that_nobodys_order_can_be_seen() -> None:
    counts = count_answers(question("q", Kind.RANKING), [["a", "b"], ["b", "a"]])
    assert counts == [
        AnswerCount("q", "", 0, 2),
        AnswerCount("q", "a", 1, 1),
        AnswerCount("q", "a", 2, 1),
        AnswerCount("q", "b", 1, 1),
        AnswerCount("q", "b", 2, 1),
    ]


AGE, WORK = question("age", personal=True), question("work")
PRIVATE = [
    (WORK, False, False, "tells nothing of who somebody is"),
    (AGE, True, True, "personal, asked of everybody, one answer each: cells"),
    (question("pension", when="age"), True, False, "asked because of an answer that is personal"),
    (question("union", when="work"), False, False, "asked because of one that is not"),
    (question("trade", when="work", personal=True), True, False, "could be held against the answer that led to it"),
    (question("languages", Kind.CHOICES, personal=True), True, False, "several answers each do not split people"),
    (question("name", Kind.TEXT, personal=True), True, False, "words"),
]


@pytest.mark.parametrize(("asked", "private", "splits", "reason"), PRIVATE, ids=[row[3] for row in PRIVATE])
def test_what_is_published_of_a_question(asked: Question, private: bool, splits: bool, reason: str) -> None:
    questions = [AGE, WORK, asked]
    assert (is_private(asked, questions), splits_people(asked)) == (private, splits), reason
