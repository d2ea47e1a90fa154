"""When people answer."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
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
