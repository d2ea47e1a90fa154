"""One complaint and all that belongs to it; lists of complaints for those who work on them."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, delete, false, func, select, update

from civic.complaint import OVERDUE, Status
from civic.updates import Subject
from storage.dialect import insert_missing, locked
from storage.tables import (
    asks,
    complaint_reporters,
    complaint_tasks,
    complaints,
    evidence,
    news,
    outbox,
    promises,
    updates,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    id: int
    folio: str
    person_id: int
    anonymous: bool
    category: str
    text: str
    neighbourhood_key: str
    latitude: float | None
    longitude: float | None
    place: str
    public_work_key: str
    status: Status
    status_at: datetime
    department: str
    promised_on: date | None
    slip: str
    external_body: str
    external_folio: str
    duplicate_of: int | None
    reopened: int
    done_at: datetime | None
    ended_at: datetime | None
    account: str
    created_at: datetime


_columns = [complaints.c[field.name] for field in fields(Complaint)]
_one = select(*_columns)


def _read(row: Any) -> Complaint:
    values = dict(row._mapping)
    return Complaint(**{**values, "status": Status(values["status"])})


def find_complaint(connection: Connection, folio: str) -> Complaint | None:
    """By its folio, locked until the commit."""
    row = connection.execute(locked(connection, _one.where(complaints.c.folio == folio))).first()
    return _read(row) if row else None


def get_complaint(connection: Connection, complaint_id: int) -> Complaint:
    """Locked until the commit."""
    return _read(connection.execute(locked(connection, _one.where(complaints.c.id == complaint_id))).one())


def master_of(connection: Connection, complaint: Complaint) -> Complaint:
    """The complaint that stands for this one: itself, unless it was merged into another."""
    seen = {complaint.id}
    while complaint.duplicate_of and complaint.duplicate_of not in seen:
        seen.add(complaint.duplicate_of)
        complaint = _read(connection.execute(_one.where(complaints.c.id == complaint.duplicate_of)).one())
    return complaint


_people = (
    select(func.count()).where(complaint_reporters.c.complaint_id == complaints.c.id).scalar_subquery().label("people")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A line of a list of complaints."""

    folio: str
    status: Status
    status_at: datetime
    category: str
    neighbourhood_key: str
    department: str
    promised_on: date | None
    people: int
    created_at: datetime
    text: str
    late: bool


def is_late(today: date) -> ColumnElement[bool]:
    """The promised day is over and it is still to be repaired."""
    running = complaints.c.ended_at.is_(None) & complaints.c.status.in_(sorted(OVERDUE))
    return func.coalesce(running & (complaints.c.promised_on < today), false())


def list_complaints(
    connection: Connection,
    today: date,
    *,
    status: str = "",
    department: str = "",
    neighbourhood_key: str = "",
    late: bool = False,
    most: int = 50,
) -> list[Listed]:
    """Open ones, or those of one status: what most people wait for first, then the oldest. `late`: only those
    that are."""
    names = [field.name for field in fields(Listed) if field.name not in ("people", "late")]
    overdue = is_late(today)
    conditions: list[ColumnElement[bool]] = [
        complaints.c.status == status if status else complaints.c.ended_at.is_(None)
    ]
    if department:
        conditions.append(complaints.c.department == department)
    if neighbourhood_key:
        conditions.append(complaints.c.neighbourhood_key == neighbourhood_key)
    if late:
        conditions.append(overdue)
    statement = select(*(complaints.c[name] for name in names), _people, overdue.label("late")).where(*conditions)
    rows = connection.execute(statement.order_by(_people.desc(), complaints.c.created_at).limit(most))
    return [Listed(**{**row._mapping, "status": Status(row.status)}) for row in rows]


@dataclass(frozen=True, slots=True)
class Reporter:
    """Somebody whom a complaint concerns."""

    person_id: int
    anonymous: bool
    text: str
    joined_at: datetime
    came_with: int | None


def _news_of(complaint_id: int) -> ColumnElement[bool]:
    return (news.c.subject == Subject.COMPLAINT.value) & (news.c.subject_id == complaint_id)


def list_waiting_for_window(connection: Connection, complaint_id: int) -> set[int]:
    """Those whose news of it wait until they write to us: WhatsApp's window is closed and no template may say them."""
    held = (
        select(news.c.person_id)
        .join(outbox, outbox.c.id == news.c.outbox_id)
        .where(_news_of(complaint_id), outbox.c.state == "queued", outbox.c.hold == "window")
    )
    return set(connection.execute(held).scalars())


def list_reporters(connection: Connection, complaint_id: int) -> list[Reporter]:
    """Who filed it, then first come first: an older report may have been merged in."""
    return [Reporter(*row) for row in connection.execute(_reporters_of(complaint_id))]


