"""The clock of a matter: office time only, and none while others have the word."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from civic.calendar import Calendar
from civic.hours import OfficeHours
from civic.solving import SolveClock

DURANGO = ZoneInfo("America/Monterrey")
TIJUANA = ZoneInfo("America/Tijuana")
"""Its clocks still change."""
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def local(day: str, zone: ZoneInfo = DURANGO) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=zone).astimezone(UTC)


def clock(since: str, zone: ZoneInfo = DURANGO, closed: frozenset[date] = frozenset()) -> SolveClock:
    hours = OfficeHours((1, 2, 3, 4, 5), time(9), time(15), zone)
    return SolveClock(hours, Calendar(zone, closed=closed), timedelta(0), local(since, zone))


@pytest.mark.parametrize(
    ("since", "minutes", "due"),
    [
        ("2026-11-24 10:00", 30, "2026-11-24 10:30"),
        ("2026-11-24 14:50", 30, "2026-11-25 09:20"),  # over the night
        ("2026-11-27 14:50", 30, "2026-11-30 09:20"),  # over the weekend
        ("2026-12-24 14:00", 120, "2026-12-28 10:00"),  # over Christmas and the weekend
        ("2026-11-22 12:00", 5, "2026-11-23 09:05"),  # a Sunday
        ("2026-11-24 10:00", 1080, "2026-11-27 10:00"),  # three days of six hours
    ],
)
def test_a_term_ends_after_so_much_office_time(since: str, minutes: int, due: str) -> None:
    assert clock(since).due_at(minutes * MINUTE, local(since)) == local(due)


def test_weeks_of_closure_count_nothing_however_short_the_term() -> None:
    """Closed from 14 December to 8 January: four weeks, and a term of 45 minutes."""
    closed = frozenset(date(2026, 12, 14) + timedelta(days=ahead) for ahead in range(26))
    running = clock("2026-12-11 14:40", closed=closed)
    assert running.due_at(45 * MINUTE, local("2026-12-11 14:40")) == local("2027-01-11 09:25")
    assert running.used_at(local("2027-01-10 23:00")) == 20 * MINUTE
    assert running.used_at(local("2027-01-11 09:30")) == 50 * MINUTE


def test_an_office_that_never_opens_promises_no_day() -> None:
    closed = frozenset(date(2026, 11, 24) + timedelta(days=ahead) for ahead in range(500))
    assert clock("2026-11-24 10:00", closed=closed).due_at(MINUTE, local("2026-11-24 10:00")) is None


@pytest.mark.parametrize(("day", "until"), [("2026-03-06", "2026-03-09"), ("2026-10-30", "2026-11-02")])
def test_where_clocks_change_over_a_weekend_an_hour_of_office_is_an_hour(day: str, until: str) -> None:
    running = clock(f"{day} 14:30", TIJUANA)
    assert running.due_at(HOUR, local(f"{day} 14:30", TIJUANA)) == local(f"{until} 09:30", TIJUANA)


def test_while_it_rests_nothing_passes_and_it_goes_on_where_it_was() -> None:
    running = clock("2026-11-24 10:00")
    resting = running.rests(local("2026-11-24 11:00"))
    assert (resting.used, resting.since) == (HOUR, None)
    assert resting.due_at(2 * HOUR, local("2026-11-24 12:00")) is None
    again = resting.runs(local("2026-11-26 09:30"))
    assert again.due_at(2 * HOUR, local("2026-11-26 09:30")) == local("2026-11-26 10:30")
    assert again.runs(local("2026-11-26 10:00")) == again, "who writes twice waits once"


def test_what_sleeps_wakes_by_itself_or_before() -> None:
    sleeping = clock("2026-11-24 10:00").sleeps(local("2026-11-24 10:20"), local("2026-12-01 12:00"))
    assert sleeping.used == 20 * MINUTE
    assert sleeping.due_at(HOUR, local("2026-11-24 10:20")) == local("2026-12-01 12:40")
    assert sleeping.used_at(local("2026-11-30 12:00")) == 20 * MINUTE
    woken = sleeping.runs(local("2026-11-25 09:00"))
    assert woken.due_at(HOUR, local("2026-11-25 09:00")) == local("2026-11-25 09:40")


def test_a_shorter_target_may_be_over_at_once() -> None:
    now = local("2026-11-24 12:00")
    assert clock("2026-11-24 10:00").due_at(HOUR, now) == now
