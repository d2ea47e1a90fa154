"""What browsers write into the fields of a form."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TypeVar

from handlers.desk.errand import Errand
from handlers.staff.finding import NotPossible

_Day = TypeVar("_Day", bound=date)
_YEARS = range(1900, 2200)


def typed_day(errand: Errand, field: str, label: str, fields: Mapping[str, str] | None = None) -> date:
    """As a browser writes it. `fields`: those of a form, unless others are given. Raises NotPossible."""
    day = day_of((errand.form if fields is None else fields).get(field, ""))
    if day is None:
        raise NotPossible(f"{label}: escriba un día, como 2026-12-01.")
    return day


def day_of(typed: str) -> date | None:
    """As a browser writes it; None for what is no day, or one far from any life."""
    try:
        return _near(date.fromisoformat(typed))
    except ValueError:
        return None


def typed_moment(errand: Errand, field: str, label: str) -> datetime:
    """Local, as a browser writes it. Raises NotPossible."""
    try:
        return _near(datetime.fromisoformat(errand.form.get(field, ""))).replace(tzinfo=errand.zone)
    except ValueError:
        raise NotPossible(f"{label}: escriba el día y la hora, como 2026-12-01 09:00.") from None


def _near(day: _Day) -> _Day:
    """No year is so early or so late that there is nothing before or after it to count to. Raises ValueError."""
    if day.year not in _YEARS:
        raise ValueError(day)
    return day


def typed_number(errand: Errand, field: str, default: int = 0) -> int:
    return number_of(errand.form.get(field, ""), default)


def number_of(typed: str, default: int = 0) -> int:
    """One that a database takes."""
    return int(typed) if typed.isdecimal() and len(typed) < 19 else default
