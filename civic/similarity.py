"""Whether two short texts ask for the same thing: the same subject in the same place.

Two proposals for a library in two neighbourhoods share their subject and are no duplicates; neither are a library and a bus stop
in one neighbourhood. So subject words (known to the topic lists) and all other words (mostly names of places) are compared apart,
and both must agree. Trigrams of the letters forgive spelling.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

from civic.spanish import fold
from civic.stems import stem
from civic.topics import names_subject
from civic.vocabulary import words as listed

DUPLICATE = 0.74
"""From here on one answer would settle both; chosen on the pairs of `propuestas_duplicados_dev.csv` (13 of 61 duplicates)."""
LONGEST_READ = 60
"""Words of a text that are compared."""

_NO_PLACE = 0.9
"""Weight of the subjects alone when neither text names a place."""
_PLACE_IN_ONE = 0.6
"""The same when only one does: it may be there, it may be elsewhere."""
_NO_SUBJECT = 0.3
_BODY = 0.9
"""Agreement of the whole texts against agreement of their first lines."""
_LETTERS = 0.2

Stems = frozenset[str]


@dataclass(frozen=True, slots=True)
class _Words:
    subjects: Stems
    others: Stems


@dataclass(frozen=True, slots=True)
class Reading:
    """A text made ready for comparing, so that one text can be compared with many."""

    title: _Words
    whole: _Words
    trigrams: frozenset[str]


def read(text: str) -> Reading:
    """The first line counts as the title; a text of one line is its own title."""
    title, _, body = text.strip().partition("\n")
    words = _words(title)
    letters = " ".join(word for word in fold(title).split() if word not in _MUTE)
    trigrams = map("".join, zip(letters, letters[1:], letters[2:], strict=False))
    return Reading(words, _words(text) if body else words, frozenset(trigrams))


def likeness(one: Reading, other: Reading) -> float:
    """0 (nothing in common) to 1 (the same words)."""
    words = max(_agreement(one.title, other.title), _BODY * _agreement(one.whole, other.whole))
    return (1 - _LETTERS) * words + _LETTERS * _shared(one.trigrams, other.trigrams)


def similarity(a: str, b: str) -> float:
    """0..1 for two short texts; the order does not matter."""
    return likeness(read(a), read(b))


def duplicates(pairs: Iterable[tuple[str, str]]) -> list[bool]:
    """For each pair whether one answer would settle both."""
    return [similarity(a, b) >= DUPLICATE for a, b in pairs]


def _words(text: str) -> _Words:
    said = [kind for word in fold(text).split()[:LONGEST_READ] if (kind := _kind(word)) is not None]
    return _Words(frozenset(s for s, subject in said if subject), frozenset(s for s, subject in said if not subject))


@lru_cache(maxsize=50_000)
def _kind(word: str) -> tuple[str, bool] | None:
    """The stem and whether it names a subject; None for words that distinguish nothing."""
    said = distinct_stem(word)
    return None if said is None else (said, names_subject(word))


def distinct_stem(word: str) -> str | None:
    """The stem of a folded word; None for a word that is in most texts."""
    return None if len(word) < 2 or word in _MUTE or stem(word) in _GENERAL else stem(word)


def _agreement(one: _Words, other: _Words) -> float:
    places = _overlap(one.others, other.others)
    if not (one.subjects and other.subjects):
        return _NO_SUBJECT * places
    subjects = _overlap(one.subjects, other.subjects)
    if one.others and other.others:
        return sqrt(subjects * places)
    return subjects * (_PLACE_IN_ONE if one.others or other.others else _NO_PLACE)


def _overlap(one: Collection[str], other: Collection[str]) -> float:
    """Half how much of the shorter is in the longer, half how much they share of both."""
    both = len(set(one) & set(other))
    return (both / min(len(one), len(other)) + _shared(one, other)) / 2 if both else 0.0


def _shared(one: Collection[str], other: Collection[str]) -> float:
    both = len(set(one) & set(other))
    return 2 * both / (len(one) + len(other)) if both else 0.0


_MUTE = listed("plain", "mudas")
_GENERAL = frozenset(stem(word) for word in listed("plain", "generales"))
