"""The number a resident keeps: `DGO-2026-000017-K`. Prefix of the municipality, year, number, one check character."""

import re
from dataclasses import dataclass

_CHECK = "23456789ABCDEFGHJKLMNPQRSTUVWXY"
"""31 signs, a prime, so that one wrong digit or two swapped ones never pass; none that is read as another."""
_READS_AS = str.maketrans({"O": "0", "Q": "0", "I": "1", "L": "1"})
_TYPED = re.compile(r"(2[0OQ][0-9OQIL]{2})[\s_.\-]*([0-9OQIL]{1,9})[\s_.\-]*([0-9A-Z])(?![0-9A-Z])")


def _check_character(year: int, number: int) -> str:
    digits = f"{year:04d}{number:09d}"
    return _CHECK[sum(int(digit) * (place + 2) for place, digit in enumerate(digits)) % len(_CHECK)]


@dataclass(frozen=True, slots=True)
class Folio:
    prefix: str
    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}-{self.number:06d}-{_check_character(self.year, self.number)}"


def read_folio(text: str, prefix: str) -> Folio | None:
    """The folio in what was typed: any case, with or without hyphens and spaces, zeros left out, O for 0. None where
    there is none or its check character is wrong.

    >>> read_folio("mi folio es dgo 2026 17 " + str(Folio("DGO", 2026, 17))[-1].lower(), "DGO")
    Folio(prefix='DGO', year=2026, number=17)
    """
    for typed in _TYPED.finditer(text.upper()):
        folio = Folio(prefix, int(typed[1].translate(_READS_AS)), int(typed[2].translate(_READS_AS)))
        if typed[3] == _check_character(folio.year, folio.number):
            return folio
    return None
