"""Words found in what was written, however they were typed: upper or lower case, with or without accents."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, or_

from civic.spanish import fold

_ACCENTED = {"a": "aáAÁ", "e": "eéEÉ", "i": "iíIÍ", "o": "oóOÓ", "u": "uúüUÚÜ", "n": "nñNÑ"}
_MOST_WORDS = 6


def holding(connection: Connection, typed: str, columns: Sequence[ColumnElement[str]]) -> list[ColumnElement[bool]]:
    """One condition a word: each stands in one of the columns. Empty: nothing was typed."""
    words = fold(typed).split()[:_MOST_WORDS]
    return [or_(*(standing(connection, word, column) for column in columns)) for word in words]


def standing(connection: Connection, word: str, column: ColumnElement[str]) -> ColumnElement[bool]:
    """A folded word, or the beginning of one, somewhere in a column."""
    pattern = "".join(map(_either, word))
    return column.op("GLOB")(f"*{pattern}*") if connection.dialect.name == "sqlite" else column.op("~")(pattern)


def _either(sign: str) -> str:
    """A letter in all its forms, as GLOB and regular expressions alike have it; a digit is itself."""
    return f"[{_ACCENTED.get(sign, sign + sign.upper())}]" if sign.isalpha() else sign
