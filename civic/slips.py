"""How far a typed name may be from a catalogue name and still be a slip of the finger rather than another name."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from civic.phonetics import sound

EDIT = 1.0
"""Cost of one letter missing, doubled or swapped with its neighbour."""
_FOREIGN_LETTER = 0.5
"""What a letter that the name does not have costs besides."""
_LONG_ENOUGH = 8
"""Letters of a name in which one foreign letter is still sure to be a slip."""
_JOINED_TWO_EDITS = 14
_LONG_WORD, _SHORT_WORD = 11, 3
_DOUBLED = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True)
class Slip:
    cost: float
    doubtful: bool


def edits_for(length: int) -> int:
    """How many edits a name of so many letters may have."""
    return 0 if length < 4 else 1 if length < _LONG_ENOUGH else 2 if length < 16 else 3


def foreign_letters(asked: str, name: str) -> int:
    """Letters typed that the name does not have; a letter of the name doubled is none."""

    def surplus(some: str, others: str) -> int:
        return sum((Counter(some) - Counter(others)).values())

    return min(surplus(asked, name), surplus(_DOUBLED.sub(r"\1", asked), _DOUBLED.sub(r"\1", name)))


def slip(asked: str, name: str, edits: int, *, articles_differ: bool) -> Slip | None:
    """What the edits between two spellings cost; None when they are too many for so short a name.

    A letter too many that the name does not have may make another name (`Arboledas`, `San Martina`): doubtful.
    """
    foreign = min(edits, foreign_letters(asked, name))
    long = len(asked) >= _LONG_ENOUGH
    if edits > edits_for(len(asked)) or (foreign and not long):
        return None
    another_ending = foreign > 0 and len(asked) > len(name)
    doubtful = another_ending or (articles_differ and (foreign > 0 or not long))
    return Slip(edits * EDIT + foreign * _FOREIGN_LETTER, doubtful)


def same_words(asked: Sequence[str], name: Sequence[str], edits: int) -> bool:
    """No word differs so much that it is another word: `Las Rosas` is not `Las Brisas`.

    Words joined or split are judged by the number of edits alone.
    """
    if len(asked) != len(name):
        return edits <= (2 if len("".join(name)) >= _JOINED_TWO_EDITS else 1)
    return all(_is_slip(typed, word) for typed, word in zip(asked, name, strict=True))


def _is_slip(typed: str, word: str) -> bool:
    letters, sounds = OSA.distance(typed, word), OSA.distance(sound(typed), sound(word))
    if not letters or not sounds:
        return True
    if foreign_letters(typed, word):
        return letters == 1 and len(word) > _SHORT_WORD and sound(typed)[:1] == sound(word)[:1]
    return min(letters, sounds) <= (2 if len(word) >= _LONG_WORD else 1)
