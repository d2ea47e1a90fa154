"""All ways in which the catalogue's own name of a neighbourhood may be said."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from civic.kinds import FACILITIES, KINDS
from civic.neighbourhood import Neighbourhood
from civic.spanish import fold
from civic.word_sets import word_set
from civic.written import Written, both, expand, split_words

_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]")
_ALIAS = re.compile(r"\(([^)]*)\)")
_DESCRIBES = re.compile(r"(lote|parte|edificios|nuevo centro) ")
_SURELY_DROPPED = frozenset(("fraccionamiento", "colonia", "unidad habitacional"))
_MAY_BE_DROPPED = _SURELY_DROPPED | word_set("rancho ejido barrio paraje granja residencial hacienda")
_SHORTENED, _ALIASED, _KIND_DROPPED = 0.12, 0.14, 0.1


@dataclass(frozen=True, slots=True)
class Form:
    """One way to say a neighbourhood; `cost` says how much less likely than its whole name (0)."""

    neighbourhood: Neighbourhood
    said: Written
    cost: float
    doubtful: bool = False
    """So much shortened that it may mean another place as well."""


@dataclass(frozen=True, slots=True)
class Hit:
    """What words may mean. `cost`: 0 is the very name. `doubtful`: to be asked about even when it is the only one."""

    neighbourhood: Neighbourhood
    cost: float
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class _Saying:
    text: str
    cost: float = 0.0
    doubtful: bool = False


def forms(neighbourhood: Neighbourhood, own_places: frozenset[str]) -> Iterator[Form]:
    """`own_places`: folded names of the municipality and its state; they alone name no neighbourhood."""
    for saying in _sayings(neighbourhood, own_places):
        for said in both(expand(split_words(saying.text))):
            yield Form(neighbourhood, said, saying.cost, saying.doubtful)


def _sayings(neighbourhood: Neighbourhood, own_places: frozenset[str]) -> Iterator[_Saying]:
    name = neighbourhood.name
    kind = fold(neighbourhood.kind)
    main = _BRACKETS.sub(" ", name).strip()
    yield _Saying(name)
    if kind in FACILITIES:
        yield _Saying(f"{kind} {main}", _SHORTENED)
        return
    if main != name:
        yield _Saying(main, _SHORTENED)
    yield from (_Saying(alias, _ALIASED) for alias in _ALIAS.findall(name) if _is_name(alias))
    yield from _without_kind(main)
    yield from (_Saying(text, _KIND_DROPPED) for text in _centre(main, own_places))


def _is_name(alias: str) -> bool:
    return fold(alias) not in KINDS and not _DESCRIBES.match(fold(alias) + " ")


def _without_kind(name: str) -> Iterator[_Saying]:
    """`Rancho los Torres` may be called `los Torres`, and so may others."""
    words = name.split()
    for length in (1, 2):
        kind = fold(" ".join(words[:length]))
        if len(words) > length and kind in _MAY_BE_DROPPED:
            yield _Saying(" ".join(words[length:]), _KIND_DROPPED, doubtful=kind not in _SURELY_DROPPED)


def _centre(name: str, own_places: frozenset[str]) -> Iterator[str]:
    """`Victoria de Durango Centro` is what all call `el centro`, `zona centro`."""
    words = split_words(name)
    own_words = {word for place in own_places for word in place.split()}
    if "centro" in words and len(words) > 1 and own_words.issuperset(set(words) - {"centro"}):
        yield from ("centro", "zona centro", "centro historico", "centro de la ciudad", "primer cuadro")
        yield from (f"centro {place}" for place in own_places)
        yield from (f"{place} centro" for place in own_places)
