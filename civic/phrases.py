"""Phrases that a civil servant writes down, found in what residents type.

A phrase is words in order: `palabra`, `palabr*` (starts so), `a/b` (either), `@grupo` (a named list), `[a]` (may be missing),
`...` (up to three words between). Words match by sound (`civic.sound`); a long word with one slip of the finger still matches.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import product

from rapidfuzz.distance import OSA

from civic.sound import hear, sound, spell_out
from civic.spanish import fold
from civic.vocabulary import split, words

GAP = "..."
LONGEST_GAP = 3
SHORTEST_WORD_WITH_SLIP = 6
"""Shorter words have too many real neighbours one letter away."""
SHORTEST_SLIP = 5
"""What is left of the shortest when a letter is missing."""
SHORTEST_WORD_WITH_WRONG_LETTER = 8
"""`idioma` is not `idiota`: with one letter for another only long words are believed to be slips."""

_SMUDGES = str.maketrans("kg", "sj")
_WELL_WRITTEN = frozenset(sound(word) for word in words("typing", "bien_escritas"))

Found = tuple[str, int, int]
"""Label, first word, one past the last word."""


@dataclass(slots=True)
class _Node:
    after: dict[int, "_Node"] = field(default_factory=dict)
    gap: "_Node | None" = None
    labels: list[str] = field(default_factory=list)


class Phrasebook:
    """Many labelled phrases, looked for all at once in one pass over a message."""

    def __init__(self, phrases: Iterable[tuple[str, str]], groups: Mapping[str, str]) -> None:
        """`phrases` are (label, phrase). Raises KeyError for a group that is not there, ValueError for a choice of several words."""
        self._groups = groups
        self._sounds = cache(self._sounds_of)
        self._root = _Node()
        self._lexicon = _Lexicon()
        for label, phrase in phrases:
            for tokens in _spelled_out(phrase):
                self._add(label, tokens)
        self._atoms = lru_cache(maxsize=50_000)(self._lexicon.atoms)

    def knows(self, word: str) -> bool:
        """Whether a heard word has a part in any phrase."""
        return bool(self._atoms(word))

    def find(self, heard: Sequence[str]) -> list[Found]:
        """Every phrase in a heard message, overlaps included."""
        atoms = [self._atoms(word) for word in heard]
        found: list[Found] = []
        for start, here in enumerate(atoms):
            if here:
                _walk(self._root, atoms, start, start, found)
        return list(dict.fromkeys(found))

    def _add(self, label: str, tokens: Sequence[str]) -> None:
        node = self._root
        for token in tokens:
            if token == GAP:
                node.gap = node.gap or _Node()
                node = node.gap
            elif sounds := self._sounds(token):
                node = node.after.setdefault(self._lexicon.add(sounds), _Node())
        if node is not self._root and label not in node.labels:
            node.labels.append(label)

    def _sounds_of(self, token: str) -> frozenset[str]:
        """The sounds one token stands for, prefixes ending in `*`; empty for a mute word."""
        return frozenset(word for choice in token.split("/") for word in self._choice(choice))

    def _choice(self, choice: str) -> Iterator[str]:
        if choice.startswith("@"):
            for word in split(self._groups[choice[1:]]):
                yield from self._choice(word)
        elif choice.endswith("*"):
            yield from (key + "*" for key in _sounds_of_start(fold(choice)))
        else:
            sounds = hear(choice)
            if len(sounds) > 1:
                raise ValueError(f"{choice!r} is heard as several words: {sounds}")
            yield from sounds


class _Lexicon:
    """Which atoms (sets of words) a word belongs to."""

    def __init__(self) -> None:
        self._ids: dict[frozenset[str], int] = {}
        self._exact: dict[str, set[int]] = {}
        self._prefix: dict[str, set[int]] = {}
        self._slips: dict[str, set[str]] = {}

    def add(self, words: frozenset[str]) -> int:
        if words in self._ids:
            return self._ids[words]
        atom = self._ids[words] = len(self._ids)
        for word in words:
            key = word.removesuffix("*")
            self._learn_slips(key)
            (self._prefix if word.endswith("*") else self._exact).setdefault(key, set()).add(atom)
        return atom

    def _learn_slips(self, key: str) -> None:
        if len(key) >= SHORTEST_WORD_WITH_SLIP and key not in self._exact and key not in self._prefix:
            for slip in _one_letter_less(_smudged(key)):
                self._slips.setdefault(slip, set()).add(key)

    def atoms(self, word: str) -> frozenset[int]:
        found = self._known(word)
        if not found and _may_be_slip(word):
            found = {atom for meant in self._meant(word) for atom in self._known(meant)}
        return frozenset(found)

    def _known(self, word: str) -> set[int]:
        found = set(self._exact.get(word, ()))
        for end in range(1, len(word) + 1):
            found |= self._prefix.get(word[:end], set())
        return found

    def _meant(self, word: str) -> set[str]:
        """The known words one slip away, first letter kept."""
        typed = _smudged(word)
        near = {known for slip in _one_letter_less(typed) for known in self._slips.get(slip, ())}
        return {known for known in near if known[0] == word[0] and _slipped(_smudged(known), typed)}


def _smudged(key: str) -> str:
    """Without what a missing vowel does to its neighbour: `insendio` without its first e sounds `inkndio`."""
    return key.translate(_SMUDGES)


def _may_be_slip(word: str) -> bool:
    return len(word) >= SHORTEST_SLIP and word.isalpha() and word not in _WELL_WRITTEN


def _slipped(known: str, word: str) -> bool:
    """One letter missing, one too many or two swapped; one for another only in a long word or as its ending."""
    if OSA.distance(known, word, score_cutoff=1) > 1:
        return False
    swapped = sorted(known) == sorted(word)
    return len(known) != len(word) or swapped or len(word) >= SHORTEST_WORD_WITH_WRONG_LETTER or known[:-1] == word[:-1]


def _full_words(phrase: str) -> Iterator[str]:
    """The tokens of a phrase, its abbreviations written out: `nose` becomes two words, as it does in a message."""
    for token in phrase.split():
        if token.isalnum():
            yield from spell_out(fold(token))
        else:
            yield token


def _sounds_of_start(start: str) -> set[str]:
    """A consonant may sound otherwise before the next vowel: `hac*` must hear both `haca` and `hace`."""
    if start[-1] in "aeiou":
        return {sound(start)}
    return {sound(start + vowel)[:-1] for vowel in "aeo"}


def _one_letter_less(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _spelled_out(phrase: str) -> Iterator[list[str]]:
    """The phrase with and without each of its optional words."""
    choices = [(token[1:-1], "") if token.startswith("[") else (token,) for token in _full_words(phrase)]
    for picked in product(*choices):
        yield [token for token in picked if token]


def _steps(after: Mapping[int, _Node], atoms: frozenset[int]) -> list[_Node]:
    """Where a word leads; a node has few ways on and a common word many atoms, or the reverse."""
    if len(after) < len(atoms):
        return [node for atom, node in after.items() if atom in atoms]
    return [after[atom] for atom in atoms if atom in after]


def _walk(node: _Node, atoms: Sequence[frozenset[int]], start: int, at: int, found: list[Found]) -> None:
    found.extend((label, start, at) for label in node.labels)
    if at < len(atoms):
        for after in _steps(node.after, atoms[at]):
            _walk(after, atoms, start, at + 1, found)
    if node.gap is not None:
        for past in range(at, min(at + LONGEST_GAP, len(atoms)) + 1):
            _walk(node.gap, atoms, start, past, found)
