"""The service charter: how many working days each step of a complaint may take, and who is told when it takes longer.

A promise of the municipality, shown as *compromiso*, never as law. Acknowledging has no term: the folio is the acknowledgement.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from enum import StrEnum

from civic.calendar import Calendar


class Step(StrEnum):
    ASSIGN = "assign"
    ANSWER = "answer"
    SOLVE = "solve"
    CONFIRM = "confirm"
    REOPEN = "reopen"


WARNING, DUE, LONG_OVERDUE = LEVELS = (80, 100, 300)
"""Parts of a term, in per cent, at which somebody is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Terms that differ from the usual for a category, a department, or a category in a department."""

    category: str = ""
    department: str = ""
    days: Mapping[Step, int]
    """Only the steps that differ."""

    def covers(self, category: str, department: str) -> bool:
        return self.category in ("", category) and self.department in ("", department)

    @property
    def weight(self) -> tuple[bool, bool]:
        """The more is named the more it weighs, and a category more than a department: what is broken says more about
        how long a repair takes than who repairs it."""
        return bool(self.category), bool(self.department)


@dataclass(frozen=True, slots=True, kw_only=True)
class Charter:
    """Terms are in working days after the local day on which a step began; that day never counts.

    A term of 0 days ends with the same day, or with the next working day when that day is none.
    `category` and `department` may be empty when they are not known yet.
    """

    days: Mapping[Step, int]
    """The usual term of every step."""
    calendar: Calendar
    opens: time
    """When the office opens: a warning is of use only when somebody reads it."""
    roles: Mapping[int, str]
    """Who is told at each of LEVELS."""
    targets: tuple[Target, ...] = ()
    department_roles: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    """Where a department has somebody else for a level."""

    def days_for(self, step: Step, category: str = "", department: str = "") -> int:
        """The most specific target that states the step: category and department, then category, then department,
        then the usual term."""
        fitting = [t for t in self.targets if step in t.days and t.covers(category, department)]
        return max(fitting, key=lambda t: t.weight).days[step] if fitting else self.days[step]

    def due_at(self, step: Step, made_at: datetime, category: str = "", department: str = "") -> datetime:
        """The instant, in UTC, from which a step begun at `made_at` is late: the end of its last local day."""
        return self._end_after(made_at, self.days_for(step, category, department))

    def day_of(self, due_at: datetime) -> date:
        """The local day that a resident reads as *compromiso*: the last one that is still in time."""
        return self.calendar.day_ended_by(due_at)

    def next_escalation(
        self, step: Step, made_at: datetime, category: str, department: str, after: int
    ) -> tuple[int, datetime] | None:
        """The first level above `after` (0: none yet) and its instant in UTC; None after the last one."""
        levels = self._levels(made_at, self.days_for(step, category, department))
        return next(((level, at) for level, at in levels if level > after), None)

    def role(self, level: int, department: str = "") -> str:
        """Who is told. Raises KeyError for what is none of LEVELS."""
        return self.department_roles.get(department, {}).get(level) or self.roles[level]

    def _levels(self, made_at: datetime, days: int) -> Iterator[tuple[int, datetime]]:
        yield WARNING, max(made_at.astimezone(UTC), self._opening_after(made_at, -(-days * WARNING // 100)))
        yield DUE, self._end_after(made_at, days)
        yield LONG_OVERDUE, self._end_after(made_at, max(days, 1) * LONG_OVERDUE // 100)

    def _opening_after(self, made_at: datetime, days: int) -> datetime:
        return self.calendar.instant(self._day_after(made_at, days), self.opens)

    def _end_after(self, made_at: datetime, days: int) -> datetime:
        return self.calendar.end_of(self._day_after(made_at, days))

    def _day_after(self, made_at: datetime, days: int) -> date:
        return self.calendar.after_working_days(self.calendar.local_day(made_at), days)
