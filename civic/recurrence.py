"""When something comes round again: a rule as cron has it, in a municipality's own time, and what a holiday changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from cronsim import CronSim, CronSimError

from civic.calendar import Calendar


class Shift(StrEnum):
    """What becomes of a time that falls on a day on which the municipality does not work."""

    KEEP = "keep"
    NEXT = "next"  # the same hour of the next working day
    SKIP = "skip"


class BadRule(Exception):
    """It is no rule of five fields. The text says why."""


LONGEST_CLOSURE = timedelta(days=40)
"""Working days in a row are never further apart: a summer closure is shorter."""
_HORIZON = timedelta(days=366 * 5)
"""A rule that names no day within five years (30 February) names none."""


@dataclass(frozen=True, slots=True)
class Time:
    """Both in UTC."""

    named: datetime
    """As the rule has it: it stays what it is when a day is closed or opened later."""
    due: datetime
    """When it comes, as the calendar stands."""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """`rule`: minute, hour, day of the month, month, weekday. An hour that summer time leaves out comes right after the gap,
    one that it repeats comes once (as Debian's cron does)."""

    rule: str
    calendar: Calendar
    shift: Shift = Shift.KEEP

    def __post_init__(self) -> None:
        """Raises BadRule."""
        try:
            first = next(CronSim(self.rule, datetime(2026, 1, 1, tzinfo=self.calendar.zone)), None)
        except CronSimError as e:
            raise BadRule(str(e)) from e
        if len(self.rule.split()) != 5:
            raise BadRule("a rule has five fields")
        if first is None:
            raise BadRule("it names no day that comes")

    def after(self, moment: datetime) -> Iterator[datetime]:
        """Every due time later than `moment`, in UTC, each once and in their order."""
        return (one.due for one in self.times_after(moment))

    def times_after(self, moment: datetime) -> Iterator[Time]:
        """The same; of several that are put off to one time, it is named as the last of them."""
        back = LONGEST_CLOSURE if self.shift is Shift.NEXT else timedelta()
        pending: dict[datetime, Time] = {}
        for local in CronSim(self.rule, (moment - back).astimezone(self.calendar.zone)):
            named = local.astimezone(UTC)
            for past in sorted(one for one in pending if one < named):
                yield pending.pop(past)
            if named - moment > _HORIZON:
                break
            due = self._shifted(local)
            if due is not None and due > moment:
                pending[due] = Time(named, due)
        yield from (pending[due] for due in sorted(pending))

    def _shifted(self, local: datetime) -> datetime | None:
        day = local.date()
        if self.shift is Shift.KEEP or self.calendar.is_working_day(day):
            return local.astimezone(UTC)
        if self.shift is Shift.SKIP:
            return None
        moved = self.calendar.after_working_days(day, 0)
        return datetime.combine(moved, local.time(), self.calendar.zone).astimezone(UTC)
