"""How a typed name finds a neighbourhood, or asks which one, or says there is none."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from civic.kinds import contradicts, kind_cost
from civic.mexican_places import other_places, own_state
from civic.name_index import NameIndex
from civic.neighbourhood import Neighbourhood
from civic.place_names import Hit, forms
from civic.readings import Around, Reading, readings, words_of
from civic.slips import EDIT
from civic.spanish import fold
from civic.spotting import Spotter

_TIE = 0.04
"""Costs so near to each other say nothing: finer than the step from one level of likeness to the next."""
_OTHER_POSTAL_CODE = 1.2
"""More than one slip: a slip in the name is likelier than a wrong code."""
_FAR_FETCHED = 1.6
"""Guesses that cost more are not worth asking about."""

_SHORT = 60
"""Characters of a bare name: neighbours name the same few hundred places. What is longer is not remembered."""

Search = Callable[[Sequence[str]], Iterable[Hit]]


@dataclass(frozen=True, slots=True)
class Match:
    """What a typed name may mean: `sure` is that one; else ask which of the candidates, best first; none: not here."""

    candidates: tuple[Neighbourhood, ...] = ()
    doubtful: bool = False
    """The evidence is not enough to choose: ask, even about a single candidate."""

    @property
    def sure(self) -> Neighbourhood | None:
        return self.candidates[0] if len(self.candidates) == 1 and not self.doubtful else None


class Directory:
    """A municipality's catalogue, indexed once; immutable."""

    def __init__(self, neighbourhoods: Iterable[Neighbourhood]) -> None:
        self._by_key = {neighbourhood.key: neighbourhood for neighbourhood in neighbourhoods}
        self._by_postal_code: dict[str, list[Neighbourhood]] = defaultdict(list)
        for neighbourhood in self._by_key.values():
            self._by_postal_code[neighbourhood.postal_code].append(neighbourhood)
        self._zones = {code[:2] for code in self._by_postal_code}
        own = _own_places(self._by_key.values())
        known = [form for neighbourhood in self._by_key.values() for form in forms(neighbourhood, own)]
        self._around = Around(own, other_places(own) - {" ".join(form.said.words) for form in known})
        self._names = NameIndex(known)
        self._spotter = Spotter(self._names, self._around)
        self._often_named = lru_cache(maxsize=4096)(self._found)

    def __iter__(self) -> Iterator[Neighbourhood]:
        return iter(self._by_key.values())

    def get(self, key: str) -> Neighbourhood:
        """Raises KeyError when the catalogue has no such key."""
        return self._by_key[key]

    def with_postal_code(self, code: str) -> Sequence[Neighbourhood]:
        """All settlements of a postal code of five digits, in the catalogue's order."""
        return tuple(self._by_postal_code.get(code, ()))

    def find(self, text: str) -> Match:
        """An answer to *which neighbourhood?*: the whole text is about the name.

        A postal code beside a name helps to choose; alone it names nothing (see `with_postal_code`).
        """
        return self._often_named(text) if len(text) <= _SHORT else self._found(text)

    def _found(self, text: str) -> Match:
        words, code = words_of(text)
        if not words or (code and code[:2] not in self._zones):
            return Match()
        guesses = readings(words, self._around)
        hits = self._rated(guesses, code, self._names.exact)
        if not any(_is_clear(hit) for hit in hits) and not self._is_elsewhere(guesses):
            hits += self._rated(guesses, code, self._names.near)
        match = _settled(hits)
        return match if match.candidates and not match.doubtful else self._guessed(text, guesses, code, match)

    def spot(self, text: str) -> Match:
        """A name inside a longer sentence (`un bache en la Benito Juárez frente a la primaria`); strict: no guess."""
        _, code = words_of(text)
        hits = [self._with_code(hit, code) for hit in self._spotter.spot(text)]
        match = _settled(hits)
        return Match() if match.doubtful else match

    def _is_elsewhere(self, guesses: Sequence[Reading]) -> bool:
        """The name of another town must not be taken for a misspelt name of ours."""
        return any(" ".join(guess.words) in self._around.others for guess in guesses)

    def _rated(self, guesses: Sequence[Reading], code: str, search: Search) -> list[Hit]:
        found = ((hit, guess) for guess in guesses for hit in search(guess.words))
        return [self._with_code(_for_reading(hit, guess), code) for hit, guess in found]

    def _with_code(self, hit: Hit, code: str) -> Hit:
        if code in ("", hit.neighbourhood.postal_code):
            return hit
        return Hit(hit.neighbourhood, hit.cost + _OTHER_POSTAL_CODE, doubtful=True)

    def _guessed(self, text: str, guesses: Sequence[Reading], code: str, doubtful: Match) -> Match:
        """Nothing fits for sure: a name inside a sentence, another number of a series, part of a name."""
        spotted = self.spot(text)
        if spotted.candidates or self._is_elsewhere(guesses):
            return spotted
        hits = self._rated(guesses, code, self._names.siblings) + self._rated(guesses, code, self._names.part)
        guessed = [hit.neighbourhood for hit in sorted(hits, key=_cost) if hit.cost < _FAR_FETCHED]
        ordered = {neighbourhood.key: neighbourhood for neighbourhood in (*doubtful.candidates, *guessed)}
        return Match(tuple(ordered.values()), doubtful=bool(ordered))


def _cost(hit: Hit) -> float:
    return hit.cost


def _is_clear(hit: Hit) -> bool:
    return hit.cost < EDIT and not hit.doubtful


def _own_places(neighbourhoods: Iterable[Neighbourhood]) -> frozenset[str]:
    known = list(neighbourhoods)
    cities = {fold(neighbourhood.city) for neighbourhood in known} - {""}
    states = {state for neighbourhood in known[:1] for state in own_state(neighbourhood.key)}
    ours = cities | states
    return frozenset(ours | {f"{place} {country}" for place in ours for country in ("mexico", "mex")})


def _for_reading(hit: Hit, guess: Reading) -> Hit:
    kind = fold(hit.neighbourhood.kind)
    cost = hit.cost + guess.cost + kind_cost(kind, guess.kind)
    return Hit(hit.neighbourhood, cost, hit.doubtful or guess.doubtful or contradicts(kind, guess.kind))


def _settled(hits: Sequence[Hit]) -> Match:
    """The best and all that are as good; a sure hit of the same place wins over a doubtful one."""
    best: dict[str, Hit] = {}
    for hit in sorted(hits, key=lambda hit: (hit.cost, hit.doubtful)):
        best.setdefault(hit.neighbourhood.key, hit)
    if not best:
        return Match()
    least = min(best.values(), key=_cost).cost
    tied = [hit for hit in best.values() if hit.cost <= least + _TIE]
    return Match(tuple(hit.neighbourhood for hit in tied), doubtful=tied[0].doubtful)
