"""Which whole number an answer says, and how sure that is."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from civic.counts import Count, counts, is_broken, joined
from civic.phrases import Phrasebook
from civic.sound import hear
from civic.spanish import fold
from civic.stems import stem
from civic.vocabulary import phrases, words

_CLAUSES = re.compile(r"[,;:.!?¡¿()\[\]\"«»…—\n]+")
_BELOW_ZERO = re.compile(r"\s*[-−]\s?(\d+)\s*")
_BETWEEN = re.compile(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])")
"""Where a number touches a word: `somos5`."""
_SAYS_NOTHING = re.compile(r"\b(?:mas o menos|mas menos|nada mas|nomas|mil gracias)\b")
_SHORT = 7
"""Words; in so short an outburst its one number is the answer."""
_NOUN = 5
"""Letters of a word that names what is counted."""


def _heard(listing: str) -> frozenset[str]:
    return frozenset(heard for word in words("survey", listing) for heard in hear(word))


_SMALL = {"respuesta.cero": 0, "respuesta.uno": 1}
_BOOK = Phrasebook(((label, phrase) for label, phrase in phrases("survey") if label in _SMALL), {})
_FILLER = _heard("relleno")
PEOPLE = frozenset(stem(heard) for heard in _heard("cuantos"))
"""Words that may stand beside the answer to how many."""
STARS = frozenset(stem(heard) for heard in _heard("pasos"))
"""Words that may stand beside a step of a scale."""
REASONS = _heard("razon")
_TOTAL = _heard("en_total")


@dataclass(frozen=True, slots=True)
class Amount:
    """`sure`: one number, and nothing that could make it the number of something else."""

    numbers: tuple[int, ...] = ()
    sure: bool = False
    broken: bool = False
    """A number that is not whole."""


def amount(text: str, asked: Collection[str] = (), *, angry: bool = False) -> Amount:
    """What a text says to a question; `asked`: its own words (see `topic_of`) and others that change nothing.

    `angry`: what else is said in a short message is not about the number.
    """
    below = _BELOW_ZERO.fullmatch(text)
    if below:
        return Amount((-int(below[1]),), sure=True)
    whole = joined(text)
    if is_broken(whole):
        return Amount(broken=True)
    clauses = [_Clause(said, asked) for said in _clauses(whole)]
    alone = not any(clause.firm for clause in clauses)
    counting = [(clause, clause.numbers(alone=alone)) for clause in clauses if clause.numbers(alone=alone)]
    numbers = tuple(dict.fromkeys(number for _, said in counting for number in said))
    total = _total(counting)
    if total is not None:
        return Amount((total,), sure=True)
    outburst = angry and sum(len(clause.words) for clause in clauses) <= _SHORT
    return Amount(numbers, len(numbers) == 1 and (outburst or all(clause.plain for clause, _ in counting)))


def topic_of(*sentences: str) -> frozenset[str]:
    """The words of a question: a number of what it asks about is its answer."""
    return frozenset(stem(heard) for sentence in sentences for heard in hear(sentence))


def is_filler(heard: str, asked: Collection[str] = ()) -> bool:
    return heard in _FILLER or stem(heard) in asked


def none_or_one(text: str, lowest: int, asked: Collection[str] = ()) -> Amount:
    """`nadie`, `no hay`, where nobody is an answer; `vivo sola`."""
    heard = hear(text)
    said = {(label, at) for label, start, end in _BOOK.find(heard) for at in range(start, end)}
    kinds = {label for label, _ in said} - ({"respuesta.cero"} if lowest else set())
    spoken = {at for label, at in said if label in kinds}
    rest = [word for at, word in enumerate(heard) if at not in spoken]
    sure = len(kinds) == 1 and all(is_filler(word, asked) for word in rest)
    return Amount((_SMALL[kinds.pop()],), sure=True) if sure else Amount()


class _Clause:
    """A piece of the text between two stops."""

    def __init__(self, said: Sequence[str], asked: Collection[str]) -> None:
        self.words = said
        self._found = counts(said)
        self._asked = asked
        counted = {at for one in self._found for at in range(one.start, one.end)}
        self._rest = [heard for at, word in enumerate(said) if at not in counted for heard in hear(word)]
        self.firm = [one.value for one in self._found if not one.article]
        self.plain = all(is_filler(heard, asked) for heard in self._rest) or self._names_what_is_asked()

    @property
    def sums_up(self) -> bool:
        return self.plain and len(self.firm) == 1 and not _TOTAL.isdisjoint(self._rest)

    def numbers(self, *, alone: bool) -> list[int]:
        """An article is a number where no other is (`alone`), and nothing else is said."""
        return [one.value for one in self._found] if alone and self.plain else self.firm

    def _names_what_is_asked(self) -> bool:
        """`5 personas contando a mi suegra`: the number comes first and counts what was asked about."""
        first: Count | None = next((one for one in self._found if not one.article), None)
        if first is None or len(self.firm) > 1:
            return False
        before = [heard for word in self.words[: first.start] for heard in hear(word)]
        after = [heard for word in self.words[first.end : first.end + 1] for heard in hear(word)]
        named = any(len(heard) >= _NOUN and stem(heard) in self._asked for heard in after)
        return named and all(is_filler(heard, self._asked) for heard in before)


def _total(counting: Sequence[tuple[_Clause, Sequence[int]]]) -> int | None:
    """`somos 4: mis dos hijos, mi esposo y yo`."""
    named = {numbers[0] for clause, numbers in counting if clause.sums_up}
    return named.pop() if len(named) == 1 else None


def _clauses(whole: str) -> Iterator[list[str]]:
    for piece in _CLAUSES.split(whole):
        clause: list[str] = []
        for word in _SAYS_NOTHING.sub(" ", _BETWEEN.sub(" ", fold(piece))).split():
            if not REASONS.isdisjoint(hear(word)):
                yield clause
                clause = []
            clause.append(word)
        yield clause
