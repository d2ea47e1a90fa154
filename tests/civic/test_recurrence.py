"""When a series comes: rules as cron has them, holidays, and clocks that are put forward and back."""

from datetime import UTC, date, datetime
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from civic.calendar import Calendar
from civic.recurrence import BadRule, Recurrence, Shift

DURANGO = Calendar(ZoneInfo("America/Monterrey"))
TIJUANA = Calendar(ZoneInfo("America/Tijuana"))
"""Where clocks are still put forward and back: 8 March and 1 November 2026."""


def days(rule: str, after: str, count: int, shift: Shift = Shift.KEEP, calendar: Calendar = DURANGO) -> list[str]:
    moment = datetime.fromisoformat(after).replace(tzinfo=calendar.zone).astimezone(UTC)
    times = islice(Recurrence(rule, calendar, shift).after(moment), count)
    return [f"{at.astimezone(calendar.zone):%a %Y-%m-%d %H:%M}" for at in times]


@pytest.mark.parametrize(
    ("rule", "after", "shift", "expected"),
    [
        ("0 10 * * 1", "2026-11-24T09:00", Shift.KEEP, ["Mon 2026-11-30 10:00", "Mon 2026-12-07 10:00"]),
        ("0 10 * * 1", "2026-11-30T10:00", Shift.KEEP, ["Mon 2026-12-07 10:00", "Mon 2026-12-14 10:00"]),
        ("0 10 * * 1", "2026-11-13T09:00", Shift.NEXT, ["Tue 2026-11-17 10:00", "Mon 2026-11-23 10:00"]),  # holiday
        ("0 10 * * 1", "2026-11-16T12:00", Shift.NEXT, ["Tue 2026-11-17 10:00", "Mon 2026-11-23 10:00"]),  # on the day
        ("0 10 * * 1", "2026-11-13T09:00", Shift.SKIP, ["Mon 2026-11-23 10:00", "Mon 2026-11-30 10:00"]),
        (
            "0 10 * * *",
            "2026-11-13T11:00",
            Shift.NEXT,
            ["Tue 2026-11-17 10:00", "Wed 2026-11-18 10:00"],
        ),  # three in one
        ("0 11 31 * *", "2026-11-01T00:00", Shift.KEEP, ["Thu 2026-12-31 11:00", "Sun 2027-01-31 11:00"]),
        ("0 11 L * *", "2026-11-01T00:00", Shift.KEEP, ["Mon 2026-11-30 11:00", "Thu 2026-12-31 11:00"]),
        ("0 9 1 1,4,7,10 *", "2026-11-01T00:00", Shift.NEXT, ["Mon 2027-01-04 09:00", "Thu 2027-04-01 09:00"]),
        ("0 9 29 2 *", "2026-11-01T00:00", Shift.KEEP, ["Tue 2028-02-29 09:00"]),
    ],
)
def test_a_rule_and_what_a_holiday_changes(rule: str, after: str, shift: Shift, expected: list[str]) -> None:
    assert days(rule, after, len(expected), shift) == expected


def test_an_hour_that_is_left_out_comes_after_the_gap_and_one_that_comes_twice_comes_once() -> None:
    spring = days("30 2 * * *", "2026-03-06T12:00", 3, calendar=TIJUANA)
    assert spring == ["Sat 2026-03-07 02:30", "Sun 2026-03-08 03:00", "Mon 2026-03-09 02:30"]
    autumn = days("30 1 * * *", "2026-10-30T12:00", 3, calendar=TIJUANA)
    assert autumn == ["Sat 2026-10-31 01:30", "Sun 2026-11-01 01:30", "Mon 2026-11-02 01:30"]


def test_a_summer_closure_puts_a_week_off_to_its_end() -> None:
    closed = frozenset(date(2026, 7, day) for day in range(13, 25))
    calendar = Calendar(ZoneInfo("America/Monterrey"), closed=closed)
    came = days("0 10 * * 1", "2026-07-10T12:00", 2, Shift.NEXT, calendar)
    assert came == ["Mon 2026-07-27 10:00", "Mon 2026-08-03 10:00"], "two Mondays that were put off come once"


def test_a_time_keeps_its_name_when_its_day_is_closed_or_opened() -> None:
    """Several that are put off to one time have the name of the last of them: Tuesday's own is Tuesday's."""

    def told(rule: str, *closed: int) -> list[str]:
        calendar = Calendar(ZoneInfo("America/Monterrey"), closed=frozenset(date(2026, 11, day) for day in closed))
        moment = datetime(2026, 11, 27, 18, tzinfo=UTC)
        times = islice(Recurrence(rule, calendar, Shift.NEXT).times_after(moment), 3)
        local = [(one.named.astimezone(calendar.zone), one.due.astimezone(calendar.zone)) for one in times]
        return [f"{named:%a %H}" + (f" on {due:%a}" if due != named else "") for named, due in local]

    assert told("0 10 * * 1,2") == ["Mon 10", "Tue 10", "Mon 10"]
    assert told("0 10 * * 1,2", 30) == ["Tue 10", "Mon 10", "Tue 10"]
    assert told("0 10 * * 1,3", 30) == ["Mon 10 on Tue", "Wed 10", "Mon 10"]
    assert told("0 9,18 * * *", 30) == ["Fri 18", "Tue 09", "Tue 18"]


@pytest.mark.parametrize("rule", ["", "cada lunes", "0 10 * *", "0 10 * * 1 2", "99 * * * *", "0 0 30 2 *"])
def test_what_is_no_rule_is_refused(rule: str) -> None:
    with pytest.raises(BadRule):
        Recurrence(rule, DURANGO)
