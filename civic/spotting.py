"""A neighbourhood's name inside a longer sentence. Strict: a street, a school or a turn of phrase is not one."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from civic.kinds import FACILITIES, IN_NAMES, contradicts, kind_cost
from civic.name_index import NameIndex
from civic.numerals import number
from civic.place_names import Hit
from civic.place_words import AFTERWARDS, COURTESY, EXPANSIONS, LANDMARKS, SMALL, STREETS, VAGUE
from civic.readings import Around, is_generic, kind_at, names_elsewhere, own_place, words_of
from civic.slips import EDIT
from civic.spanish import fold
from civic.word_sets import word_set
from civic.written import is_content

_LONGEST_NAME = 8
_AROUND = 4
_MOST_LETTERS = 1000
"""A longer text is searched no further: bounds the work on hostile input."""
_SURE, _VERY = 0.3, 0.1
_OPENING = frozenset(("de", "del", "en", "a", "al", "y"))
"""A name may begin so (`De Analco`), but `hacienda de Guadalupe` is not Guadalupe."""
_SHORTEST_MISSPELT = 7
_CLAUSE = re.compile(r"[,;:!?()\n]|\.(?=\s+[A-ZÁÉÍÓÚÑ¡¿])")
_DOTTED = re.compile(r"\b(\w+)\.")
_INITIAL = 2
_ARTICLES = word_set("el la los las")
_ON_A_STREET = word_set("esquina esq casi numero num entre y e con")
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
        clauses = [words_of(part)[0] for part in _CLAUSE.split(_DOTTED.sub(_undotted, text[:_MOST_LETTERS]))]
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
                whole = [window for window in _windows(clause, at) if window.weight > 1]
                alone = [] if clause[at] in IN_NAMES else _windows(clause, at + length, kind)
                windows = [*whole, *alone]
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
        hits = (_of_kind(hit, window.kind) for hit in self._names.exact(window.words) if _fits(hit, window))
        return [hit for hit in hits if hit.cost <= (_VERY if window.words[0] in _OPENING else _SURE)]

    def _misspelt(self, window: Window) -> list[Hit]:
        too_short = len("".join(window.words)) < _SHORTEST_MISSPELT or window.words[0] in _OPENING
        if not window.kind or too_short or not self._may_end(window, strict=True):
            return []
        hits = (_of_kind(hit, window.kind) for hit in self._names.near(window.words) if _fits(hit, window))
        return [hit for hit in hits if hit.cost <= EDIT + _SURE and not hit.doubtful]

    def _told(self, window: Window) -> list[Hit]:
        """A name where only a preposition or an article introduces it."""
        if not _introduces(window) or " ".join(window.words) in self._around.own | self._around.others:
            return []
        if _is_on_a_street(window) or not self._may_end(window, strict=True):
            return []
        hits = [hit for hit in self._names.exact(window.words) if hit.cost <= _SURE]
        return [hit for hit in hits if fold(hit.neighbourhood.kind) not in FACILITIES]

    def _may_end(self, window: Window, *, strict: bool) -> bool:
        """What follows is not more of a name: no number; when strict only words that turn to something else."""
        if not window.after:
            return True
        follows = window.after[0]
        explained = follows in AFTERWARDS | COURTESY | _ON_A_STREET or own_place(window.after, 0, self._around) > 0
        return explained or (not strict and number(follows) is None and follows not in SMALL)


def _undotted(found: re.Match[str]) -> str:
    """The dot of an abbreviation (`Col. Guadalupe`, `J. Guadalupe`) does not end a clause."""
    short = len(found[1]) <= _INITIAL or fold(found[1]) in EXPANSIONS
    return f"{found[1]} " if short else found[0]


def _windows(clause: Sequence[str], start: int, kind: str = "") -> Iterator[Window]:
    """All windows from a position that may be a name, the longest first."""
    for end in range(min(start + _LONGEST_NAME, len(clause)), start, -1):
        if clause[end - 1] not in SMALL:
            before, after = clause[max(0, start - _AROUND) : start], clause[end : end + _AROUND]
            yield Window(tuple(clause[start:end]), tuple(before), tuple(after), kind)


def _fits(hit: Hit, window: Window) -> bool:
    return not hit.doubtful and not contradicts(fold(hit.neighbourhood.kind), window.kind)


def _of_kind(hit: Hit, kind: str) -> Hit:
    return replace(hit, cost=hit.cost + kind_cost(fold(hit.neighbourhood.kind), kind))


def _is_on_a_street(window: Window) -> bool:
    """`en la 20 de Noviembre esquina con ...`, `en Pino Suárez y Juárez`, but not `en El Lago y no hay luz`."""
    goes_on = window.after[:1] == ("y",) and not AFTERWARDS.isdisjoint(window.after[1:2])
    return not goes_on and not _ON_A_STREET.isdisjoint(window.after[:1])


def _introduces(window: Window) -> bool:
    """`en la Benito Juárez`, `vecinos de Analco`, `toda la Morga`; `la` before a man's name means a colonia."""
    article = window.before[-1] if window.before and window.before[-1] in _ARTICLES else ""
    before = window.before[:-1] if article else window.before
    if before[-2:] in _AT_HOME:
        return True
    if window.weight < 2 and window.words != ("centro",):
        return False
    if before[-1:] in (("en",), ("toda",)):
        return True
    return article == "la" and (not before or (before[-1] == "de" and _NOT_A_PLACE.isdisjoint(before[-2:-1])))
