"""Which of the options an answer names when it may name several: `1, 3 y 5`, `la luz y los baches`, `todas menos la 2`."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from civic.phrases import Phrasebook
from civic.sound import hear, sound
from civic.spanish import fold
from civic.stems import stem
from civic.vocabulary import phrases, words
from flows.amount import REASONS, topic_of
from flows.elements import Element, Name, Number, resolved
from flows.form import Question
from flows.vocabulary import NUMBER_WORDS, Vocabulary, number_of

_STEERING = {f"respuesta.{name}": name for name in ("todas", "ambas", "ninguna", "listo", "solo", "quitar", "menos")}
_BOOK = Phrasebook(((label, phrase) for label, phrase in phrases("survey") if label in _STEERING), {})
_FILLER = frozenset(heard for name in ("relleno", "varias") for word in words("survey", name) for heard in hear(word))
_ORDINALS = tuple("primer segund tercer cuart quint sext septim octav noven decim first second third".split())
_LAST = re.compile(r"(pen)?ultim[ao]|last")
_SMUDGES = str.maketrans("kg", "sj")
"""What a wrong vowel does to the consonant before it: `segiridad` sounds `sejiridad`."""
_DIGITS = re.compile(r"(\d{1,3})([a-z]{0,2})")
_A_NUMBER = f"({'|'.join(NUMBER_WORDS)})"
_FIRST_OR_LAST = re.compile(rf"\b(?:{_A_NUMBER} (primer|ultim)[ao]s|(primer|ultim)[ao]s {_A_NUMBER})\b")
_FROM_TO = re.compile(rf"\b(?:de |del |desde )?(?:la |el )?{_A_NUMBER} (?:a|al|hasta)(?: la| el)? {_A_NUMBER}\b")
_ALL_OF_THEM = re.compile(r"l[ao]s (\w+)")
_DASH = re.compile(r"\D*(\d)\s*[-–]\s*(\d)\D*")
_NUMBER_SIGN = re.compile(r"\bn(?:o\.|[º°])\s*(?=\d)", re.IGNORECASE)
_CLAUSES = re.compile(r"[,;:.!?¡¿()\n]+")
_JOINING = REASONS | {"o", "u", "ni", "no", "or", "nor"}
_NO = sound("no")
_BOTH = 2
_LONGEST_NAME = 6
"""Words."""
_SLIP, _TWO_SLIPS = 6, 10
"""Letters of a word from which it may have one wrong letter, and two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What an answer says; options in the order they were named."""

    items: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    """Options to be taken out."""
    everything: bool = False
    nothing: bool = False
    """`ninguna`."""
    only: bool = False
    """These and no others."""
    ends: bool = False
    """That was all."""
    sure: bool = True
    """Every word was understood."""
    exact: bool = True
    """Options were named in full or by number."""

    @property
    def names(self) -> bool:
        return bool(self.items or self.dropped or self.everything)


def numbered(question: Question) -> list[str]:
    """Ids of the options in the order that their numbers stand for."""
    return [option.id for option in question.options if option.listed]


def said(text: str, question: Question, *, angry: bool = False) -> Said:
    """What a text says to a question with options. `angry`: words behind a number say nothing of what it counts."""
    ids = numbered(question)
    place = number_of(fold(text))
    if 0 < place <= len(ids):
        return Said(items=(ids[place - 1],))
    if _says_all(fold(text), len(ids)):
        return Said(everything=True)
    listener = _Listener(question.vocabulary, ids, topic_of(question.ask, question.label), angry=angry)
    heard = listener.listen([hear(clause) for clause in _CLAUSES.split(_spread(text, len(ids)))])
    return replace(heard, sure=heard.sure and not _is_doubtful_range(text))


def _says_all(folded: str, count: int) -> bool:
    """`las dos`, where there are two."""
    found = _ALL_OF_THEM.fullmatch(folded)
    return found is not None and number_of(found[1]) == count > 1


def _is_doubtful_range(text: str) -> bool:
    """`1-3` may be two options or three."""
    found = _DASH.fullmatch(text)
    return found is not None and int(found[2]) - int(found[1]) > 1


def _spread(text: str, count: int) -> str:
    """The text with `del 1 al 3` and `las dos primeras` written out as numbers."""
    text = _NUMBER_SIGN.sub("", re.sub(r"^\s*no\s*[,.]", "", text, flags=re.IGNORECASE))
    folded = fold(text)
    spread = _FIRST_OR_LAST.sub(lambda found: _first_or_last(found, count), folded)
    spread = _FROM_TO.sub(_from_to, spread)
    return text if spread == folded else spread


def _from_to(found: re.Match[str]) -> str:
    first, last = number_of(found[1]), number_of(found[2])
    return _listed(range(first, last + 1)) if 0 < first < last else found[0]


def _first_or_last(found: re.Match[str], count: int) -> str:
    many = number_of(found[1] or found[4])
    if not 0 < many <= count:
        return found[0]
    at_start = (found[2] or found[3]) == "primer"
    return _listed(range(1, many + 1) if at_start else range(count - many + 1, count + 1))


def _listed(numbers: Iterable[int]) -> str:
    return " " + " ".join(str(number) for number in numbers) + " "


def _spoken_numbers() -> dict[str, Number]:
    words_of = [*NUMBER_WORDS.items(), ("primer", 1), ("tercer", 3), ("first", 1), ("second", 2), ("third", 3)]
    spoken = ((hear(word), word, value) for word, value in words_of if not word.isdigit())
    return {heard[0]: Number(value, *_kind(word)) for heard, word, value in spoken if heard}


def _kind(word: str) -> tuple[bool, bool]:
    """Whether the word is an ordinal, and whether it tells the place rather than the option."""
    ordinal = word.startswith(_ORDINALS)
    return ordinal, ordinal and not word.endswith("a")


_SPOKEN = _spoken_numbers()


class _Listener:
    """Goes through an answer word by word; at each takes the longest thing it knows."""

    def __init__(self, vocabulary: Vocabulary, ids: Sequence[str], asked: Collection[str], *, angry: bool) -> None:
        self.vocabulary = vocabulary
        self.ids = ids
        self.asked = asked
        self.angry = angry
        self.kept: list[Element] = []
        self.dropped: list[Element] = []
        self.removing = False
        self.heard: Sequence[str] = ()
        self.stems: Sequence[str] = ()
        self.openings: Collection[int] = ()
        """Where a clause begins."""
        self.said = Said()

    def listen(self, clauses: Sequence[Sequence[str]]) -> Said:
        heard = [word for clause in clauses for word in clause]
        self.heard, self.stems = heard, [stem(word) for word in heard]
        self.openings = {sum(map(len, clauses[:at])) for at in range(len(clauses))}
        steering = _steering(heard)
        at = 0
        while at < len(heard):
            at = self._name(at) or self._steer(*steering.get(at, (0, ()))) or self._number(at) or self._other(at)
        items, even = resolved(self.kept, self.ids)
        dropped, _ = resolved(self.dropped, self.ids)
        everything = self.said.everything and (self.said.sure or bool(dropped))  # not in `todo está mal`
        return replace(self.said, items=items, dropped=dropped, everything=everything, sure=self.said.sure and even)

    def _take(self, *elements: Element) -> None:
        (self.dropped if self.removing else self.kept).extend(elements)

    def _name(self, at: int) -> int:
        """A label or word of an option, in full."""
        for end in range(min(at + _LONGEST_NAME, len(self.stems)), at, -1):
            meant = self.vocabulary.spoken.get(tuple(self.stems[at:end]), frozenset())
            if len(meant) == 1:
                self._take(Name(*meant))
                return end
        return 0

    def _steer(self, end: int, meanings: Collection[str]) -> int:
        if "ambas" in meanings and len(self.ids) != _BOTH:
            return 0
        if "todas" in meanings or "ambas" in meanings:
            if self.removing:
                self._take(*(Name(option_id) for option_id in self.ids))
            else:
                self.said = replace(self.said, everything=True)
        if "ninguna" in meanings:
            self.said = replace(self.said, nothing=True)
        if "solo" in meanings and not self.kept:
            self.said = replace(self.said, only=True)
        if "listo" in meanings:
            self.said = replace(self.said, ends=True)
        self.removing = self.removing or "quitar" in meanings or ("menos" in meanings and self._excepts(end))
        return end

    def _excepts(self, end: int) -> bool:
        """`todas menos la 2`, `sin la 2`; but `sin luz` names what is missing."""
        if self.said.everything or (end < len(self.heard) and self._numbers(self.heard[end])):
            return True
        self.said = replace(self.said, sure=False)
        return False

    def _number(self, at: int) -> int:
        if self.heard[at] == _NO and at + 1 < len(self.heard):
            refused = self._numbers(self.heard[at + 1])
            self.dropped += refused
            return at + 2 if refused else 0
        numbers = self._numbers(self.heard[at])
        self._take(*numbers)
        return at + 1 if numbers else 0

    def _numbers(self, heard: str) -> Sequence[Number]:
        count = len(self.ids)
        last = _LAST.fullmatch(heard)
        if last:
            return (Number(count - bool(last[1]), ordinal=True, adverb=heard.endswith("o")),)
        written = _DIGITS.fullmatch(heard)
        number = Number(int(written[1]), ordinal=bool(written[2])) if written else _SPOKEN.get(heard)
        if number and 0 < number.value <= count:
            return (number,)
        return self._run_together(heard) if heard.isdigit() and len(self.heard) == 1 else ()

    def _run_together(self, digits: str) -> Sequence[Number]:
        """`135`, of five options, may mean three of them."""
        values = [int(digit) for digit in digits]
        if len(set(values)) < len(values) or not all(0 < value <= len(self.ids) for value in values):
            return ()
        self.said = replace(self.said, sure=False)
        return [Number(value) for value in values]

    def _other(self, at: int) -> int:
        """A word that says nothing, a part of a name, one with a slip of the finger, or one not understood."""
        if self.heard[at] in _FILLER:
            return at + 1
        meant = self._piece(at)
        if len(meant) == 1:
            self._take(Name(*meant))
            self.said = replace(self.said, exact=False)
        elif self.stems[at] not in self.asked:
            self.said = replace(self.said, sure=False)
            self._take_back(at)
        return at + 1

    def _take_back(self, at: int) -> None:
        """A number that counts what nobody asked about: `3 veces`."""
        counts = at not in self.openings and self.heard[at] not in _JOINING and not self.angry
        before = self._numbers(self.heard[at - 1]) if at and counts else ()
        if before and not before[0].ordinal and self.kept and self.kept[-1] == before[-1]:
            del self.kept[-len(before) :]

    def _piece(self, at: int) -> frozenset[str]:
        pieces = self.vocabulary.pieces
        meant = pieces.get(self.heard[at]) or pieces.get(self.stems[at], frozenset())
        return meant if meant or self.stems[at] in self.asked else self._near(self.heard[at])

    def _near(self, heard: str) -> frozenset[str]:
        """The options whose words are a slip away; words run together count as one."""
        slips = (len(heard) >= _SLIP) + (len(heard) >= _TWO_SLIPS)
        known = [*self.vocabulary.pieces.items()] if slips else []
        known += [(name.replace(" ", ""), frozenset([option])) for name, option in self.vocabulary.heard.items()]
        typed = heard.translate(_SMUDGES)
        near = (
            ids for word, ids in known if OSA.distance(typed, word.translate(_SMUDGES), score_cutoff=slips) <= slips
        )
        return frozenset().union(*near)


def _steering(heard: Sequence[str]) -> dict[int, tuple[int, Collection[str]]]:
    """Where a phrase begins that says what to do with the options: its end and all it may mean, the longest only."""
    found: dict[int, tuple[int, set[str]]] = {}
    for label, start, end in _BOOK.find(heard):
        longest, meanings = found.get(start, (0, set()))
        if end >= longest:
            found[start] = (end, {_STEERING[label]} | (meanings if end == longest else set()))
    return dict(found)
