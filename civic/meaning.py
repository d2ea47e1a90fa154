"""What sentences mean, compared by a model that may be installed beside the program; without one, words alone are compared.

The weights and thresholds were chosen on `propuestas_duplicados_dev.csv` by cross-validation (docs/decisions/0015).
"""

from collections.abc import Sequence
from typing import Protocol

from civic.similarity import DUPLICATE

LONGEST_GIST = 300
"""Letters: what is said after them seldom changes what is asked for, and costs as much time."""
_MEANING = 0.4
_DUPLICATE = 0.68
"""From this likeness of words and meaning together one answer would settle both."""
_SCALE = DUPLICATE / _DUPLICATE
_HOPELESS = (_DUPLICATE - _MEANING) / (1 - _MEANING)


class Meaning(Protocol):
    """A model that turns a sentence into a vector."""

    name: str
    """Vectors of two names cannot be compared."""

    def encode(self, texts: Sequence[str]) -> list[bytes]:
        """A vector for each text, however long that takes."""
        ...

    def encode_in_time(self, text: str) -> bytes | None:
        """The vector of one text, or None when it would keep somebody waiting."""
        ...

    def nearness(self, vector: bytes, others: Sequence[bytes]) -> list[float]:
        """Cosine with each of the others: 1 means the same, 0 nothing in common."""
        ...


def gist(text: str) -> str:
    """What of a text is given to the model: its first line, which is its title where it has one."""
    return text.strip().partition("\n")[0][:LONGEST_GIST]


def weighed(words: float, meaning: float) -> float:
    """Likeness of words and nearness of meaning as one figure, 0..1, on the scale of words: `similarity.DUPLICATE` holds."""
    return min(1.0, _SCALE * ((1 - _MEANING) * words + _MEANING * max(meaning, 0.0)))


def meaning_may_decide(words: float) -> bool:
    """Whether two texts with this likeness of words can be duplicates at all: else what they mean need not be asked."""
    return words >= _HOPELESS
