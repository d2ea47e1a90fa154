"""A model of meaning that knows a few words of a street: a twin of the real one, without its package."""

from collections.abc import Sequence
from math import sqrt

from civic.spanish import fold

_MEANT = {
    "bache": "bache hoyo hoyos baches pozo",
    "oscuro": "lampara lamparas foco focos oscuro oscuridad luminaria",
    "rapido": "tope topes rapido reductores velocidad",
    "perro": "perro perros canes esterilizar",
}
_CONCEPTS = {word: concept for concept, words in _MEANT.items() for word in words.split()}


class ByConcept:
    """A vector is the concepts of a text as words."""

    name = "concepts"

    def __init__(self, *, in_time: bool = True) -> None:
        self._in_time = in_time

    def encode(self, texts: Sequence[str]) -> list[bytes]:
        return [" ".join(sorted({_CONCEPTS.get(word, word) for word in fold(text).split()})).encode() for text in texts]

    def encode_in_time(self, text: str) -> bytes | None:
        return self.encode([text])[0] if self._in_time else None

    def nearness(self, vector: bytes, others: Sequence[bytes]) -> list[float]:
        mine = _known(vector)
        return [len(mine & theirs) / sqrt(len(mine) * len(theirs) or 1) for theirs in map(_known, others)]


def _known(vector: bytes) -> set[str]:
    return set(vector.decode().split()) & set(_MEANT)
