"""A catalogue's names, indexed for exact, near, numbered and partial finding."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from civic.given_names import GIVEN_NAMES
from civic.kinds import FACILITIES
from civic.neighbourhood import Neighbourhood
from civic.numerals import number
from civic.phonetics import sound, undouble
from civic.place_names import Form
from civic.place_words import LANDMARKS, STREETS
from civic.spanish import fold
from civic.written import Written, glued, is_content, written

EDIT = 1.0
"""Cost of one letter missing, doubled or swapped; a foreign letter costs half as much more."""
_FOREIGN_LETTER = 0.5
_BARE = 0.15
_LEVELS = (("raw", 0.0), ("plain", 0.01), ("sound", 0.05), ("bare", _BARE), ("mixed", 0.2))
_NEAR_LEVELS = (("plain", 0.0), ("sound", 0.0), ("bare", _BARE))
_ROMAN_END = re.compile(r"[ivx]*$")
_SURELY_ROMAN_END = re.compile(r"(?:ii|iii|iv|vi|vii|ix|xi*)$")
_MOST_PARTIAL = 6
_SHORTEST_PART = 5
_SHORTEST_FAMILY = 8
_LONG_ENOUGH = 8
"""Letters of a name in which a foreign letter is still sure to be a slip."""


@dataclass(frozen=True, slots=True)
class Hit:
    """`doubtful`: to be asked about even when it is the only one."""

    neighbourhood: Neighbourhood
    cost: float
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class _Key:
    """One comparable spelling of a form, for near finding."""

    form: Form
    level: str
    letters: str
    cost: float


def _edits_for(length: int) -> int:
    """How many edits a name of so many letters may have."""
    return 0 if length < 4 else 1 if length < 8 else 2 if length < 14 else 3


def _most_cost(length: int) -> float:
    """Up to this cost a near name is sure: a foreign letter only in a name long enough."""
    return _edits_for(length) * EDIT + (_FOREIGN_LETTER if length >= _LONG_ENOUGH else 0.0)


def _edit_cost(asked: str, name: str, edits: int) -> float:
    foreign = sum((Counter(undouble(asked)) - Counter(undouble(name))).values())
    return edits * EDIT + min(edits, foreign) * _FOREIGN_LETTER


def _near_hit(key: _Key, asked: str, edits: int) -> Iterator[Hit]:
    cost = _edit_cost(asked, key.letters, edits)
    length = len(asked)
    short_of_article = key.level == "bare" and length < _LONG_ENOUGH
    if cost <= _most_cost(length):
        yield Hit(key.form.neighbourhood, cost + key.cost, doubtful=short_of_article)
    elif edits == 1 and length >= _LONG_ENOUGH - 2:
        yield Hit(key.form.neighbourhood, cost + key.cost, doubtful=True)


def _exact_keys(said: Written) -> Iterator[tuple[tuple[str, str, tuple[int, ...]], float]]:
    for level, cost in _LEVELS:
        letters = "".join(said.words) if level == "raw" else getattr(said, level)
        if letters:
            yield (level, letters, () if level == "raw" else said.numbers), cost


def _is_numbered_by_words(words: Iterable[str]) -> bool:
    """`Granjas Dos`: joined letters would hide the number."""
    return any(number(word) is not None and not set(word) <= set("ivx0123456789") for word in words)


def _is_date(words: Sequence[str]) -> bool:
    """`20 de Noviembre`, `IV Centenario`: the number is the name, not one of a series."""
    numbered = [at for at, word in enumerate(words) if number(word) is not None]
    return any(at == 0 or words[at + 1 : at + 2] in (("de",), ["de"]) for at in numbered)


class NameIndex:
    def __init__(self, forms: Iterable[Form]) -> None:
        self._exact: dict[tuple[str, str, tuple[int, ...]], list[tuple[Form, float]]] = defaultdict(list)
        self._near: dict[tuple[str, tuple[int, ...]], list[_Key]] = defaultdict(list)
        self._families: dict[str, list[Form]] = defaultdict(list)
        self._parts: dict[str, list[tuple[Form, tuple[str, ...]]]] = defaultdict(list)
        for form in forms:
            self._add(form)
        self._near_letters = {group: [key.letters for key in keys] for group, keys in self._near.items()}
        self._family_letters = list(self._families)

    def _add(self, form: Form) -> None:
        for key, cost in _exact_keys(form.said):
            self._exact[key].append((form, cost + form.cost))
        whole = written(form.said.words)
        if form.said == whole:
            self._add_family(form)
            self._add_parts(form)
        elif _is_numbered_by_words(form.said.words):
            return
        self._add_near(form)

    def _add_near(self, form: Form) -> None:
        for level, cost in _NEAR_LEVELS:
            key = _Key(form, level, getattr(form.said, level), form.cost + cost)
            self._near[level, form.said.numbers].append(key)

    def _add_family(self, form: Form) -> None:
        if form.said.bare and not _is_date(form.said.words):
            self._families[form.said.bare].append(form)

    def _add_parts(self, form: Form) -> None:
        if fold(form.neighbourhood.kind) not in FACILITIES:
            words = _content_sounds(form.said.words)
            for word in set(words):
                self._parts[word].append((form, words))

    def exact(self, words: Sequence[str]) -> Iterator[Hit]:
        """Names that differ at most in spelling that sounds alike, spaces, articles, order."""
        for said in (written(words), glued(words)):
            for key, _ in _exact_keys(said):
                for form, cost in self._exact.get(key, ()):
                    yield Hit(form.neighbourhood, cost)

    def near(self, words: Sequence[str]) -> Iterator[Hit]:
        """Names a few slips of the finger away; every number the same."""
        whole, joined = written(words), glued(words)
        yield from self._near_to(whole)
        if joined.numbers == whole.numbers and joined.sound != whole.sound:
            yield from self._near_to(joined)

    def _near_to(self, said: Written) -> Iterator[Hit]:
        strange = (STREETS | LANDMARKS).intersection(said.words)
        for level, _ in _NEAR_LEVELS:
            asked = getattr(said, level)
            for key, edits in self._within_edits(asked, (level, said.numbers)):
                if strange.issubset(key.form.said.words) and _same_roman_end(said, key.form.said):
                    yield from _near_hit(key, asked, edits)

    def _within_edits(self, asked: str, group: tuple[str, tuple[int, ...]]) -> Iterator[tuple[_Key, int]]:
        most = _edits_for(len(asked))
        if not most or group not in self._near:
            return
        found = process.extract(asked, self._near_letters[group], scorer=OSA.distance, score_cutoff=most, limit=None)
        for _, edits, at in found:
            yield self._near[group][at], int(edits)

    def siblings(self, words: Sequence[str]) -> Iterator[Hit]:
        """Names that differ in their number only; always doubtful."""
        said = written(words)
        if not said.bare or _is_date(said.words):
            return
        for family in self._families_near(said.bare):
            for form in self._families[family]:
                yield Hit(form.neighbourhood, form.cost, doubtful=True)

    def _families_near(self, letters: str) -> Iterable[str]:
        if letters in self._families or len(letters) < _SHORTEST_FAMILY:
            return [letters] if letters in self._families else []
        found = process.extract(letters, self._family_letters, scorer=OSA.distance, score_cutoff=1, limit=None)
        return [name for name, _, _ in found]

    def part(self, words: Sequence[str]) -> list[Hit]:
        """Names of which only some neighbouring words are said; always doubtful, none when too many fit."""
        said = written(words)
        asked = _content_sounds(words)
        if len(said.bare) < _SHORTEST_PART or LANDMARKS.issuperset(words):
            return []
        fitting = {
            form.neighbourhood.key: Hit(form.neighbourhood, form.cost, doubtful=True)
            for form, name in self._parts.get(asked[0], ())
            if said.numbers in ((), form.said.numbers) and _is_part(asked, name, form)
        }
        return list(fitting.values()) if len(fitting) <= _MOST_PARTIAL else []


def _content_sounds(words: Sequence[str]) -> tuple[str, ...]:
    rest = [word for word in words if number(word) is None]
    return tuple(sound(word) for at, word in enumerate(rest) if is_content(rest, at))


def _is_part(asked: tuple[str, ...], name: tuple[str, ...], form: Form) -> bool:
    """One word alone only as the surname of a person."""
    runs = (name[at : at + len(asked)] for at in range(len(name) - len(asked) + 1))
    person = any(sound(word) != asked[0] for word in GIVEN_NAMES.intersection(form.said.words))
    return asked in runs and (len(asked) > 1 or person)


def _same_roman_end(asked: Written, name: Written) -> bool:
    """Joined to the word before it a Roman numeral must be the same: `realvictoriai` is not `realvictoriaii`."""
    if any(number(word) is not None for word in name.words):
        ends = (_ROMAN_END.search(said.plain) for said in (asked, name))
        return len({end[0] for end in ends if end}) == 1
    return _SURELY_ROMAN_END.search(asked.plain) is None
