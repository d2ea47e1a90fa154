"""Numbers inside place names, however they are written: `II`, `2`, `dos`, `segunda`, `2da`, `treinta y tres`."""

import re
from collections.abc import Sequence

from civic.phonetics import sound

_CARDINALS = """uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete
    dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete
    veintiocho veintinueve treinta"""
_ORDINALS = ("", "primer", "segund", "tercer", "cuart", "quint", "sext", "septim", "octav", "noven", "decim")
_TENS = {"cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90}
# `quinta` is a country house in place names (Quinta Real) far more often than the fifth of anything.
_NOT_ORDINALS = {"quinta", "quinto", "cuarta", "cuarto"}

_ORDINAL_DIGITS = re.compile(r"(\d+)(?:[ao]|r[ao]|er[ao]?|d[ao]|t[ao]|v[ao]|n[ao]|m[ao])")
_ROMAN = re.compile(r"(?=[ivx])(x{0,3})(ix|iv|v?i{0,3})")
_ROMAN_UNITS = {"": 0, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
_SECTION = {"seccion", "secc", "sec", "etapa", "sector"}


_LONGEST = 18
"""Digits; more count nothing that there is, and int() refuses some thousands."""


def _spoken() -> dict[str, int]:
    words = {word: value for value, word in enumerate(_CARDINALS.split(), start=1)} | _TENS
    for value, root in enumerate(_ORDINALS):
        words |= {root + ending: value for ending in "ao" if root and root + ending not in _NOT_ORDINALS}
    words |= {"primer": 1, "tercer": 3}
    return {sound(word): value for word, value in words.items()}


_SPOKEN = _spoken()
_COUNTED = {sound(word): value for value, word in enumerate(["cero", *_CARDINALS.split()])} | {
    sound(word): value for word, value in [("un", 1), ("una", 1), *_TENS.items()]
}


def _roman(word: str) -> int | None:
    found = _ROMAN.fullmatch(word)
    return 10 * len(found[1]) + _ROMAN_UNITS[found[2]] if found else None


def number(word: str) -> int | None:
    """The value of one folded word that can only be a number; a lone `i`, `v` or `x` may be an initial: None."""
    if word.isdigit():
        return int(word)
    if ordinal := _ORDINAL_DIGITS.fullmatch(word):
        return int(ordinal[1])
    if len(word) > 1 and (roman := _roman(word)) is not None:
        return roman
    return _SPOKEN.get(sound(word))


def cardinal(word: str) -> int | None:
    """The value of one folded word that counts things, by ear: `5`, `sinco`, `cuarenta`; no ordinal, no Roman numeral."""
    return int(word[:_LONGEST]) if word.isdigit() else _COUNTED.get(sound(word))


def is_figure(word: str) -> bool:
    """Written in digits or Roman letters, not spelled out."""
    return set(word) <= set("ivx0123456789")


def _last_letter_number(words: Sequence[str], at: int) -> int | None:
    """`i`, `v`, `x` count as numerals only where nothing but `sección`, `etapa` follows."""
    return _roman(words[at]) if all(word in _SECTION for word in words[at + 1 :]) else None


def _compound(words: Sequence[str], at: int) -> int | None:
    """`treinta y tres`, `diez y seis` starting at a position."""
    if at + 2 >= len(words) or words[at + 1] != "y" or words[at].isdigit():
        return None
    tens, units = number(words[at]), number(words[at + 2])
    return tens + units if tens and units and not tens % 10 and units < 10 else None


def split_numbers(words: Sequence[str]) -> tuple[list[str], tuple[int, ...]]:
    """Folded words without their numerals, and the numerals' values in order; `sección`, `etapa` beside one go too."""
    rest: list[str] = []
    values: list[int] = []
    at = 0
    beside = False
    while at < len(words):
        together = _compound(words, at)
        value = together if together is not None else number(words[at])
        value = value if value is not None else _last_letter_number(words, at)
        if value is not None:
            while rest and rest[-1] in _SECTION:
                rest.pop()
            values.append(value)
        elif not (beside and words[at] in _SECTION):
            rest.append(words[at])
        beside = value is not None
        at += 3 if together is not None else 1
    return rest, tuple(values)
