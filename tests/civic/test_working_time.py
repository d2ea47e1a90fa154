"""Office time: what counts and what does not. Durango's office is open from 9 to 15, Monday to Friday."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from civic.calendar import Calendar
from civic.hours import OfficeHours
from civic.working_time import after_working_time, working_time

DURANGO = ZoneInfo("America/Monterrey")
HOURS = OfficeHours((1, 2, 3, 4, 5), time(9), time(15), DURANGO)
CALENDAR = Calendar(DURANGO)


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=DURANGO)


SPANS = [
    # from, to, minutes, why
    (at(24, 10), at(24, 10, 45), 45, "within a morning"),
    (at(24, 8), at(24, 9, 10), 10, "before it opens nothing counts"),
    (at(24, 14, 50), at(24, 20), 10, "after it closes nothing counts"),
    (at(24, 14, 50), at(25, 9, 5), 15, "over a night"),
    (at(27, 14, 50), at(30, 9, 5), 15, "over a weekend"),
    (at(13, 14, 50), at(17, 9, 5), 15, "the third Monday of November is a holiday"),
    (at(24, 10), at(24, 10), 0, "no time"),
    (at(24, 11), at(24, 10), 0, "backwards"),
    (at(28, 10), at(29, 20), 0, "a weekend"),
    (at(1, 9), at(30, 15, month=11), 20 * 360, "the office hours of a November"),
]


@pytest.mark.parametrize(("start", "end", "minutes", "why"), SPANS, ids=[span[3] for span in SPANS])
def test_working_time(start: datetime, end: datetime, minutes: int, why: str) -> None:
    assert working_time(HOURS, CALENDAR, start, end) == timedelta(minutes=minutes), why


AFTER = [
    (at(24, 10), 60, at(24, 11)),
    (at(24, 14, 30), 60, at(25, 9, 30)),
    (at(27, 14, 30), 60, at(30, 9, 30)),
    (at(13, 14, 30), 60, at(17, 9, 30)),
    (at(24, 3), 60, at(24, 10)),
    (at(28, 12), 360, at(30, 15)),
    (at(24, 9), 720, at(25, 15)),
]


@pytest.mark.parametrize(("start", "minutes", "due"), AFTER)
def test_after_working_time(start: datetime, minutes: int, due: datetime) -> None:
    found = after_working_time(HOURS, CALENDAR, start, timedelta(minutes=minutes))
    assert found == due
    assert working_time(HOURS, CALENDAR, start, found) == timedelta(minutes=minutes)


def test_a_long_closure_is_passed_over_and_a_closed_office_is_found_out() -> None:
    closed = frozenset(at(1, 0, month=12).date() + timedelta(days=n) for n in range(60))
    away = Calendar(DURANGO, closed=closed)
    due = after_working_time(HOURS, away, at(30, 14, 30), timedelta(minutes=60))
    assert due == datetime(2027, 2, 2, 9, 30, tzinfo=DURANGO), "the first of February is a holiday"
    never = OfficeHours((), time(9), time(15), DURANGO)
    assert after_working_time(never, CALENDAR, at(24, 10), timedelta(minutes=1)) is None
