"""Answers to a questionnaire, counted; and which of them tell so much of a person that they are not published as they are."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from civic.consultation import Kind, Question

_IN_WORDS = (Kind.TEXT, Kind.PHOTO, Kind.NEIGHBOURHOOD)


@dataclass(frozen=True, slots=True)
class AnswerCount:
    question: str
    answer: str
    """An option's id, a step, a number; empty: how many people answered at all."""
    place: int
    """Of a ranking, from 1, the first; 0 elsewhere."""
    people: int


@dataclass(frozen=True, slots=True)
class AnswerLine:
    question: str
    answer: str
    """Empty for what is answered in words."""
    people: int
    points: int
    """Of a ranking of n options: n for each first place, n - 1 for each second; 0 elsewhere."""
    answered: int
    """How many people answered the question."""


def count_answers(question: Question, values: Sequence[object]) -> list[AnswerCount]:
    """`values`: one for each person who answered, as kept: an id, ids, a number, words."""
    total = AnswerCount(question.id, "", 0, len(values))
    if question.kind in _IN_WORDS:
        return [total]
    ranked = question.kind is Kind.RANKING
    given = Counter(
        (str(one), place if ranked else 0) for value in values for place, one in enumerate(_chosen(value), 1)
    )
    found = sorted(given.items(), key=lambda item: (_order(question, item[0][0]), item[0][1]))
    return [total, *(AnswerCount(question.id, answer, place, people) for (answer, place), people in found)]


def answer_lines(question: Question, counts: Sequence[AnswerCount]) -> Iterator[AnswerLine]:
    """A line for each option, also those that nobody chose, or for each step or number that was given."""
    answered = sum(one.people for one in counts if not one.answer)
    if question.kind in _IN_WORDS:
        yield AnswerLine(question.id, "", answered, 0, answered)
        return
    for answer in [one.id for one in question.options] or dict.fromkeys(one.answer for one in counts if one.answer):
        own = [one for one in counts if one.answer == answer]
        points = sum(one.people * (len(question.options) + 1 - one.place) for one in own if one.place)
        yield AnswerLine(question.id, answer, sum(one.people for one in own), points, answered)


def _chosen(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else [value]


def _order(question: Question, answer: str) -> tuple[int, int, str]:
    ids = [option.id for option in question.options]
    return (ids.index(answer) if answer in ids else len(ids), len(answer), answer)


def is_private(question: Question, asked: Sequence[Question]) -> bool:
    """It tells who somebody is, or was asked only because of an answer that does."""
    if question.personal or question.when is None:
        return question.personal
    before = next((one for one in asked if one.id == question.when.question), None)
    return before is not None and is_private(before, asked)


def is_chosen(question: Question) -> bool:
    """It has options or a scale."""
    return question.kind in (Kind.CHOICE, Kind.CHOICES, Kind.SCALE, Kind.RANKING)


def splits_people(question: Question) -> bool:
    """A personal question that everybody was asked, with one answer each: its cells are all who take part. One that only
    some were asked could be held against the answer that led to it, so nothing of it is published."""
    return question.personal and question.when is None and question.kind in (Kind.CHOICE, Kind.SCALE)
