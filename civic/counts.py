"""Whole numbers of things, as people type and say them: `5`, `1,200`, `treinta y tres`, `mil doscientos`, `un par`."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from civic.numerals import cardinal
from civic.phonetics import sound

_HUNDREDS = {
    sound(word): value
    for words, value in (
        ("cien ciento", 100),
        ("doscientos doscientas", 200),
        ("trescientos trescientas", 300),
        ("cuatrocientos cuatrocientas", 400),
        ("quinientos quinientas", 500),
        ("seiscientos seiscientas", 600),
        ("setecientos setecientas", 700),
        ("ochocientos ochocientas", 800),
        ("novecientos novecientas", 900),
    )
    for word in words.split()
}
_ENGLISH = {word: at for at, word in enumerate("zero one two three four five six seven eight nine ten".split())}
_THOUSAND, _PAIR = sound("mil"), "par"
_ARTICLES = frozenset({"un", "una"})
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:[,. ]\d{3})+(?![\d]|[.,]\d)")
_BROKEN = re.compile(r"(?<![\d.,])\d+[.,]\d+(?![.,]?\d)|½|\b(?:y|con) (?:medi[oa]|cuarto)\b", re.IGNORECASE)
_TEN = "🔟"


class Count(NamedTuple):
    value: int
    start: int
    end: int
    """One past its last word."""
    article: bool = False
    """`un`, `una`: a number only where nothing else is meant."""


def joined(text: str) -> str:
    """The text with thousands written in one piece: `1,200`, `1 200` and `1.200` are 1200."""
    return _GROUPED.sub(lambda found: re.sub(r"\D", "", found[0]), text.replace(_TEN, " 10 "))


def is_broken(joined_text: str) -> bool:
    """It speaks of a number that is not whole: `4.5`, `3 y medio`."""
    return bool(_BROKEN.search(joined_text))


def counts(words: Sequence[str]) -> list[Count]:
    """Every number in folded words, in order; each as long as it can be read."""
    found: list[Count] = []
    at = 0
    while at < len(words):
        value, end = _number(words, at)
        if end > at:
            found.append(Count(value, at, end, end == at + 1 and words[at] in _ARTICLES))
        at = max(end, at + 1)
    return found


def _number(words: Sequence[str], at: int) -> tuple[int, int]:
    """Value and end of the number that starts here; the end is the start when none does."""
    value, end = _below_thousand(words, at)
    if end == len(words):
        return value, end
    if value == 1 and words[end] == _PAIR and words[at] == "un":
        return 2, end + 1
    if sound(words[end]) != _THOUSAND:
        return value, end
    rest, after = _below_thousand(words, end + 1)
    return max(value, 1) * 1000 + (rest if after > end + 1 else 0), max(after, end + 1)


def _below_thousand(words: Sequence[str], at: int) -> tuple[int, int]:
    hundreds = _HUNDREDS.get(sound(words[at]), 0) if at < len(words) else 0
    if not hundreds:
        return _below_hundred(words, at)
    rest, end = _below_hundred(words, at + 1)
    return hundreds + rest, end


def _below_hundred(words: Sequence[str], at: int) -> tuple[int, int]:
    value = _word(words[at]) if at < len(words) else None
    if value is None:
        return 0, at
    if not words[at].isdigit() and value in range(10, 100, 10) and at + 2 < len(words) and words[at + 1] == "y":
        units = _word(words[at + 2])
        if units is not None and 0 < units < 10 and not words[at + 2].isdigit():
            return value + units, at + 3
    return value, at + 1


def _word(word: str) -> int | None:
    value = cardinal(word)
    return _ENGLISH.get(word) if value is None else value
