"""Which end of a scale words mean: its own label, or a word as strong as that label."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from civic.phrases import Phrasebook
from civic.sound import hear
from civic.stems import stem
from civic.vocabulary import phrases
from flows.amount import is_filler

_BOOK = Phrasebook(phrases("survey"), {})
_FAMILIES = ("calidad", "cantidad")
_ENDS = {"low": "abajo", "high": "arriba"}
_VERY = ("mui", "beri")
"""`muy buena` is the end of a scale only where its label is as plain."""
_NOT = frozenset(hear("no ni tampoco casi not"))
_REACH = 2
"""Words over which a *no* reaches."""


@dataclass(frozen=True, slots=True)
class Extreme:
    """`end`: `low`, `high`, `middle` or empty. `sure`: nothing else is said that could turn it round."""

    end: str = ""
    sure: bool = False


@dataclass(frozen=True, slots=True)
class _Spot:
    end: str
    start: int
    stop: int


def extreme(text: str, low: Sequence[str], high: Sequence[str], asked: Collection[str] = ()) -> Extreme:
    """What a text without a number says to a scale with these labels, in each language it may be answered in.

    `asked`: the words of the question, see `flows.amount.topic_of`.
    """
    heard = hear(text)
    spots = [spot for spot in _widest(_spots(heard, low, high)) if not _denied(heard, spot)]
    ends = {spot.end for spot in spots}
    if len(ends) != 1:
        return Extreme()
    spoken = {at for spot in spots for at in range(spot.start, spot.stop)}
    rest = [word for at, word in enumerate(heard) if at not in spoken]
    end = ends.pop()
    anger = end == "low" and min(spot.start for spot in spots) == 0
    return Extreme(end, anger or all(is_filler(word, asked) for word in rest))


def _spots(heard: Sequence[str], low: Sequence[str], high: Sequence[str]) -> Iterator[_Spot]:
    for end, labels in (("low", low), ("high", high)):
        for label in labels:
            yield from _where(heard, hear(label), end)
    for label, start, stop in _BOOK.find(heard):
        end = _end_of(label, heard[start], low, high)
        if end:
            yield _Spot(end, start, stop)


def _where(heard: Sequence[str], label: Sequence[str], end: str) -> Iterator[_Spot]:
    """Every place where a label is said, whatever its endings: `muy malo` is `muy mala`."""
    stems, wanted = [stem(word) for word in heard], [stem(word) for word in label]
    for start in range(len(stems) - len(wanted) + 1 if wanted else 0):
        if stems[start : start + len(wanted)] == wanted:
            yield _Spot(end, start, start + len(wanted))


def _end_of(phrase: str, first: str, low: Sequence[str], high: Sequence[str]) -> str:
    """The end that a phrase of the word list means on this scale, or the empty string."""
    family, _, kind = phrase.partition(".")
    if phrase == "respuesta.medio":
        return "middle"
    if family not in families_of(tuple(low), tuple(high)):
        return ""
    end = next((end for end, name in _ENDS.items() if name == kind), "")
    labels = low if end == "low" else high
    return "" if first in _VERY and not any(hear(label)[:1] == [first] for label in labels) else end


@cache
def families_of(low: tuple[str, ...], high: tuple[str, ...]) -> frozenset[str]:
    """The families of words whose signs both ends carry."""
    return frozenset(
        family for family in _FAMILIES if _signed(family, "abajo", low) and _signed(family, "arriba", high)
    )


def _signed(family: str, kind: str, labels: Sequence[str]) -> bool:
    sign = f"{family}.sena_{kind}"
    return any(label == sign for text in labels for label, _, _ in _BOOK.find(hear(text)))


def _widest(spots: Iterator[_Spot]) -> list[_Spot]:
    """Without those inside another: `nada de acuerdo` does not say `de acuerdo`."""
    found = list(spots)
    return [one for one in found if not any(_inside(one, other) for other in found)]


def _inside(one: _Spot, other: _Spot) -> bool:
    within = other.start <= one.start and one.stop <= other.stop
    return within and (one.stop - one.start) < (other.stop - other.start)


def _denied(heard: Sequence[str], spot: _Spot) -> bool:
    return not _NOT.isdisjoint(heard[max(spot.start - _REACH, 0) : spot.start])
