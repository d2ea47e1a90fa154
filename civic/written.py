"""A place name, or words that may be one, reduced to what is compared."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from civic.numerals import split_numbers
from civic.phonetics import sound, undouble
from civic.place_words import EXPANSIONS, SMALL, TITLES
from civic.spanish import fold

_ACRONYM = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_TOKEN = re.compile(r"\d+(?:[rdtvnm]?[ao]|er[ao]?)(?:(?![a-z0-9])|(?=sec|etapa))|\d+|[a-z]+")


def split_words(text: str) -> list[str]:
    """Folded words of a text, letters apart from digits (`20denoviembre`), dotted capitals together (`F.O.S.`)."""
    together = _ACRONYM.sub(lambda found: found[0].replace(".", "") + " ", text)
    return _TOKEN.findall(fold(together))


def expand(words: Sequence[str]) -> list[str]:
    """Abbreviations spelled out: `gral` general, `u hab` unidad habitacional."""
    spelled = [EXPANSIONS.get(word, word) for word in words]
    for at, word in enumerate(spelled[:-1]):
        if word == "u" and spelled[at + 1] == "habitacional":
            spelled[at] = "unidad"
    return spelled


def is_content(words: Sequence[str], at: int) -> bool:
    """Neither an article, a title nor a middle initial: what people do not leave out."""
    inner_initial = len(words[at]) == 1 and words[at].isalpha() and at > 0
    return words[at] not in SMALL and words[at] not in TITLES and not inner_initial


@dataclass(frozen=True, slots=True)
class Written:
    """Spaces are not kept: people join and split words at will. Numerals stand apart: they are never near enough."""

    words: tuple[str, ...]
    """Expanded words, numerals included."""
    plain: str
    """Letters of the words that are no numerals."""
    sound: str
    bare: str
    """Sound of the words people do not leave out."""
    mixed: str
    """The same in alphabetical order of the words."""
    numbers: tuple[int, ...]


def written(words: Sequence[str]) -> Written:
    """Numerals read as numbers in every spelling."""
    rest, numbers = split_numbers(words)
    content = [sound(word) for at, word in enumerate(rest) if is_content(rest, at)]
    sounds = undouble("".join(map(sound, rest)))
    joined = undouble("".join(content))
    return Written(tuple(words), "".join(rest), sounds, joined, undouble("".join(sorted(content))), numbers)


def glued(words: Sequence[str]) -> Written:
    """Only digits read as numbers, the rest as if written without a space: `realvictoriaii`."""
    rest = [word for word in words if not word[0].isdigit()]
    digits = "".join(re.match(r"\d*", word)[0] for word in words)  # type: ignore[index]
    numbers = (int(digits),) if digits else ()
    content = sound("".join(word for word in rest if word not in SMALL | TITLES))
    plain = "".join(rest)
    return Written(tuple(words), plain, sound(plain), content, content, numbers)


def both(words: Sequence[str]) -> Iterable[Written]:
    """The text as separate words and as one."""
    return written(words), glued(words)
