"""Every Spanish sentence of a book, for translators and for the proof that a catalogue is complete."""

from collections.abc import Iterator
from typing import NamedTuple

from flows.book import Book
from flows.form import Finish, Flow, Option, Question
from flows.speech import DETAIL, LABEL


class Sentence(NamedTuple):
    where: str
    """File, part and key: `complain.toml: question what: ask`."""
    text: str
    longest: int
    """Characters it may have: a message, a label or a detail."""


MESSAGE = 300
"""Longest sentence: what a small screen shows at once."""
END = 40
"""Longest words for an end of a scale."""


def sentences(book: Book) -> Iterator[Sentence]:
    """In reading order; one sentence may come up more than once."""
    yield from (Sentence(f"phrases.toml: {name}", text, MESSAGE) for name, text in book.phrases.items())
    yield Sentence("menu.toml: say", book.menu.say, MESSAGE)
    for flow in book.flows.values():
        yield from _of_flow(flow)


def _of_flow(flow: Flow) -> Iterator[Sentence]:
    where = f"{flow.id}.toml"
    yield from _told(where, flow.opening, MESSAGE, "opening")
    yield from _told(where, flow.label, LABEL, "label")
    yield from _told(where, flow.resume, LABEL, "resume")
    yield from _told(where, flow.detail, DETAIL, "detail")
    yield from _told(where, flow.thing, MESSAGE, "thing")
    for question in flow.questions:
        yield from _of_question(f"{where}: question {question.id}", question)
    for name, finish in flow.finishes.items():
        yield from _of_finish(f"{where}: finish.{name}", finish)


def _of_question(where: str, question: Question) -> Iterator[Sentence]:
    for key in ("ask", "example", "why"):
        yield from _told(where, getattr(question, key), MESSAGE, key)
    yield from _told(where, question.label, LABEL, "label")
    yield from _told(where, question.skip, LABEL, "skip")
    yield from _told(where, question.low_label, END, "low_label")
    yield from _told(where, question.high_label, END, "high_label")
    room = LABEL - len("1 ") if question.reader in ("choices", "ranking") else LABEL
    for option in question.options:
        yield from _of_option(f"{where}: option {option.id}", option, room)


def _of_option(where: str, option: Option, room: int) -> Iterator[Sentence]:
    """`room`: for its label, characters."""
    yield from _told(where, option.label, room, "label")
    yield from _told(where, option.detail, DETAIL, "detail")


def _of_finish(where: str, finish: Finish) -> Iterator[Sentence]:
    yield from _told(where, finish.say, MESSAGE, "say")
    for number, offer in enumerate(finish.offers, 1):
        yield from _told(f"{where}: offers {number}", offer.label, LABEL, "label")


def _told(where: str, text: str, longest: int, key: str) -> Iterator[Sentence]:
    if text:
        yield Sentence(f"{where}: {key}", text, longest)
