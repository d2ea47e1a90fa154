"""Time that counts only while the office is open."""

from datetime import UTC, date, datetime, timedelta

from civic.calendar import Calendar
from civic.hours import OfficeHours

_DAY = timedelta(days=1)
_LONGEST = 400
"""Days that are looked through: an office that is closed for longer answers nobody."""


def working_time(hours: OfficeHours, calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """How long the office was open between two instants; nothing where `end` is not later."""
    total, day = timedelta(0), start.astimezone(hours.zone).date()
    last = end.astimezone(hours.zone).date()
    for _ in range(_LONGEST):
        if day > last:
            break
        if span := _open_on(hours, calendar, day):
            total += max(min(span[1], end) - max(span[0], start), timedelta(0))
        day += _DAY
    return total


def after_working_time(hours: OfficeHours, calendar: Calendar, start: datetime, amount: timedelta) -> datetime | None:
    """When the office has been open for so long since `start`; None: not within 400 days."""
    day = start.astimezone(hours.zone).date()
    for _ in range(_LONGEST):
        if span := _open_on(hours, calendar, day):
            begins = max(span[0], start)
            if begins < span[1] and amount <= span[1] - begins:
                return begins + amount
            amount -= max(span[1] - begins, timedelta(0))
        day += _DAY
    return None


def _open_on(hours: OfficeHours, calendar: Calendar, day: date) -> tuple[datetime, datetime] | None:
    if day.isoweekday() not in hours.days or calendar.is_holiday(day):
        return None
    opens, closes = (datetime.combine(day, at, hours.zone).astimezone(UTC) for at in (hours.opens, hours.closes))
    return (opens, closes) if opens < closes else None
