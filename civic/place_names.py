"""All ways in which the catalogue's own name of a neighbourhood may be said."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from civic.kinds import FACILITIES, KINDS
from civic.neighbourhood import Neighbourhood
from civic.spanish import fold
from civic.written import Written, both, expand, split_words

_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]")
_ALIAS = re.compile(r"\(([^)]*)\)")
_DESCRIBES = re.compile(r"(lote|parte|edificios|nuevo centro) ")
_SHORTENED, _ALIASED, _KIND_DROPPED = 0.12, 0.14, 0.1


@dataclass(frozen=True, slots=True)
class Form:
    """One way to say a neighbourhood; `cost` says how much less likely than its whole name (0)."""

    neighbourhood: Neighbourhood
    said: Written
    cost: float


def forms(neighbourhood: Neighbourhood, own_places: frozenset[str]) -> Iterator[Form]:
    """`own_places`: folded names of the municipality and its state; they alone name no neighbourhood."""
    for text, cost in _sayings(neighbourhood, own_places):
        for said in both(expand(split_words(text))):
            yield Form(neighbourhood, said, cost)


def _sayings(neighbourhood: Neighbourhood, own_places: frozenset[str]) -> Iterator[tuple[str, float]]:
    name = neighbourhood.name
    kind = fold(neighbourhood.kind)
    main = _BRACKETS.sub(" ", name).strip()
    yield name, 0.0
    if main != name and not (fold(main) in own_places and kind in FACILITIES):
        yield main, _SHORTENED
    yield from ((alias, _ALIASED) for alias in _ALIAS.findall(name) if _is_name(alias))
    if kind in FACILITIES:
        yield f"{kind} {main}", _SHORTENED
    yield from ((text, _KIND_DROPPED) for text in _without_kind(main))
    yield from ((text, _KIND_DROPPED) for text in _centre(main, own_places))


def _is_name(alias: str) -> bool:
    return fold(alias) not in KINDS and not _DESCRIBES.match(fold(alias) + " ")


def _without_kind(name: str) -> Iterator[str]:
    """`Rancho los Torres` is also `los Torres`."""
    words = name.split()
    for length in (1, 2):
        kind = KINDS.get(fold(" ".join(words[:length])))
        if kind and len(words) > length and fold(words[0]) not in ("residencial", "hacienda", "granja"):
            yield " ".join(words[length:])


def _centre(name: str, own_places: frozenset[str]) -> Iterator[str]:
    """`Victoria de Durango Centro` is what all call `el centro`, `zona centro`."""
    words = split_words(name)
    own_words = {word for place in own_places for word in place.split()}
    if "centro" in words and len(words) > 1 and own_words.issuperset(set(words) - {"centro"}):
        yield from ("centro", "zona centro", "centro historico", "centro de la ciudad", "primer cuadro")
        yield from (f"centro {place}" for place in own_places)
        yield from (f"{place} centro" for place in own_places)
