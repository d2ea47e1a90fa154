"""Which words of an answer to *which neighbourhood?* may be the name, and which only surround it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from civic.kinds import IN_NAMES, KINDS
from civic.place_words import (
    AFTERWARDS,
    COURTESY,
    GENERIC_AFTER,
    GENERIC_BEFORE,
    PRESENTING,
    SMALL,
    STREETS,
)
from civic.word_sets import word_set
from civic.written import expand, split_words

_REFUSAL = re.compile(r"^\W*no\s*[,.;:]\s*", re.IGNORECASE)
_BELONGING = word_set("soy somos vecino vecina vecinos habitante habitantes colono colonos residente")
_LONGEST_NAME = 12
_MOST_LETTERS, _MOST_WORDS = 1000, 40
"""What comes later in a long answer is left to `civic.spotting`; bounds the work on hostile input."""
_POSTAL_CODE_DIGITS = 5
_NO_NAMES = PRESENTING | AFTERWARDS | COURTESY
_ARTICLES = word_set("el la los las")
_KIND_SAID, _KIND_IN_NAMES, _ARTICLE, _TAIL, _OF_OWN_PLACE = 0.02, 0.06, 0.1, 0.1, 0.4


@dataclass(frozen=True, slots=True)
class Around:
    """The places of which a neighbourhood's name may be said to be part."""

    own: frozenset[str]
    """Folded names of the municipality, its city, its state."""
    others: frozenset[str]
    """Folded names of towns and states elsewhere."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One guess at the name's words. `kind`: what the resident says it is. `cost`: 0 when it is all words."""

    words: tuple[str, ...]
    kind: str = ""
    cost: float = 0.0
    doubtful: bool = False
    """Left out is a word that often is part of a name."""


@dataclass(frozen=True, slots=True)
class Start:
    at: int
    kind: str = ""
    cost: float = 0.0
    article: str = ""
    doubtful: bool = False


def take_postal_code(words: Sequence[str]) -> tuple[list[str], str]:
    """The words without a postal code (5 digits, `cp` before it or not), and the code or nothing."""
    at = next((at for at, word in enumerate(words) if word.isdigit() and len(word) == _POSTAL_CODE_DIGITS), None)
    if at is None:
        return list(words), ""
    before = list(words[:at])
    for label in (["codigo", "postal"], ["c", "p"], ["cp"]):
        if before[-len(label) :] == label:
            before = before[: -len(label)]
    return before + list(words[at + 1 :]), words[at]


def words_of(text: str) -> tuple[list[str], str]:
    """Expanded words and postal code of an answer."""
    words, code = take_postal_code(split_words(_REFUSAL.sub("", text[:_MOST_LETTERS])))
    if words[:1] == ["c"]:
        words[0] = "calle"
    return expand(words), code


def readings(words: Sequence[str], around: Around) -> list[Reading]:
    """All guesses, the likeliest reading of the same words once."""
    found: dict[tuple[tuple[str, ...], str], Reading] = {}
    words = words[:_MOST_WORDS]
    for start in _starts(words):
        for end, cost in _ends(words, start.at, around):
            core = tuple(words[start.at : end])
            core = (start.article, *core[1:]) if start.article else core
            if _NO_NAMES.issuperset(core):
                continue
            reading = Reading(core, start.kind, start.cost + cost, start.doubtful or cost >= _OF_OWN_PLACE)
            best = found.setdefault((core, start.kind), reading)
            if reading.cost < best.cost:
                found[core, start.kind] = reading
    return list(found.values())


def kind_at(words: Sequence[str], at: int) -> tuple[str, int]:
    """The kind of settlement said at a position and its length in words; nothing and 0 when none is."""
    for length in (2, 1):
        said = words[at : at + length]
        if len(said) == length and (kind := KINDS.get(" ".join(said))):
            return kind, length
    return "", 0


def is_generic(words: Sequence[str], at: int, length: int) -> bool:
    """`mi colonia`, `la colonia es`: no statement of kind."""
    before = words[at - 1] if at else ""
    after = words[at + length] if at + length < len(words) else ""
    return before in GENERIC_BEFORE or after in GENERIC_AFTER


def _starts(words: Sequence[str]) -> Iterator[Start]:
    """At the first word, and after every word that only presents a name or says its kind."""
    start = Start(0)
    yield start
    while start.at < len(words):
        following = _next_start(words, start)
        if following is None:
            return
        start = following
        yield start
        yield from _contracted(words, start.at)


def _next_start(words: Sequence[str], start: Start) -> Start | None:
    at = start.at
    kind, length = kind_at(words, at)
    if kind and not is_generic(words, at, length):
        doubtful = start.doubtful or words[at] in IN_NAMES
        return Start(at + length, kind, start.cost + (_KIND_IN_NAMES if doubtful else _KIND_SAID), doubtful=doubtful)
    if not kind and words[at] not in PRESENTING:
        return None
    article = _ARTICLE * (words[at] in _ARTICLES)
    kind = start.kind if words[at] in SMALL else ""
    return Start(at + (length or 1), kind, start.cost + article, doubtful=start.doubtful)


def _contracted(words: Sequence[str], at: int) -> Iterator[Start]:
    """`soy del lago` may be `soy de El Lago`."""
    if at < len(words) and words[at] == "del" and words[at - 1] in _BELONGING:
        yield Start(at, article="el")


def _ends(words: Sequence[str], start: int, around: Around) -> Iterator[tuple[int, float]]:
    for end in range(min(len(words), start + _LONGEST_NAME), start, -1):
        cost = _tail_cost(words, end, around)
        if cost is not None and (end == len(words) or words[end - 1] not in SMALL):
            yield end, cost


def _tail_cost(words: Sequence[str], at: int, around: Around) -> float | None:
    """What leaving out the words from a position costs; None when they cannot be explained away."""
    if at == len(words):
        return 0.0
    if length := own_place(words, at, around):
        rest = _tail_cost(words, at + length, around)
        joined = words[at] in SMALL
        return None if rest is None else rest + (_OF_OWN_PLACE if joined else _TAIL)
    if words[at] in COURTESY:
        rest = _tail_cost(words, at + 1, around)
        if rest is not None:
            return rest
    if words[at] in AFTERWARDS and not names_elsewhere(words[at:], around):
        return _TAIL
    return None


def own_place(words: Sequence[str], at: int, around: Around) -> int:
    """Length in words of `durango`, `de durango`, `en victoria de durango` at a position, 0 when it is not there."""
    skip = 1 if words[at] in ("de", "en") else 0
    lengths = (len(place.split()) for place in around.own if _is_at(words, at + skip, place))
    longest = max(lengths, default=0)
    return longest + skip if longest else 0


def _is_at(words: Sequence[str], at: int, place: str) -> bool:
    parts = place.split()
    return list(words[at : at + len(parts)]) == parts


def names_elsewhere(words: Sequence[str], around: Around) -> bool:
    """Some other town or state is said, and not as the name of a street."""
    return any(
        " ".join(words[at:end]) in around.others and (at == 0 or words[at - 1] in ("de", "en", "ciudad"))
        for at in range(len(words))
        if at == 0 or words[at - 1] not in STREETS
        for end in range(at + 1, min(at + _LONGEST_NAME, len(words)) + 1)
    )
