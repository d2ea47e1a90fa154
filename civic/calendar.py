"""Days on which the municipality works: Monday to Friday less the public holidays and its own closed days.

The public holidays are those of Ley Federal del Trabajo, 74: 1 January, the first Monday of February, the third Monday of
March, 1 May, 16 September, the third Monday of November, 1 October every six years (change of the federal executive, 2024
and then 2030) and 25 December. None moves when it falls on a weekend. Election days (74-IX), which electoral law sets,
and what a state or a municipality keeps by custom (Holy Week, 2 November, 12 December) are closed days.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)
_SATURDAY = 6


@dataclass(frozen=True, slots=True)
class Calendar:
    zone: ZoneInfo
    country: str = "MX"
    subdivision: str = ""
    """Of the holiday library, where it has any for the country; it has none for Mexico."""
    closed: frozenset[date] = frozenset()
    """Days on which this municipality does not work, besides the public holidays."""

    def is_working_day(self, day: date) -> bool:
        return day.isoweekday() < _SATURDAY and not self.is_holiday(day)

    def is_holiday(self, day: date) -> bool:
        """A public one, or one of this municipality's own."""
        return day in self.closed or day in public_holidays(day.year, self.country, self.subdivision)

    def after_working_days(self, start: date, count: int) -> date:
        """The day on which `count` working days after `start` have passed; `start` itself does not count.

        Always a working day: 0 gives `start`, or the next working day when `start` is none.

        >>> Calendar(ZoneInfo("America/Monterrey")).after_working_days(date(2026, 12, 24), 2)
        datetime.date(2026, 12, 29)
        """
        day = start
        while count > 0 or not self.is_working_day(day):
            day += _DAY
            count -= self.is_working_day(day)
        return day

    def before_working_days(self, end: date, count: int) -> date:
        """The day from which `count` working days lead to `end`, or to the next working day when `end` is none."""
        day = self.after_working_days(end, 0)
        while count > 0:
            day -= _DAY
            count -= self.is_working_day(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days come after `start`, up to and with `end`."""
        days = (start + timedelta(days=ahead) for ahead in range(1, (end - start).days + 1))
        return sum(self.is_working_day(day) for day in days)

    def local_day(self, at: datetime) -> date:
        """The day on the wall at an instant. Raises ValueError for one without a zone."""
        if at.tzinfo is None:
            raise ValueError(f"{at} has no time zone")
        return at.astimezone(self.zone).date()

    def instant(self, day: date, at: time) -> datetime:
        """A local time of a day, in UTC."""
        return datetime.combine(day, at, self.zone).astimezone(UTC)

    def end_of(self, day: date) -> datetime:
        """The first instant, in UTC, that is no longer this local day."""
        return self.instant(day + _DAY, time.min)

    def day_ended_by(self, end: datetime) -> date:
        """The local day that `end_of` was asked about."""
        return self.local_day(end - _INSTANT)


@lru_cache(maxsize=256)
def public_holidays(year: int, country: str = "MX", subdivision: str = "") -> frozenset[date]:
    """Raises NotImplementedError for a country or a subdivision that the library does not know."""
    import holidays

    return frozenset(holidays.country_holidays(country, subdiv=subdivision or None, years=year))
