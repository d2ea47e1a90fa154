"""Which of the offered things a few typed words mean."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self

from civic.sound import hear
from civic.spanish import fold
from civic.stems import stem

NUMBER_WORDS = {
    word: number
    for number, words in enumerate(
        (
            "uno una primero primera one",
            "dos segundo segunda two",
            "tres tercero tercera three",
            "cuatro cuarto cuarta four",
            "cinco quinto quinta five",
            "seis sexto sexta six",
            "siete septimo septima seven",
            "ocho octavo octava eight",
            "nueve noveno novena nine",
            "diez decimo decima ten",
        ),
        start=1,
    )
    for word in words.split()
} | {str(number): number for number in range(1, 11)}
_BEFORE_A_NUMBER = frozenset(["el", "es", "la", "lo", "num", "number", "numero", "opcion", "option", "seria", "the"])
_GLUE = """
a al con de del el en es la las le lo los me mi no o otra otro para por que se si sin su un una y
"""
_LABEL_GLUE = frozenset(_GLUE.split())
_LONGEST_PHRASE = 4

Phrase = tuple[str, ...]


def number_of(folded: str) -> int:
    """`2`, `la dos`, `opcion 2` give 2; 0 when the words are not a number from one to ten and nothing else."""
    words = [word for word in folded.split() if word not in _BEFORE_A_NUMBER]
    return NUMBER_WORDS.get(words[0], 0) if len(words) == 1 else 0


def phrase_of(text: str) -> Phrase:
    return tuple(stem(word) for word in fold(text).split())


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of a question's options, folded and stemmed once."""

    exact: dict[str, str] = field(default_factory=dict)
    """Folded label or word to option id."""
    heard: dict[str, str] = field(default_factory=dict)
    """How those of more than one word sound, to option id: `ya kedo` is `ya quedó`."""
    phrases: dict[Phrase, frozenset[str]] = field(default_factory=dict)
    """Stems of the further words: strong signs, used on whole sentences too."""
    parts: dict[Phrase, frozenset[str]] = field(default_factory=dict)
    """Stems of single words of labels: used only on an answer to the question itself."""
    spoken: dict[Phrase, frozenset[str]] = field(default_factory=dict)
    """Every label and word as it sounds, without endings: to find several of them in one answer."""
    pieces: dict[str, frozenset[str]] = field(default_factory=dict)
    """Single words of labels, and words, as they sound, with and without endings."""

    @classmethod
    def of(cls, options: Iterable[tuple[str, Sequence[str], Sequence[str]]]) -> Self:
        """From (option id, labels, words) rows."""
        made = cls()
        for option_id, labels, words in options:
            for text in (*labels, *words):
                made.exact.setdefault(fold(text), option_id)
                if " " in fold(text):
                    made.heard.setdefault(" ".join(hear(text)), option_id)
            made._listen(option_id, labels, words)
            for word in words:
                if fold(word) in _LABEL_GLUE:
                    continue  # `no` means an option when it stands alone, not inside a sentence
                _add(made.phrases, phrase_of(word), option_id)
            for label in labels:
                for word in fold(label).split():
                    if word not in _LABEL_GLUE:
                        _add(made.parts, (stem(word),), option_id)
        return made

    def _listen(self, option_id: str, labels: Sequence[str], words: Sequence[str]) -> None:
        for text in (*labels, *words):
            if hear(text):
                _add(self.spoken, tuple(stem(sound) for sound in hear(text)), option_id)
        single = (sound for text in words for sound in hear(text) if " " not in fold(text))
        parts = (
            sound for text in labels for word in fold(text).split() if word not in _LABEL_GLUE for sound in hear(word)
        )
        for sound in {*single, *parts}:
            for key in {sound, stem(sound)}:
                self.pieces[key] = self.pieces.get(key, frozenset()) | {option_id}

    def named(self, folded: str) -> str:
        """The option whose label or word this is, by letter or by ear, or the empty string."""
        return self.exact.get(folded, "") or (self.heard.get(" ".join(hear(folded)), "") if " " in folded else "")

    def opening(self, folded: str) -> str:
        """The option that the longest phrase of several words at the beginning means, or the empty string: `no he visto, fui
        al rancho` begins with a no and means something else."""
        sounds = hear(folded)
        starts = (" ".join(sounds[:end]) for end in range(min(len(sounds), _LONGEST_PHRASE), 1, -1))
        return next((self.heard[start] for start in starts if start in self.heard), "")

    def spot(self, folded: str, *, answering: bool) -> str:
        """The option most spoken of in a sentence, the first named when even, or the empty string.

        `answering`: the sentence answers the question itself, so a part of a label is a sign too.
        """
        stems = [stem(word) for word in folded.split()]
        found = _scores(self.phrases, stems)
        if not found and answering:
            found = _scores(self.parts, stems)
        return _best(found)


def _add(table: dict[Phrase, frozenset[str]], phrase: Phrase, option_id: str) -> None:
    table[phrase] = table.get(phrase, frozenset()) | {option_id}


def _scores(table: dict[Phrase, frozenset[str]], stems: list[str]) -> dict[str, tuple[int, int]]:
    """Option id to (words matched, minus where first)."""
    scores: dict[str, tuple[int, int]] = {}
    for start in range(len(stems)):
        for end in range(start + 1, min(start + _LONGEST_PHRASE, len(stems)) + 1):
            for option_id in table.get(tuple(stems[start:end]), ()):
                matched, first = scores.get(option_id, (0, -start))
                scores[option_id] = (matched + end - start, first)
    return scores


def _best(scores: dict[str, tuple[int, int]]) -> str:
    top = max(scores.values(), default=(0, 0))
    best = [option_id for option_id, score in scores.items() if score == top]
    return best[0] if len(best) == 1 else ""
