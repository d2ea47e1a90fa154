"""What staff may word anew at the desk, and why a wording cannot be: said in Spanish, to whoever wrote it.

Wording changes; structure does not: which questions there are, in which order, what they lead to. Structure is changed in
the files and proved by `voz check`.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from flows.book import Book, book_of
from flows.catalogue import sentences
from flows.check import Fault, check
from flows.form import FormError
from flows.source import Source
from flows.speech import STANDING, placeholders
from flows.wording import WORDS, Wording, place_of

_STRUCTURE = ("low_label", "high_label")
"""Ends of a scale: turned round, every answer would mean the opposite."""
_LONGEST_WORDS = 3000
_TICKED = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, a label, or the further words of an option, as they ship."""

    place: str
    text: str
    longest: int

    @property
    def flow(self) -> str:
        """The flow's id, or `phrases`, or `menu`."""
        return self.place.partition("/")[0]

    @property
    def is_words(self) -> bool:
        return self.place.endswith(f"/{WORDS}")

    @property
    def is_label(self) -> bool:
        return self.place.endswith("/label")

    @property
    def needed(self) -> frozenset[str]:
        """Placeholders without which it would not say what it is there for."""
        return placeholders(self.text) - STANDING

    @property
    def allowed(self) -> frozenset[str]:
        return placeholders(self.text) | STANDING


@lru_cache(maxsize=4)
def passages(source: Source) -> Mapping[str, Passage]:
    """By place, in reading order."""
    book = book_of(source)
    said = [Passage(place_of(one.where), one.text, one.longest) for one in sentences(book)]
    every = {one.place: one for one in said if not one.place.endswith(_STRUCTURE)}
    return every | {one.place: one for one in _words(book)}


def _words(book: Book) -> Iterator[Passage]:
    for flow in book.flows.values():
        for question in flow.questions:
            for option in question.options:
                place = f"{flow.id}/question/{question.id}/option/{option.id}/{WORDS}"
                yield Passage(place, "\n".join(option.words), _LONGEST_WORDS)


def why_not(
    source: Source, wordings: Mapping[str, Wording], place: str, wording: Wording, acts: Collection[str]
) -> list[str]:
    """What is wrong with a wording beside those that are said already; nothing when it can be published."""
    passage = passages(source)[place]
    wrong = [*_wrong(passage, wording.text, "")]
    for language, text in wording.translations.items():
        wrong += _wrong(passage, text, f" ({language})")
    if wrong:
        return wrong
    try:
        before, after = book_of(source, wordings), book_of(source, {**wordings, place: wording})
        known = set(check(before, acts))
        faults = [one for one in check(after, acts) if one not in known]
    except FormError as e:
        return [f"Así no se entendería: {e}"]
    return [*_said_elsewhere(before, after, place, wording), *map(_told, faults)]


def _said_elsewhere(before: Book, after: Book, place: str, wording: Wording) -> Iterator[str]:
    """A sentence has one translation, wherever it stands."""
    others = sum(one.text == wording.text and place_of(one.where) != place for one in sentences(after))
    for language, text in wording.translations.items():
        now = before.translated(wording.text, language)
        if others and now not in (text, wording.text):
            told = "otro lugar dice" if others == 1 else f"otros {others} lugares dicen"
            yield (
                f"En el otro idioma ({language}) ya se dice «{now}»: {told} lo mismo en español y no cambiarían. "
                "Déjelo así, o diga aquí algo distinto también en español."
            )


def _wrong(passage: Passage, text: str, which: str) -> Iterator[str]:
    if not text.strip() and not passage.is_words:
        yield f"Escriba el texto{which}: en blanco no puede quedar."
    if len(text) > passage.longest:
        yield f"El texto{which} tiene {len(text)} letras; caben {passage.longest}. Hágalo más corto."
    if "\n" in text and passage.longest < 100:
        yield f"El texto{which} debe ir en un solo renglón."
    for name in sorted(placeholders(text) - passage.allowed):
        yield f"Aquí no existe {{{name}}}{which}. Puede usar: {_braced(passage.allowed)}."
    for name in sorted(passage.needed - placeholders(text)):
        yield f"Falta {{{name}}}{which}: ahí va un dato que el vecino necesita."


def _braced(names: Collection[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names))


def _told(fault: Fault) -> str:
    word = _TICKED.search(fault.what)
    if word and ("two options" in fault.what or "also opens" in fault.what):
        return f"«{word[1]}» ya significa otra cosa en ese lugar. Use otra palabra."
    if "placeholders differ" in fault.what:
        return "Inglés debe llevar los mismos datos entre llaves que el español."
    return f"Así no se puede publicar ({fault.where}: {fault.what})."
