"""How a typed name finds a neighbourhood, or asks which one, or says there is none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from civic.neighbourhood import Neighbourhood


@dataclass(frozen=True, slots=True)
class Match:
    """What a typed name may mean. One entry: that one. Two or more: ask, best first. None: no such place here."""

    candidates: tuple[Neighbourhood, ...] = ()

    @property
    def sure(self) -> Neighbourhood | None:
        return self.candidates[0] if len(self.candidates) == 1 else None


class Directory:
    """A municipality's catalogue, indexed once; immutable."""

    def __init__(self, neighbourhoods: Iterable[Neighbourhood]) -> None:
        raise NotImplementedError

    def get(self, key: str) -> Neighbourhood:
        raise NotImplementedError

    def find(self, text: str) -> Match:
        """An answer to *which neighbourhood?*: the whole text is about the name."""
        raise NotImplementedError

    def spot(self, text: str) -> Match:
        """A name inside a longer sentence (`hay un bache en la Benito Juárez frente a la primaria`); strict: no guess."""
        raise NotImplementedError

    def with_postal_code(self, code: str) -> Sequence[Neighbourhood]:
        raise NotImplementedError
