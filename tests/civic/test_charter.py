"""Terms of the service charter, by hand against the calendars of 2026 and 2027, and who hears when they pass."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.calendar import Calendar
from civic.charter import LEVELS, Charter, Step, Target

MONTERREY = ZoneInfo("America/Monterrey")
"""UTC-6 all year since 2022."""
TIJUANA = ZoneInfo("America/Tijuana")
"""Follows California: 2026 forward on Sunday 8 March, back on Sunday 1 November."""
ZONES = [MONTERREY, TIJUANA, ZoneInfo("America/Mexico_City"), ZoneInfo("America/Cancun")]
CLOSED = frozenset({date(2026, 12, 24)})
USUAL = {Step.ASSIGN: 1, Step.ANSWER: 5, Step.SOLVE: 15, Step.CONFIRM: 5, Step.REOPEN: 10}
ROLES = {80: "Jefatura", 100: "Dirección", 300: "Contraloría"}


def charter(days: int | None = None, zone: ZoneInfo = MONTERREY, closed: frozenset[date] = frozenset()) -> Charter:
    """The usual one, or one with the same term for every step."""
    terms = USUAL if days is None else dict.fromkeys(Step, days)
    return Charter(days=terms, calendar=Calendar(zone, closed=closed), opens=time(9), roles=ROLES)


def local(text: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


DUE = [
    (MONTERREY, "2026-11-23 12:00", 1, "2026-11-24", "2026-11-25T06:00", "Monday noon: Tuesday, to its end"),
    (MONTERREY, "2026-11-23 23:59:59", 1, "2026-11-24", "2026-11-25T06:00", "the last second is still Monday"),
    (MONTERREY, "2026-11-24 00:00:00", 1, "2026-11-25", "2026-11-26T06:00", "one second later it is Tuesday"),
    (MONTERREY, "2026-11-20 22:00", 1, "2026-11-23", "2026-11-24T06:00", "Friday night, Saturday in UTC: Monday"),
    (MONTERREY, "2026-11-22 10:00", 1, "2026-11-23", "2026-11-24T06:00", "Sunday: Monday"),
    (MONTERREY, "2026-11-13 12:00", 1, "2026-11-17", "2026-11-18T06:00", "Friday before the Monday of the Revolution"),
    (MONTERREY, "2026-11-16 12:00", 1, "2026-11-17", "2026-11-18T06:00", "on that holiday"),
    (MONTERREY, "2026-11-24 10:00", 5, "2026-12-01", "2026-12-02T06:00", "over a weekend"),
    (MONTERREY, "2026-11-24 10:00", 15, "2026-12-15", "2026-12-16T06:00", "three weeks without a holiday"),
    (
        MONTERREY,
        "2026-12-24 10:00",
        1,
        "2026-12-28",
        "2026-12-29T06:00",
        "Christmas Eve: after Christmas and a weekend",
    ),
    (MONTERREY, "2026-12-24 23:59:59", 5, "2027-01-04", "2027-01-05T06:00", "28, 29, 30, 31, no 1 January, no weekend"),
    (MONTERREY, "2026-12-31 12:00", 1, "2027-01-04", "2027-01-05T06:00", "over New Year"),
    (MONTERREY, "2027-04-30 12:00", 1, "2027-05-03", "2027-05-04T06:00", "1 May on a Saturday is not made up for"),
    (MONTERREY, "2030-09-30 12:00", 1, "2030-10-02", "2030-10-03T06:00", "the federal executive changes on 1 October"),
    (MONTERREY, "2026-07-01 12:00", 1, "2026-07-02", "2026-07-03T06:00", "no summer time in Durango since 2022"),
    (MONTERREY, "2026-11-24 23:59:59", 0, "2026-11-24", "2026-11-25T06:00", "0 days: the same day, however late"),
    (MONTERREY, "2026-11-22 10:00", 0, "2026-11-23", "2026-11-24T06:00", "0 days on a Sunday: Monday"),
    (MONTERREY, "2026-11-16 10:00", 0, "2026-11-17", "2026-11-18T06:00", "0 days on a holiday: the next working day"),
    (TIJUANA, "2026-03-05 12:00", 1, "2026-03-06", "2026-03-07T08:00", "winter time, UTC-8"),
    (TIJUANA, "2026-03-06 23:30", 1, "2026-03-09", "2026-03-10T07:00", "the clocks go forward on that Sunday"),
    (TIJUANA, "2026-03-08 03:00", 1, "2026-03-09", "2026-03-10T07:00", "on the Sunday of 23 hours"),
    (TIJUANA, "2026-07-01 23:59:59", 1, "2026-07-02", "2026-07-03T07:00", "summer time, UTC-7"),
    (TIJUANA, "2026-10-30 12:00", 1, "2026-11-02", "2026-11-03T08:00", "the clocks go back on that Sunday"),
    (TIJUANA, "2026-11-02 00:00:00", 1, "2026-11-03", "2026-11-04T08:00", "the first instant after it"),
]


@pytest.mark.parametrize(("zone", "made", "days", "day", "due", "reason"), DUE)
def test_due(zone: ZoneInfo, made: str, days: int, day: str, due: str, reason: str) -> None:
    rules = charter(days, zone)
    found = rules.due_at(Step.SOLVE, local(made, zone))
    assert found == datetime.fromisoformat(f"{due}+00:00"), reason
    assert found.tzinfo is UTC
    assert rules.day_of(found) == date.fromisoformat(day), reason


def test_a_local_closed_day_puts_it_off() -> None:
    made = local("2026-12-23 18:00", MONTERREY)
    open_then, closed_then = charter(1), charter(1, closed=CLOSED)
    assert open_then.day_of(open_then.due_at(Step.ASSIGN, made)) == date(2026, 12, 24)
    assert closed_then.day_of(closed_then.due_at(Step.ASSIGN, made)) == date(2026, 12, 28)


def test_the_second_of_two_equal_hours_is_the_same_day() -> None:
    made = local("2026-11-01 01:30", TIJUANA)
    rules = charter(1, TIJUANA)
    assert rules.due_at(Step.ASSIGN, made) == rules.due_at(Step.ASSIGN, made.replace(fold=1))


def test_where_it_was_made_decides_not_utc() -> None:
    made = datetime(2026, 11, 24, 5, 59, 59, tzinfo=UTC)
    assert charter(1).due_at(Step.ASSIGN, made) == charter(1).due_at(Step.ASSIGN, local("2026-11-23 12:00", MONTERREY))


ESCALATIONS = [
    (5, "2026-11-24 10:00", 0, 80, "2026-11-30 09:00", "four of five days: Monday, when the office opens"),
    (5, "2026-11-24 10:00", 80, 100, "2026-12-02 00:00", "the end of the fifth day, 1 December"),
    (5, "2026-11-24 10:00", 100, 300, "2026-12-16 00:00", "the end of the fifteenth, 15 December"),
    (15, "2026-11-24 10:00", 0, 80, "2026-12-10 09:00", "twelve of fifteen"),
    (1, "2026-11-23 23:59:59", 0, 80, "2026-11-24 09:00", "one day: the morning of that day"),
    (1, "2026-11-20 22:00", 0, 80, "2026-11-23 09:00", "from Friday night: Monday morning"),
    (1, "2026-11-23 10:00", 100, 300, "2026-11-27 00:00", "three days: Thursday's end"),
    (4, "2026-11-23 10:00", 0, 80, "2026-11-27 09:00", "3.2 days count as four"),
    (0, "2026-11-24 07:00", 0, 80, "2026-11-24 09:00", "no day at all: when the office opens"),
    (0, "2026-11-24 10:00", 0, 80, "2026-11-24 10:00", "and at once when it is open already"),
    (0, "2026-11-24 10:00", 80, 100, "2026-11-25 00:00", "the end of the same day"),
    (0, "2026-11-24 10:00", 100, 300, "2026-11-28 00:00", "a term of 0 is long overdue like one of 1"),
    (5, "2026-12-24 10:00", 0, 80, "2026-12-31 09:00", "over Christmas"),
]


@pytest.mark.parametrize(("days", "made", "after", "level", "at", "reason"), ESCALATIONS)
def test_next_escalation(days: int, made: str, after: int, level: int, at: str, reason: str) -> None:
    found = charter(days).next_escalation(Step.SOLVE, local(made, MONTERREY), "", "", after)
    assert found == (level, local(at, MONTERREY)), reason


def test_nobody_is_told_after_the_last_level() -> None:
    assert charter().next_escalation(Step.SOLVE, local("2026-11-24 10:00", MONTERREY), "", "", 300) is None


def test_the_office_opens_by_its_own_clock() -> None:
    """09:00 in Tijuana is 17:00 UTC in winter and 16:00 in summer."""
    found = charter(1, TIJUANA).next_escalation(Step.ASSIGN, local("2026-03-06 12:00", TIJUANA), "", "", 0)
    assert found == (80, datetime(2026, 3, 9, 16, 0, tzinfo=UTC))


TARGETS = (
    Target(category="water", days={Step.SOLVE: 5, Step.ANSWER: 2}),
    Target(department="waters", days={Step.SOLVE: 7, Step.CONFIRM: 3}),
    Target(category="water", department="waters", days={Step.SOLVE: 3}),
    Target(category="street", days={Step.SOLVE: 0}),
)
TERMS = [
    (Step.SOLVE, "parks", "parks", 15, "no target: the usual"),
    (Step.SOLVE, "", "", 15, "nothing known yet: the usual"),
    (Step.SOLVE, "water", "works", 5, "the category's"),
    (Step.SOLVE, "drainage", "waters", 7, "the department's"),
    (Step.SOLVE, "street", "waters", 0, "a category weighs more than a department; 0 is a term too"),
    (Step.SOLVE, "water", "waters", 3, "both weigh most"),
    (Step.ANSWER, "water", "waters", 2, "the pair says nothing of answers: the category's"),
    (Step.CONFIRM, "water", "waters", 3, "nor does the category of conformity: the department's"),
    (Step.ASSIGN, "water", "waters", 1, "none of the three says: the usual"),
]


@pytest.mark.parametrize(("step", "category", "department", "days", "reason"), TERMS)
@pytest.mark.parametrize("targets", [TARGETS, TARGETS[::-1]], ids=["in order", "reversed"])
def test_the_most_specific_term_wins(
    targets: tuple[Target, ...], step: Step, category: str, department: str, days: int, reason: str
) -> None:
    rules = Charter(days=USUAL, calendar=Calendar(MONTERREY), opens=time(9), roles=ROLES, targets=targets)
    assert rules.days_for(step, category, department) == days, reason
    made = local("2026-11-24 10:00", MONTERREY)
    assert rules.due_at(step, made, category, department) == charter(days).due_at(step, made)
    assert rules.next_escalation(step, made, category, department, 0) == charter(days).next_escalation(
        step, made, "", "", 0
    )


def test_a_department_may_have_somebody_else_for_a_level() -> None:
    rules = Charter(
        days=USUAL, calendar=Calendar(MONTERREY), opens=time(9), roles=ROLES,
        department_roles={"waters": {100: "Dirección de Aguas"}},
    )  # fmt: skip
    assert rules.role(100, "waters") == "Dirección de Aguas"
    assert rules.role(300, "waters") == "Contraloría"
    assert rules.role(100, "works") == rules.role(100) == "Dirección"
    with pytest.raises(KeyError):
        rules.role(90)


moments = st.sampled_from(ZONES).flatmap(
    lambda zone: st.datetimes(datetime(2024, 1, 1), datetime(2031, 1, 1), timezones=st.just(zone))
)
terms = st.integers(0, 60)
closed_days = st.frozensets(st.dates(date(2024, 1, 1), date(2031, 12, 31)), max_size=40)


def rules_at(made: datetime, days: int, closed: frozenset[date]) -> Charter:
    assert isinstance(made.tzinfo, ZoneInfo)
    return charter(days, made.tzinfo, closed)


@given(moments, terms, closed_days)
def test_a_due_day_is_a_working_day_after_it_was_made(made: datetime, days: int, closed: frozenset[date]) -> None:
    rules = rules_at(made, days, closed)
    due = rules.due_at(Step.SOLVE, made)
    assert due > made
    assert rules.calendar.is_working_day(rules.day_of(due))
    assert due.astimezone(made.tzinfo).time() == time(0)
    assert days == 0 or rules.day_of(due) > made.date()


@given(moments, terms, closed_days)
def test_a_longer_term_never_ends_earlier(made: datetime, days: int, closed: frozenset[date]) -> None:
    shorter, longer = (rules_at(made, term, closed).due_at(Step.SOLVE, made) for term in (days, days + 1))
    assert shorter < longer or (days == 0 and shorter == longer)


@given(moments, st.timedeltas(timedelta(0), timedelta(days=10)), terms, closed_days)
def test_what_was_made_later_is_never_due_earlier(
    made: datetime, later: timedelta, days: int, closed: frozenset[date]
) -> None:
    rules = rules_at(made, days, closed)
    assert rules.due_at(Step.SOLVE, made) <= rules.due_at(Step.SOLVE, made.astimezone(UTC) + later)


@given(moments, terms, st.dates(date(2024, 1, 1), date(2031, 12, 31)))
def test_a_closed_day_never_hastens(made: datetime, days: int, closed: date) -> None:
    assert charter(days, rules_at(made, days, frozenset()).calendar.zone).due_at(Step.SOLVE, made) <= rules_at(
        made, days, frozenset({closed})
    ).due_at(Step.SOLVE, made)


@given(moments, terms, closed_days)
def test_levels_come_in_order_and_each_once(made: datetime, days: int, closed: frozenset[date]) -> None:
    rules = rules_at(made, days, closed)
    reached, last = 0, made
    seen = []
    while (found := rules.next_escalation(Step.SOLVE, made, "", "", reached)) is not None:
        level, at = found
        assert at > last or (level == 80 and at == made)
        if level == 100:
            assert at == rules.due_at(Step.SOLVE, made)
        seen.append(level)
        reached, last = level, at
    assert tuple(seen) == LEVELS
