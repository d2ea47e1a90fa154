"""A place name, or words that may be one, reduced to what is compared."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from civic.numerals import split_numbers
from civic.phonetics import sound
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


def content_of(words: Sequence[str]) -> list[str]:
    """The words that are no numerals and that people do not leave out; a title when it is all there is."""
    rest, _ = split_numbers(words)
    content = [word for at, word in enumerate(rest) if is_content(rest, at)]
    return content or [word for word in rest if word not in SMALL]


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

    @property
    def raw(self) -> str:
        return "".join(self.words)

    @property
    def hides_numeral(self) -> bool:
        """A numeral stands among the letters."""
        return split_numbers(self.words)[1] != self.numbers


def written(words: Sequence[str]) -> Written:
    """Numerals read as numbers in every spelling."""
    rest, numbers = split_numbers(words)
    return _written(words, rest, content_of(words), numbers)


def glued(words: Sequence[str]) -> Written:
    """Only digits read as numbers, the rest as if written without a space: `realvictoriaii`."""
    rest = [word for word in words if not word[0].isdigit()]
    digits = "".join(word.rstrip(ascii_lowercase) for word in words if word[0].isdigit())
    content = [word for word in rest if word not in SMALL | TITLES]
    return _written(words, rest, content, (int(digits),) if digits else ())


def _written(words: Sequence[str], rest: Sequence[str], content: Sequence[str], numbers: tuple[int, ...]) -> Written:
    """Letters that double where two words meet stay: `Puertas Sol` is not `Puerta Sol`."""
    sounds = [sound(word) for word in content]
    return Written(
        words=tuple(words),
        plain="".join(rest),
        sound="".join(map(sound, rest)),
        bare="".join(sounds),
        mixed="".join(sorted(sounds)),
        numbers=numbers,
    )


def both(words: Sequence[str]) -> Iterable[Written]:
    """The text as separate words and as one."""
    return written(words), glued(words)
