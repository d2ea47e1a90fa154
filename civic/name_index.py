"""A catalogue's names, indexed for exact, near, numbered and partial finding."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from civic.given_names import GIVEN_NAMES
from civic.kinds import FACILITIES, KINDS
from civic.near_names import NearNames
from civic.numerals import is_figure, number
from civic.phonetics import sound
from civic.place_names import Form, Hit
from civic.place_words import LANDMARKS, QUALIFIERS
from civic.spanish import fold
from civic.written import Written, content_of, glued, written

_LEVELS = (("raw", 0.0), ("plain", 0.01), ("sound", 0.05), ("bare", 0.15), ("mixed", 0.2))
_SHORTEST_FAMILY = 8
_MOST_PARTIAL = 6
_SHORTEST_PART = 5
_GIVEN_NAME_WITHIN = 2
_OF_THINGS = frozenset(("el", "los", "las"))
"""Before a surname people say `la`, for colonia; `las flores` are flowers."""
_NO_PARTS = LANDMARKS | QUALIFIERS | KINDS.keys()
_SAINTS = frozenset(("san", "santa", "santo"))

_Key = tuple[str, str, tuple[int, ...]]


class NameIndex:
    def __init__(self, forms: Iterable[Form]) -> None:
        known = list(forms)
        self._exact: dict[_Key, list[Hit]] = defaultdict(list)
        self._families: dict[str, list[Hit]] = defaultdict(list)
        self._parts: dict[str, list[tuple[Form, tuple[str, ...]]]] = defaultdict(list)
        for form in known:
            self._add(form)
        self._near = NearNames(known)
        self._family_letters = list(self._families)

    def _add(self, form: Form) -> None:
        for key, cost in _keys(form.said):
            self._exact[key].append(Hit(form.neighbourhood, form.cost + cost, form.doubtful))
        if fold(form.neighbourhood.kind) not in FACILITIES and form.said == written(form.said.words):
            self._add_families(form)
            self._add_parts(form)

    def _add_families(self, form: Form) -> None:
        hit = Hit(form.neighbourhood, form.cost, doubtful=True)
        if not _is_date(form.said.words):
            for letters in {form.said.bare, _before_number(form.said.words)} - {""}:
                self._families[letters].append(hit)

    def _add_parts(self, form: Form) -> None:
        sounds = _content_sounds(form.said)
        for word in set(sounds):
            self._parts[word].append((form, sounds))

    def exact(self, words: Sequence[str]) -> Iterator[Hit]:
        """Names that differ at most in spelling that sounds alike, spaces, articles, order."""
        for said in (written(words), glued(words)):
            for key, _ in _keys(said):
                yield from self._exact.get(key, ())

    def near(self, words: Sequence[str]) -> Iterator[Hit]:
        """Names a few slips of the finger away; every number the same.

        Doubtful when the very words, with another number or none, are a name too: `Puertas del Sol` may be the number
        left out of `Puertas del Sol II` as well as `Puerta del Sol`.
        """
        said = written(words)
        of_family = said.bare in self._families and not _is_date(said.words)
        for hit in self._near.find(words):
            yield replace(hit, doubtful=hit.doubtful or of_family)

    def siblings(self, words: Sequence[str]) -> Iterator[Hit]:
        """Names that differ in their number only; always doubtful."""
        said = written(words)
        if said.bare and not _is_date(said.words):
            for family in self._families_near(said.bare):
                yield from self._families[family]

    def _families_near(self, letters: str) -> Iterable[str]:
        if letters in self._families or len(letters) < _SHORTEST_FAMILY:
            return [letters] if letters in self._families else []
        found = process.extract(letters, self._family_letters, scorer=OSA.distance, score_cutoff=1, limit=None)
        return [name for name, _, _ in found]

    def part(self, words: Sequence[str]) -> Iterable[Hit]:
        """Names of which only some neighbouring words are said; always doubtful, none when too many fit."""
        said = written(words)
        asked = _content_sounds(said)
        if len(said.bare) < _SHORTEST_PART or _NO_PARTS.issuperset(content_of(said.words)):
            return ()
        if len(asked) == 1 and said.words[0] in _OF_THINGS:
            return ()
        fitting = {
            form.neighbourhood.key: Hit(form.neighbourhood, form.cost, doubtful=True)
            for form, name in self._parts.get(asked[0], ())
            if said.numbers in ((), form.said.numbers) and _is_part(asked, name, form)
        }
        return fitting.values() if len(fitting) <= _MOST_PARTIAL else ()


def _keys(said: Written) -> Iterator[tuple[_Key, float]]:
    """A spelling at every level of likeness with the cost of differing at that level."""
    for level, cost in _LEVELS:
        if letters := getattr(said, level):
            yield (level, letters, () if level == "raw" else said.numbers), cost


def _content_sounds(said: Written) -> tuple[str, ...]:
    return tuple(map(sound, content_of(said.words)))


def _is_part(asked: tuple[str, ...], name: tuple[str, ...], form: Form) -> bool:
    """One word alone only as the surname of a person."""
    runs = (name[at : at + len(asked)] for at in range(len(name) - len(asked) + 1))
    first = form.said.words[:_GIVEN_NAME_WITHIN]
    person = first[0] not in _SAINTS and any(word in GIVEN_NAMES and sound(word) != asked[0] for word in first)
    return asked in runs and (len(asked) > 1 or person)


def _numbered(words: Sequence[str]) -> list[int]:
    return [at for at, word in enumerate(words) if number(word) is not None]


def _is_date(words: Sequence[str]) -> bool:
    """`20 de Noviembre`, `IV Centenario`: the number is the name, not one of a series."""
    return any(at == 0 or "de" in words[at + 1 : at + 2] for at in _numbered(words))


def _before_number(words: Sequence[str]) -> str:
    """`providencia` of `Providencia II FOVISSSTE`: of one family with `Providencia I`.

    `Rancho Dos Hermanos` is no second ranch: a number in words counts what follows.
    """
    return next((written(words[:at]).bare for at in _numbered(words) if is_figure(words[at])), "")
