"""Figures about complaints. What was closed is never counted as fixed: every outcome is a column of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, case, func, select

from civic.charter import Step
from civic.complaint import OUTCOMES
from storage.complaints import is_late
from storage.tables import complaint_reporters, complaints, neighbourhoods, promises

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Report:
    columns: tuple[str, ...]
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Span:
    """Complaints filed from `since` and before `until`; None: without a limit."""

    since: datetime | None = None
    until: datetime | None = None

    def holds(self) -> list[ColumnElement[bool]]:
        limits = []
        if self.since:
            limits.append(complaints.c.created_at >= self.since)
        if self.until:
            limits.append(complaints.c.created_at < self.until)
        return limits


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _standing() -> list[ColumnElement[int]]:
    """Received, open, reopened ever, and one column an outcome: received = open + all outcomes."""
    return [
        func.count(complaints.c.id).label("received"),
        _count(complaints.c.ended_at.is_(None)).label("open"),
        *(_count(complaints.c.status == status.value).label(status.value) for status in OUTCOMES),
        _count(complaints.c.reopened > 0).label("reopened_ever"),
    ]


def _made(columns: Sequence[str], found: Sequence[Row]) -> Report:
    """With a last line that adds up all others."""
    rows = [tuple(row) for row in found]
    words = [index for index, name in enumerate(columns) if any(isinstance(row[index], str) for row in rows)]
    total: list[object] = [
        "" if index in words else sum(int(str(row[index])) for row in rows) for index in range(len(columns))
    ]
    if total and rows:
        total[0] = "total"
        rows.append(tuple(total))
    return Report(tuple(columns), rows)


def outcomes(connection: Connection, span: Span, by: str = "department") -> Report:
    """A line for each department or category. `by`: `department` or `category`."""
    column = complaints.c[by]
    figures = _standing()
    found = connection.execute(select(column, *figures).where(*span.holds()).group_by(column).order_by(column)).all()
    return _made([by, *(figure.name for figure in figures)], found)


def neighbourhoods_report(connection: Connection, span: Span, today: date) -> Report:
    """A line for each neighbourhood with complaints: most received first. `late`: still to be repaired after the promised
    day, as people there count days. `people`: once for each report of theirs, also when it was merged into another."""
    people = (
        select(complaint_reporters.c.complaint_id, func.count().label("people"))
        .where(complaint_reporters.c.came_with.is_(None))
        .group_by(complaint_reporters.c.complaint_id)
        .subquery()
    )
    figures = _standing()
    late = _count(is_late(today)).label("late")
    statement = (
        select(
            complaints.c.neighbourhood_key,
            func.coalesce(func.max(neighbourhoods.c.name), "").label("neighbourhood"),
            func.coalesce(func.sum(people.c.people), 0).label("people"),
            late,
            *figures,
        )
        .join(neighbourhoods, neighbourhoods.c.key == complaints.c.neighbourhood_key, isouter=True)
        .join(people, people.c.complaint_id == complaints.c.id, isouter=True)
        .where(*span.holds())
        .group_by(complaints.c.neighbourhood_key)
        .order_by(func.count(complaints.c.id).desc(), complaints.c.neighbourhood_key)
    )
    columns = ["key", "neighbourhood", "people", "late", *(figure.name for figure in figures)]
    return _made(columns, connection.execute(statement).all())


def charter(connection: Connection, span: Span, now: datetime) -> Report:
    """A line for each step of the charter and department: how many promises were kept, kept late, run, are overdue, or
    came to nothing (cancelled, merged into another)."""
    running = promises.c.ended_at.is_(None)
    figures = [
        func.count(promises.c.id).label("promised"),
        _count(promises.c.ended_as == "kept").label("kept"),
        _count(promises.c.ended_as == "late").label("late"),
        _count(running & (promises.c.due_at > now)).label("running"),
        _count(running & (promises.c.due_at <= now)).label("overdue"),
        _count(promises.c.ended_as == "void").label("void"),
        _count(promises.c.level >= 100).label("escalated"),
    ]
    order = case({step.value: place for place, step in enumerate(Step)}, value=promises.c.step)
    statement = (
        select(promises.c.step, complaints.c.department, *figures)
        .join(complaints, complaints.c.id == promises.c.complaint_id)
        .where(*span.holds())
        .group_by(promises.c.step, complaints.c.department)
        .order_by(order, complaints.c.department)
    )
    columns = ["step", "department", *(figure.name for figure in figures)]
    return _made(columns, connection.execute(statement).all())
