"""A programme of the municipality, such as scholarships: what it asks for, and the days that matter."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class ProgrammeDate:
    id: str
    day: date
    text: str
    """What is on that day: `Último día para entregar su solicitud`."""
    before: tuple[int, ...]
    """So many days before it who asked for it is reminded; 0: on the day."""

    def reminders(self, hour: int, zone: ZoneInfo) -> Iterator[tuple[int, datetime]]:
        """Days before, and when that is."""
        for days in self.before:
            yield days, datetime.combine(self.day - timedelta(days=days), time(hour), zone)


@dataclass(frozen=True, slots=True)
class Programme:
    id: str
    name: str
    words: tuple[str, ...]
    """By which residents ask for it."""
    text: str
    """Requirements, and where."""
    dates: tuple[ProgrammeDate, ...]

    def date(self, date_id: str) -> ProgrammeDate | None:
        return next((one for one in self.dates if one.id == date_id), None)
