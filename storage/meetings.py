"""Meetings of committees, who was there, and what they agreed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from storage.dialect import locked, upsert
from storage.tables import agreements, attendances, committees, meetings


@dataclass(frozen=True, slots=True)
class Meeting:
    id: int
    committee_id: int
    starts_at: datetime
    place: str
    agenda: str
    called_off_at: datetime | None
    called_off_why: str
    held_at: datetime | None
    minutes: str
    by: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Agreement:
    """`member_id`: who sees to it; None: a department, or all of them."""

    id: int
    committee_id: int
    meeting_id: int | None
    text: str
    member_id: int | None
    department: str
    due_on: date
    reminded: int
    ended_at: datetime | None
    ended_as: str
    ended_note: str
    by: str
    created_at: datetime


_meetings = select(*(meetings.c[field.name] for field in fields(Meeting)))
_agreements = select(*(agreements.c[field.name] for field in fields(Agreement)))


def _row(one: Any) -> dict[str, Any]:
    return {field.name: getattr(one, field.name) for field in fields(one)}


def add_meeting(connection: Connection, meeting: Meeting) -> None:
    connection.execute(insert(meetings), _row(meeting))


def find_meeting(connection: Connection, meeting_id: int) -> Meeting | None:
    """Locked."""
    row = connection.execute(locked(connection, _meetings.where(meetings.c.id == meeting_id))).first()
    return Meeting(*row) if row else None


def change_meeting(connection: Connection, meeting_id: int, **columns: Any) -> None:
    connection.execute(update(meetings).where(meetings.c.id == meeting_id).values(columns))


def list_meetings(connection: Connection, committee_id: int) -> list[Meeting]:
    """In the order of their days."""
    rows = connection.execute(_meetings.where(meetings.c.committee_id == committee_id).order_by(meetings.c.starts_at))
    return [Meeting(*row) for row in rows]


def next_meeting(connection: Connection, committee_id: int, now: datetime) -> Meeting | None:
    ahead = (
        (meetings.c.committee_id == committee_id) & (meetings.c.starts_at > now) & meetings.c.called_off_at.is_(None)
    )
    row = connection.execute(_meetings.where(ahead).order_by(meetings.c.starts_at).limit(1)).first()
    return Meeting(*row) if row else None


def put_attendance(connection: Connection, meeting_id: int, attended: Mapping[int, bool]) -> None:
    """Of each member whether they were there, in the place of what was written down before."""
    rows = [{"meeting_id": meeting_id, "member_id": member, "attended": there} for member, there in attended.items()]
    if rows:
        upsert(connection, attendances, rows, ("meeting_id", "member_id"))


def list_attendance(connection: Connection, meeting_id: int) -> dict[int, bool]:
    """By member, of those for whom it was written down."""
    of_it = attendances.c.meeting_id == meeting_id
    rows = connection.execute(select(attendances.c.member_id, attendances.c.attended).where(of_it)).all()
    return {row.member_id: bool(row.attended) for row in rows}


def add_agreement(connection: Connection, agreement: Agreement) -> None:
    connection.execute(insert(agreements), _row(agreement))


def find_agreement(connection: Connection, agreement_id: int) -> Agreement | None:
    """Locked."""
    row = connection.execute(locked(connection, _agreements.where(agreements.c.id == agreement_id))).first()
    return Agreement(*row) if row else None


def change_agreement(connection: Connection, agreement_id: int, **columns: Any) -> None:
    connection.execute(update(agreements).where(agreements.c.id == agreement_id).values(columns))


def list_agreements(
    connection: Connection, committee_id: int | None = None, *, with_ended: bool = False
) -> list[Agreement]:
    """The next due first."""
    wanted = [agreements.c.committee_id == committee_id] if committee_id else []
    wanted += [] if with_ended else [agreements.c.ended_at.is_(None)]
    rows = connection.execute(_agreements.where(*wanted).order_by(agreements.c.due_on, agreements.c.id))
    return [Agreement(*row) for row in rows]


def list_to_remind(
    connection: Connection, before: date, reminded: Collection[int], most: int
) -> list[tuple[Agreement, str]]:
    """Open ones of committees that are open, due up to that day, of which as many reminders went out; with the committee's
    name."""
    due = (
        _agreements.add_columns(committees.c.name)
        .join(committees, committees.c.id == agreements.c.committee_id)
        .where(agreements.c.ended_at.is_(None), committees.c.closed_at.is_(None))
        .where(agreements.c.due_on <= before, agreements.c.reminded.in_(reminded))
    )
    rows = connection.execute(locked(connection, due.order_by(agreements.c.id).limit(most), of=agreements)).all()
    return [(Agreement(*row[:-1]), str(row[-1])) for row in rows]
