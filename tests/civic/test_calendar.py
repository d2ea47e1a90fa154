"""Which days count in Mexico (Ley Federal del Trabajo, 74), and what counting them gives."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from civic.calendar import Calendar, public_holidays

MONTERREY = ZoneInfo("America/Monterrey")
CALENDAR = Calendar(MONTERREY, closed=frozenset({date(2026, 11, 2), date(2026, 12, 24)}))

HOLIDAYS = {
    2026: ["01-01", "02-02", "03-16", "05-01", "09-16", "11-16", "12-25"],
    2027: ["01-01", "02-01", "03-15", "05-01", "09-16", "11-15", "12-25"],
}
DAYS = [
    ("2026-11-23", True, "an ordinary Monday"),
    ("2026-11-21", False, "Saturday"),
    ("2026-11-22", False, "Sunday"),
    ("2026-11-16", False, "the third Monday of November, for the 20th"),
    ("2026-11-20", True, "the 20th itself is worked"),
    ("2027-02-05", True, "5 February itself is worked: its Monday was the 1st"),
    ("2026-09-16", False, "a holiday in midweek stays where it is"),
    ("2027-05-03", True, "1 May 2027 is a Saturday, and no Monday makes up for it"),
    ("2024-10-01", False, "the federal executive changes: 2024, 2030, ..."),
    ("2030-10-01", False, "six years later"),
    ("2024-12-01", False, "the old day of the change, here a Sunday"),
    ("2026-10-01", True, "no change in between"),
    ("2027-12-01", True, "and none on the old day"),
    ("2026-03-21", False, "a Saturday"),
    ("2025-03-21", True, "Juárez's birthday itself is worked: its Monday was the 17th"),
    ("2026-04-02", True, "Holy Thursday is kept by custom, not by the law: a closed day where it is"),
    ("2025-12-12", True, "12 December neither"),
    ("2026-11-02", False, "closed by this municipality"),
    ("2026-12-24", False, "closed by this municipality"),
]
COUNTED = [
    ("2026-11-24", 1, "2026-11-25", "the day itself does not count"),
    ("2026-11-24", 20, "2026-12-22", "the law's 20 days: four weeks without a holiday"),
    ("2026-12-23", 1, "2026-12-28", "a closed Thursday, Christmas, a weekend"),
    ("2026-11-24", 0, "2026-11-24", "none: the day itself"),
    ("2026-11-22", 0, "2026-11-23", "none, from a Sunday: the Monday"),
]


@pytest.mark.parametrize("year", HOLIDAYS)
def test_the_public_holidays(year: int) -> None:
    assert sorted(public_holidays(year)) == [date.fromisoformat(f"{year}-{day}") for day in HOLIDAYS[year]]


@pytest.mark.parametrize(("day", "works", "reason"), DAYS)
def test_is_working_day(day: str, works: bool, reason: str) -> None:
    assert CALENDAR.is_working_day(date.fromisoformat(day)) is works, reason


@pytest.mark.parametrize(("start", "count", "end", "reason"), COUNTED)
def test_after_working_days(start: str, count: int, end: str, reason: str) -> None:
    assert CALENDAR.after_working_days(date.fromisoformat(start), count) == date.fromisoformat(end), reason


@pytest.mark.parametrize(
    ("start", "end", "count", "reason"),
    [
        ("2026-11-13", "2026-11-17", 1, "over a weekend and a holiday: the 17th alone"),
        ("2026-11-24", "2026-12-22", 20, "the law's 20 days"),
        ("2026-12-23", "2026-12-28", 1, "a closed day, Christmas, a weekend"),
        ("2026-11-24", "2026-11-24", 0, "the same day"),
        ("2026-11-25", "2026-11-24", 0, "backwards"),
    ],
)
def test_working_days_between(start: str, end: str, count: int, reason: str) -> None:
    assert CALENDAR.working_days_between(date.fromisoformat(start), date.fromisoformat(end)) == count, reason


def test_closed_days_are_of_one_municipality() -> None:
    assert Calendar(MONTERREY).is_working_day(date(2026, 12, 24))


def test_a_day_ends_where_it_is_lived() -> None:
    end = CALENDAR.end_of(date(2026, 11, 24))
    assert end == datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
    assert CALENDAR.day_ended_by(end) == date(2026, 11, 24)
    assert CALENDAR.local_day(end) == date(2026, 11, 25)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        CALENDAR.local_day(datetime(2026, 11, 24))


def test_a_subdivision_that_nobody_knows_is_refused() -> None:
    with pytest.raises(NotImplementedError):
        public_holidays(2026, "MX", "DUR")
