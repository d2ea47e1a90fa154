"""A neighbourhood's name inside a longer sentence. Strict: a street, a school or a turn of phrase is not one."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from civic.kinds import FACILITIES, kind_cost
from civic.name_index import EDIT, Hit, NameIndex
from civic.numerals import number
from civic.place_words import AFTERWARDS, COURTESY, LANDMARKS, STREETS, VAGUE
from civic.readings import Around, is_generic, kind_at, names_elsewhere, own_place, words_of
from civic.spanish import fold
from civic.written import is_content

_LONGEST_NAME = 8
_SURE = 0.3
_SHORTEST_MISSPELT = 7
_CLAUSE = re.compile(r"[,;:!?()\n]|\.(?=\s+[A-ZÁÉÍÓÚÑ¡¿])")
_ARTICLES = frozenset("el la los las".split())
_ON_A_STREET = frozenset("esquina esq casi numero num entre y e con".split())
_NOT_A_PLACE = VAGUE | STREETS | LANDMARKS
_AT_HOME = {("vivo", "en"), ("vivimos", "en"), ("aqui", "en"), ("aca", "en"), ("soy", "de"), ("somos", "de")} | {
    (word, "de") for word in ("vecino", "vecina", "vecinos", "colonos", "habitantes")
}


@dataclass(frozen=True, slots=True)
class Window:
    """Words of a clause that may be a name, and what stands around them."""

    words: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    kind: str = ""
    """The kind of settlement that introduces them."""

    @property
    def weight(self) -> int:
        """Words that carry meaning, numbers too."""
        return sum(is_content(self.words, at) for at in range(len(self.words)))


class Spotter:
    def __init__(self, names: NameIndex, around: Around) -> None:
        self._names = names
        self._around = around

    def spot(self, text: str) -> list[Hit]:
        """All places the one name found may be; nothing when there is no name, or names of several places."""
        clauses = [words_of(part)[0] for part in _CLAUSE.split(text)]
        if any(names_elsewhere(clause, self._around) for clause in clauses):
            return []
        for introduced in (self._after_kind, self._after_preposition):
            places = [hits for clause in clauses for hits in introduced(clause)]
            if places:
                same = {frozenset(hit.neighbourhood.key for hit in hits) for hits in places}
                return places[0] if len(same) == 1 else []
        return []

    def _after_kind(self, clause: Sequence[str]) -> Iterator[list[Hit]]:
        for at in range(len(clause)):
            kind, length = kind_at(clause, at)
            if kind and not is_generic(clause, at, length):
                windows = [*_windows(clause, at), *_windows(clause, at + length, kind)]
                hits = self._first(windows, self._named) or self._first(windows, self._misspelt)
                if hits:
                    yield hits

    def _after_preposition(self, clause: Sequence[str]) -> Iterator[list[Hit]]:
        for at in range(len(clause)):
            hits = self._first(list(_windows(clause, at)), self._told)
            if hits:
                yield hits
                return

    def _first(self, windows: Sequence[Window], search: Callable[[Window], list[Hit]]) -> list[Hit]:
        return next((hits for window in windows if (hits := search(window))), [])

    def _named(self, window: Window) -> list[Hit]:
        if not self._may_end(window, strict=window.weight < 2):
            return []
        hits = (_of_kind(hit, window.kind) for hit in self._names.exact(window.words))
        return [hit for hit in hits if hit.cost <= _SURE]

    def _misspelt(self, window: Window) -> list[Hit]:
        if not window.kind or len("".join(window.words)) < _SHORTEST_MISSPELT or not self._may_end(window, strict=True):
            return []
        hits = (_of_kind(hit, window.kind) for hit in self._names.near(window.words))
        return [hit for hit in hits if hit.cost <= EDIT + _SURE and not hit.doubtful]

    def _told(self, window: Window) -> list[Hit]:
        """A name where only a preposition or an article introduces it."""
        if not _introduces(window) or " ".join(window.words) in self._around.own | self._around.others:
            return []
        if (window.after[:1] and window.after[0] in _ON_A_STREET) or not self._may_end(window, strict=True):
            return []
        hits = [hit for hit in self._names.exact(window.words) if hit.cost <= _SURE]
        return [hit for hit in hits if fold(hit.neighbourhood.kind) not in FACILITIES]

    def _may_end(self, window: Window, *, strict: bool) -> bool:
        """What follows is not more of a name: not a number, and when strict only words that go on with something else."""
        if not window.after:
            return True
        follows = window.after[0]
        explained = follows in AFTERWARDS | COURTESY | _ON_A_STREET or own_place(window.after, 0, self._around) > 0
        return explained or (not strict and number(follows) is None)


def _windows(clause: Sequence[str], start: int, kind: str = "") -> Iterator[Window]:
    """All windows from a position, the longest first."""
    for end in range(min(start + _LONGEST_NAME, len(clause)), start, -1):
        yield Window(tuple(clause[start:end]), tuple(clause[:start]), tuple(clause[end:]), kind)


def _of_kind(hit: Hit, kind: str) -> Hit:
    return replace(hit, cost=hit.cost + kind_cost(fold(hit.neighbourhood.kind), kind))


def _introduces(window: Window) -> bool:
    """`en la Benito Juárez`, `vecinos de Analco`, `toda la 20 de Noviembre`; `la` before a man's name means a colonia."""
    article = window.before[-1] if window.before and window.before[-1] in _ARTICLES else ""
    before = window.before[:-1] if article else window.before
    if before[-2:] in _AT_HOME:
        return True
    if window.weight < 2 and window.words != ("centro",):
        return False
    if before[-1:] in (("en",), ("toda",)):
        return True
    return article == "la" and (not before or (before[-1] == "de" and _NOT_A_PLACE.isdisjoint(before[-2:-1])))
