"""Cells of a municipality's spreadsheet: amounts, dates, per cent. Each raises ValueError whose text is the remedy."""

import re
from datetime import date
from decimal import Decimal

_NUMBER = re.compile(r"([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(\.[0-9]{1,2})?")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_SPOKEN = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_MOST = Decimal(10) ** 12
"""Up to here a number with two decimals also goes through a spreadsheet unchanged."""


def read_number(cell: str) -> Decimal:
    """`1250000`, `1,250,000.50`; at most two decimals, so that `1.250` is not taken for one and a quarter."""
    if not _NUMBER.fullmatch(cell):
        raise ValueError("write digits, with a point before at most two decimals and commas only between thousands")
    number = Decimal(cell.replace(",", ""))
    if number >= _MOST:
        raise ValueError("that is too large: look for a slip of the keyboard")
    return number


def read_centavos(cell: str) -> int:
    """`$1,250,000.00` as 125000000."""
    return int(read_number(cell.removeprefix("$").strip()) * 100)


def read_per_cent(cell: str) -> float:
    """`45`, `45.5` and `45 %` alike. `0.45` is refused: it may mean 45 or half of one."""
    number = read_number(cell.removesuffix("%").strip())
    if number > 100:
        raise ValueError("write a number from 0 to 100")
    if 0 < number < 1 and "%" not in cell:
        raise ValueError("write it in per cent, as 45 or 0.45%")
    return float(number)


def read_day(cell: str) -> date:
    """`2026-11-24` or `24/11/2026`."""
    iso, spoken = _ISO.fullmatch(cell), _SPOKEN.fullmatch(cell)
    parts = iso.groups() if iso else spoken.groups()[::-1] if spoken else ()
    try:
        year, month, day = map(int, parts)
        return date(year, month, day)
    except ValueError:
        raise ValueError("write a day that exists as 2026-11-24 or 24/11/2026") from None
