"""How long somebody who asks for a person is likely to wait, by how long others did. Nothing is said of a few."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

LEAST = 20
"""Fewer say nothing."""
_BAND = 2
"""Hours before and after: mornings are not afternoons."""
_STEP = timedelta(minutes=5)


def expected_wait(answered: Iterable[tuple[datetime, datetime]], now: datetime, zone: ZoneInfo) -> timedelta | None:
    """The median of those who asked at about this hour of the day, rounded up to five minutes; None: too few did.

    `answered`: when each asked and when they had the first answer.
    """
    hour = now.astimezone(zone).hour
    waits = [
        first - asked for asked, first in answered if abs(asked.astimezone(zone).hour - hour) <= _BAND and first > asked
    ]
    if len(waits) < LEAST:
        return None
    middle = timedelta(seconds=median(wait.total_seconds() for wait in waits))
    return -(-middle // _STEP) * _STEP