def list_to_ask(connection: Connection, complaint_id: int) -> list[int]:
    """The people among them who can be asked something, in the same order: who was erased cannot."""
    told = _reporters_of(complaint_id).join(updates, updates.c.person_id == complaint_reporters.c.person_id)
    return [row.person_id for row in connection.execute(told)]


def _reporters_of(complaint_id: int) -> Select[Any]:
    filed_it = case((complaint_reporters.c.person_id == complaints.c.person_id, 0), else_=1)
    return (
        select(*(complaint_reporters.c[field.name] for field in fields(Reporter)))
        .join(complaints, complaints.c.id == complaint_reporters.c.complaint_id)
        .where(complaint_reporters.c.complaint_id == complaint_id)
        .order_by(filed_it, complaint_reporters.c.joined_at, complaint_reporters.c.person_id)
    )


def count_reporters(connection: Connection, complaint_id: int) -> int:
    of_it = complaint_reporters.c.complaint_id == complaint_id
    return int(connection.execute(select(func.count()).where(of_it)).scalar_one())


def add_reporters_of(connection: Connection, source_id: int, target_id: int) -> None:
    """Everybody whom one complaint concerns is concerned by another too, and it is kept how they came."""
    there = {one.person_id for one in list_reporters(connection, target_id)}
    rows = [
        {
            "complaint_id": target_id,
            "person_id": one.person_id,
            "anonymous": one.anonymous,
            "text": one.text,
            "joined_at": one.joined_at,
            "came_with": source_id,
        }
        for one in list_reporters(connection, source_id)
        if one.person_id not in there
    ]
    insert_missing(connection, complaint_reporters, rows, ("complaint_id", "person_id"))


def remove_reporters_who_came_with(connection: Connection, target_id: int, source_id: int, now: datetime) -> None:
    """Also from what the target was merged into itself: there they came with the target."""
    reporters, people = complaint_reporters.c, None
    while target_id and people != []:
        came = select(reporters.person_id).where(reporters.complaint_id == target_id, reporters.came_with == source_id)
        if people is not None:
            came = came.where(reporters.person_id.in_(people))
        people = list(connection.execute(came).scalars())
        remove_reporters(connection, target_id, people, now)
        above = select(complaints.c.duplicate_of).where(complaints.c.id == target_id)
        source_id, target_id = target_id, connection.execute(above).scalar() or 0


def move_reporter(connection: Connection, person_id: int, source_id: int, target_id: int, now: datetime) -> None:
    """One person and what they sent for it, from one complaint to another."""
    stop_telling(connection, source_id, [person_id], now)
    theirs = (complaint_reporters.c.complaint_id == source_id) & (complaint_reporters.c.person_id == person_id)
    connection.execute(update(complaint_reporters).where(theirs).values(complaint_id=target_id))
    sent = (
        (evidence.c.subject == "complaint") & (evidence.c.subject_id == source_id) & (evidence.c.person_id == person_id)
    )
    connection.execute(update(evidence).where(sent).values(subject_id=target_id))


@dataclass(frozen=True, slots=True)
class Task:
    """A part of the work on one complaint."""

    id: int
    department: str
    what: str
    opened_at: datetime
    ended_at: datetime | None
    ended_as: str


def list_tasks(connection: Connection, complaint_id: int) -> list[Task]:
    of_it = select(*(complaint_tasks.c[field.name] for field in fields(Task))).where(
        complaint_tasks.c.complaint_id == complaint_id
    )
    return [Task(*row) for row in connection.execute(of_it.order_by(complaint_tasks.c.id))]


@dataclass(frozen=True, slots=True)
class Promise:
    """A step of the service charter for one complaint."""

    id: int
    step: str
    made_at: datetime
    due_at: datetime
    level: int
    next_at: datetime | None
    ended_at: datetime | None
    ended_as: str


def list_promises(connection: Connection, complaint_id: int) -> list[Promise]:
    of_it = select(*(promises.c[field.name] for field in fields(Promise))).where(
        promises.c.complaint_id == complaint_id
    )
    return [Promise(*row) for row in connection.execute(of_it.order_by(promises.c.id))]


def remove_reporters(connection: Connection, complaint_id: int, people: Sequence[int], now: datetime) -> None:
    """It no longer concerns them."""
    theirs = (complaint_reporters.c.complaint_id == complaint_id) & complaint_reporters.c.person_id.in_(people)
    connection.execute(delete(complaint_reporters).where(theirs))
    stop_telling(connection, complaint_id, people, now)


def stop_telling(connection: Connection, complaint_id: int, people: Sequence[int], now: datetime) -> None:
    """What they have not heard of it they need not hear; the time to answer is over for them."""
    unsaid = _news_of(complaint_id) & news.c.person_id.in_(people) & news.c.outbox_id.is_(None)
    connection.execute(delete(news).where(unsaid))
    asked = (asks.c.complaint_id == complaint_id) & asks.c.person_id.in_(people) & asks.c.ended_at.is_(None)
    connection.execute(update(asks).where(asked).values(answer_by=now))
