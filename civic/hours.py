"""When people answer."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_DAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")


@dataclass(frozen=True, slots=True)
class OfficeHours:
    days: Collection[int]
    """ISO weekdays, 1 is Monday."""
    opens: time
    closes: time
    zone: ZoneInfo

    def open_at(self, now: datetime) -> bool:
        local = now.astimezone(self.zone)
        return local.isoweekday() in self.days and self.opens <= local.time() < self.closes

    def next_opening(self, now: datetime) -> datetime | None:
        """The next time the office opens after `now`; None when it never does."""
        local = now.astimezone(self.zone)
        for ahead in range(8):
            day = (local + timedelta(days=ahead)).date()
            opening = datetime.combine(day, self.opens, self.zone)
            if day.isoweekday() in self.days and opening > local:
                return opening
        return None

    @lru_cache(maxsize=16)  # noqa: B019 - a handful for ever: one a municipality
    def spoken(self) -> str:
        """`lunes a viernes de 09:00 a 15:00`."""
        days = sorted(self.days)
        run = days == list(range(days[0], days[-1] + 1)) if days else False
        names = (
            f"{_DAYS[days[0] - 1]} a {_DAYS[days[-1] - 1]}"
            if run and len(days) > 1
            else ", ".join(_DAYS[d - 1] for d in days)
        )
        return f"{names} de {self.opens:%H:%M} a {self.closes:%H:%M}"


@dataclass(frozen=True, slots=True)
class QuietHours:
    """When nobody is written to unasked. From `start` up to `end`, over midnight when `end` is not later; the same: never."""

    start: time
    end: time
    zone: ZoneInfo

    def covers(self, at: time) -> bool:
        """Whether a local time is quiet."""
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end

    def next_allowed(self, now: datetime) -> datetime:
        """`now` itself when it is not quiet, else the end of the quiet hours, in UTC."""
        local = now.astimezone(self.zone)
        if not self.covers(local.time()):
            return now
        day = local.date() + timedelta(days=local.time() >= self.end)
        # `fold` keeps the second of two equal hours when the clocks go back: the end is never before `now`
        return datetime.combine(day, self.end, self.zone).replace(fold=local.fold).astimezone(UTC)
