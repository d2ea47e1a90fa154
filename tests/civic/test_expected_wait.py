"""What is said of how long it takes, by how long it took."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from civic.expected_wait import expected_wait

DURANGO = ZoneInfo("America/Monterrey")
TEN = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)


def waits(*minutes: float, hour: int = 0) -> list[tuple[datetime, datetime]]:
    asked = TEN + timedelta(hours=hour)
    return [(asked, asked + timedelta(minutes=one)) for one in minutes]


def test_the_middle_one_rounded_up_to_five_minutes() -> None:
    assert expected_wait(waits(*range(1, 22)), TEN, DURANGO) == timedelta(minutes=15)
    assert expected_wait(waits(*[10] * 20), TEN, DURANGO) == timedelta(minutes=10)
    assert expected_wait(waits(*[10.1] * 20), TEN, DURANGO) == timedelta(minutes=15)


def test_one_that_took_a_week_does_not_count_more_than_another() -> None:
    assert expected_wait(waits(*[4] * 19, 10_000), TEN, DURANGO) == timedelta(minutes=5)


def test_of_a_few_nothing_is_said() -> None:
    assert expected_wait(waits(*[10] * 19), TEN, DURANGO) is None


def test_only_about_the_same_hour_of_the_day_counts() -> None:
    assert expected_wait(waits(*[10] * 20, hour=2), TEN, DURANGO) == timedelta(minutes=10)
    assert expected_wait(waits(*[10] * 20, hour=3), TEN, DURANGO) is None
    assert expected_wait(waits(*[10] * 20, hour=-24 * 7), TEN, DURANGO) == timedelta(minutes=10)
