"""When nobody is written to unasked."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.hours import QuietHours

MONTERREY = ZoneInfo("America/Monterrey")
TIJUANA = ZoneInfo("America/Tijuana")

ROWS = [
    ("21:00", "08:00", "2026-11-24 20:59:59", "2026-11-24 20:59:59", "the last second of the day's talk"),
    ("21:00", "08:00", "2026-11-24 21:00", "2026-11-25 08:00", "from nine it is quiet until the morning"),
    ("21:00", "08:00", "2026-11-25 00:00", "2026-11-25 08:00", "after midnight it is the same morning"),
    ("21:00", "08:00", "2026-11-25 07:59:59", "2026-11-25 08:00", "one second to go"),
    ("21:00", "08:00", "2026-11-25 08:00", "2026-11-25 08:00", "allowed from eight"),
    ("21:00", "08:00", "2026-12-31 23:00", "2027-01-01 08:00", "over the year's end"),
    ("14:00", "16:00", "2026-11-24 13:59", "2026-11-24 13:59", "hours within one day: before"),
    ("14:00", "16:00", "2026-11-24 15:00", "2026-11-24 16:00", "within"),
    ("14:00", "16:00", "2026-11-24 16:00", "2026-11-24 16:00", "after"),
    ("00:00", "07:00", "2026-11-24 00:00", "2026-11-24 07:00", "from midnight"),
    ("21:00", "00:00", "2026-11-24 22:00", "2026-11-25 00:00", "until midnight"),
    ("08:00", "08:00", "2026-11-24 08:00", "2026-11-24 08:00", "the same time twice: no quiet hours"),
]


@pytest.mark.parametrize(("start", "end", "now", "allowed", "reason"), ROWS)
def test_next_allowed(start: str, end: str, now: str, allowed: str, reason: str) -> None:
    quiet = QuietHours(time.fromisoformat(start), time.fromisoformat(end), MONTERREY)
    at = datetime.fromisoformat(now).replace(tzinfo=MONTERREY).astimezone(UTC)
    assert quiet.next_allowed(at) == datetime.fromisoformat(allowed).replace(tzinfo=MONTERREY), reason


@pytest.mark.parametrize(
    ("now", "allowed", "reason"),
    [
        ("2026-03-08T05:00", "2026-03-08T15:00", "the night of 10 hours: eight in the morning is UTC-7 by then"),
        ("2026-11-01T04:00", "2026-11-01T16:00", "the night of 12 hours"),
    ],
)
def test_a_night_in_which_the_clocks_change(now: str, allowed: str, reason: str) -> None:
    quiet = QuietHours(time(21), time(8), TIJUANA)
    at = datetime.fromisoformat(f"{now}+00:00")
    assert quiet.next_allowed(at) == datetime.fromisoformat(f"{allowed}+00:00"), reason


moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)) | st.datetimes(
    datetime(2026, 11, 1, 6), datetime(2026, 11, 1, 12), timezones=st.just(UTC)
)


@given(moments, st.times(), st.times())
def test_what_is_put_off_is_never_earlier_and_allowed_then(now: datetime, start: time, end: time) -> None:
    quiet = QuietHours(start, end, TIJUANA)
    allowed = quiet.next_allowed(now)
    assert now <= allowed <= now + timedelta(hours=25)
    assert quiet.next_allowed(allowed) == allowed
