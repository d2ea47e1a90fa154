"""Days on which the municipality works: Monday to Friday less the public holidays of Mexico."""

from datetime import date, timedelta
from functools import lru_cache

import holidays


@lru_cache(maxsize=4)
def _holidays(country: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country)


def is_working_day(day: date, country: str = "MX") -> bool:
    return day.isoweekday() < 6 and day not in _holidays(country)


def after_working_days(start: date, count: int, country: str = "MX") -> date:
    """The day on which `count` working days after `start` have passed; `start` itself does not count.

    >>> after_working_days(date(2026, 12, 24), 2)
    datetime.date(2026, 12, 29)
    """
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day, country)
    return day
