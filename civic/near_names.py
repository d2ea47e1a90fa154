"""Names a few slips of the finger away from what was typed."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from civic.numerals import is_figure, number
from civic.place_names import Form, Hit
from civic.place_words import LANDMARKS, STREETS
from civic.slips import edits_for, same_words, slip
from civic.written import Written, content_of, glued, written

_BARE = "bare"
_LEVELS = (("plain", 0.0), ("sound", 0.0), (_BARE, 0.15))
_ROMAN_END = re.compile(r"[ivx]*$")
_SURELY_ROMAN_END = re.compile(r"(?:ii|iii|iv|vi|vii|ix|xi+)$")
_NOT_IN_NAMES = STREETS | LANDMARKS

_Group = tuple[str, tuple[int, ...], int]
"""Names are compared only with names of the same spelling level, the same numbers, about the same length."""


class NearNames:
    def __init__(self, forms: Iterable[Form]) -> None:
        self._forms: dict[_Group, list[Form]] = defaultdict(list)
        for form in forms:
            if not form.doubtful and not _hides_number(form.said):
                for level, _ in _LEVELS:
                    self._forms[level, form.said.numbers, len(getattr(form.said, level))].append(form)
        self._letters = {
            group: [getattr(form.said, group[0]) for form in forms] for group, forms in self._forms.items()
        }

    def find(self, words: Sequence[str]) -> Iterator[Hit]:
        """Every number must be the same; one edit costs 1 or more (`civic.slips`)."""
        whole, joined = written(words), glued(words)
        yield from self._near_to(whole)
        if joined.numbers == whole.numbers and joined.sound != whole.sound:
            yield from self._near_to(joined)

    def _near_to(self, said: Written) -> Iterator[Hit]:
        for level, cost in _LEVELS:
            for form, edits in self._within_edits(getattr(said, level), level, said.numbers):
                if _may_be_meant(said, form.said, level, edits):
                    yield from _hits(form, said, level, edits, cost)

    def _within_edits(self, asked: str, level: str, numbers: tuple[int, ...]) -> Iterator[tuple[Form, int]]:
        most = edits_for(len(asked))
        for length in range(len(asked) - most, len(asked) + most + 1) if most else ():
            group = (level, numbers, length)
            letters = self._letters.get(group, [])
            found = process.extract(asked, letters, scorer=OSA.distance, score_cutoff=most, limit=None)
            yield from ((self._forms[group][at], int(edits)) for _, edits, at in found)


def _hits(form: Form, said: Written, level: str, edits: int, level_cost: float) -> Iterator[Hit]:
    found = slip(getattr(said, level), getattr(form.said, level), edits, articles_differ=level == _BARE)
    if found:
        yield Hit(form.neighbourhood, form.cost + found.cost + level_cost, found.doubtful)


def _may_be_meant(asked: Written, name: Written, level: str, edits: int) -> bool:
    if not _NOT_IN_NAMES.intersection(asked.words).issubset(name.words) or not _same_roman_end(asked, name):
        return False
    if level == _BARE:
        return same_words(content_of(asked.words), content_of(name.words), edits)
    return same_words(asked.words, name.words, edits)


def _same_roman_end(asked: Written, name: Written) -> bool:
    """Joined to the word before it a Roman numeral must be the same: `realvictoriai` is not `realvictoriaii`."""
    if name.hides_numeral:
        ends = (_ROMAN_END.search(said.plain) for said in (asked, name))
        return len({end[0] for end in ends if end}) == 1
    end = _SURELY_ROMAN_END.search(asked.plain)
    return end is None or name.plain.endswith(end[0])


def _hides_number(said: Written) -> bool:
    """`Granjas Dos` joined: among the letters an edit could change the number unseen."""
    spelled = any(number(word) is not None and not is_figure(word) for word in said.words)
    return spelled and said == glued(said.words) != written(said.words)
