"""How much office time a matter has taken so far: a clock that rests while others have the word."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from civic.calendar import Calendar
from civic.hours import OfficeHours
from civic.working_time import after_working_time, working_time


@dataclass(frozen=True, slots=True)
class SolveClock:
    """`used`: what had passed when it last stopped; `since`: from when it runs, also one ahead; None: it rests."""

    hours: OfficeHours
    calendar: Calendar
    used: timedelta
    since: datetime | None

    def used_at(self, now: datetime) -> timedelta:
        return self.used + (working_time(self.hours, self.calendar, self.since, now) if self.since else timedelta(0))

    def rests(self, now: datetime) -> "SolveClock":
        return replace(self, used=self.used_at(now), since=None)

    def runs(self, now: datetime) -> "SolveClock":
        """From now on; one that runs already goes on, one that was to run later begins at once."""
        if self.since is not None and self.since <= now:
            return self
        return replace(self, since=now)

    def sleeps(self, now: datetime, until: datetime) -> "SolveClock":
        """Rests, and runs again by itself."""
        return replace(self.rests(now), since=until)

    def due_at(self, target: timedelta, now: datetime) -> datetime | None:
        """When so much office time will have passed; not before `now`, for what has passed already. None: it rests, or
        the office does not open for as long."""
        if self.since is None:
            return None
        left = target - self.used_at(now)
        if left <= timedelta(0):
            return now
        return after_working_time(self.hours, self.calendar, max(self.since, now), left)
