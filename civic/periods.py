"""Stretches of days as somebody asks for them, and the fewest kept sums that they are made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_DAY = timedelta(days=1)


class Grain(StrEnum):
    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Part:
    """Of one grain, from its first day to that of the last one."""

    grain: Grain
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Period:
    """Both days included."""

    since: date
    until: date

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    def before(self) -> "Period":
        """As long, right before it."""
        return Period(self.since - timedelta(days=self.days), self.since - _DAY)

    def day_parts(self) -> Sequence[Part]:
        """Day by day."""
        return [Part(Grain.DAY, self.since, self.until)]

    def parts(self) -> Sequence[Part]:
        """Whole months, and the days before and after them.

        >>> [str(part.grain) for part in Period(date(2026, 1, 20), date(2026, 4, 3)).parts()]
        ['day', 'month', 'day']
        """
        first = self.since if self.since.day == 1 else next_month(self.since)
        end = month_of(self.until + _DAY)
        if first >= end:
            return [Part(Grain.DAY, self.since, self.until)]
        whole = [Part(Grain.MONTH, first, month_of(end - _DAY))]
        edges = [Part(Grain.DAY, self.since, first - _DAY), Part(Grain.DAY, end, self.until)]
        return whole + [part for part in edges if part.first <= part.last]


class Step(StrEnum):
    """What a chart has a point for."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


def step_for(period: Period) -> Step:
    """As many points as can be told apart."""
    return Step.DAY if period.days <= 45 else Step.WEEK if period.days <= 400 else Step.MONTH


def start_of(step: Step, day: date) -> date:
    """The first day of the step that it is in; a week begins on Monday."""
    if step is Step.WEEK:
        return day - timedelta(days=day.weekday())
    return month_of(day) if step is Step.MONTH else day


def starts_in(step: Step, period: Period) -> list[date]:
    """Of all steps that a period touches."""
    days = (period.since + timedelta(days=ahead) for ahead in range(period.days))
    return sorted({start_of(step, day) for day in days})


def month_of(day: date) -> date:
    return day.replace(day=1)


def next_month(day: date) -> date:
    return (month_of(day) + timedelta(days=32)).replace(day=1)
