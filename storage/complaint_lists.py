"""Complaints as somebody of staff may see them: lists by page, counts, where in town, and one by its folio."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Date, and_, case, func, literal, or_, select, true

from civic.access import Access, Permission
from civic.complaint import Status
from storage.access import visible
from storage.complaints import Complaint, is_late
from storage.dialect import first, locked
from storage.keyset import past
from storage.searching import holding
from storage.tables import addresses, asks, complaint_reporters, complaints, neighbourhoods, people


class View(StrEnum):
    OPEN = "open"
    LATE = "late"
    MINE = "mine"
    """Open ones of the departments that whoever asks works in."""
    WAITING = "waiting"
    """For the resident's answer."""
    DONE = "done"
    """Staff say so; those it concerns have not said yet."""
    CLOSED = "closed"
    ALL = "all"


NOBODYS = "-"
"""In place of a department: those that none holds."""
_FAR = date(9999, 12, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What of a view is wanted; empty: all. `after`: the last complaint of the page before."""

    view: View = View.OPEN
    department: str = ""
    category: str = ""
    neighbourhood: str = ""
    """Its key, or words of its name."""
    status: str = ""
    late: bool = False
    words: str = ""
    """Of what was reported, or a part of the folio."""
    with_personal_data: bool = False
    """Whether what is masked for others is searched: who looked for digits could guess a number one by one."""
    folio: str = ""
    """Exactly this one, in whatever view."""
    work: str = ""
    area: tuple[float, float, float, float] | None = None
    """South, west, north, east, in degrees."""
    after: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    id: int
    folio: str
    status: Status
    category: str
    text: str
    place: str
    neighbourhood_key: str
    department: str
    promised_on: date | None
    created_at: datetime
    reopened: int
    people: int
    late: bool


def visible_complaints(access: Access, permission: Permission = Permission.READ_COMPLAINTS) -> ColumnElement[bool]:
    return visible(access, permission, department=complaints.c.department, neighbourhood=complaints.c.neighbourhood_key)


def of_view(view: View, departments: Sequence[str], today: date) -> ColumnElement[bool]:
    is_open = complaints.c.ended_at.is_(None)
    conditions: dict[View, ColumnElement[bool]] = {
        View.OPEN: is_open,
        View.LATE: is_late(today),
        View.MINE: and_(is_open, complaints.c.department.in_(departments)),
        View.WAITING: complaints.c.status == Status.WAITING.value,
        View.DONE: complaints.c.status == Status.DONE.value,
        View.CLOSED: complaints.c.ended_at.is_not(None),
        View.ALL: true(),
    }
    return conditions[view]


def _order(view: View) -> tuple[list[Any], bool]:
    """What a view is sorted by, and whether upwards."""
    match view:
        case View.OPEN | View.MINE | View.LATE:
            return [func.coalesce(complaints.c.promised_on, literal(_FAR, Date)), complaints.c.id], True
        case View.WAITING | View.DONE:
            return [complaints.c.status_at, complaints.c.id], True
        case View.CLOSED:
            return [complaints.c.ended_at, complaints.c.id], False
        case View.ALL:
            return [complaints.c.id], False


def conditions_of(connection: Connection, wanted: Wanted, today: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.department:
        found.append(complaints.c.department == ("" if wanted.department == NOBODYS else wanted.department))
    for column, value in (
        (complaints.c.category, wanted.category),
        (complaints.c.status, wanted.status),
        (complaints.c.public_work_key, wanted.work),
    ):
        if value:
            found.append(column == value)
    if wanted.late:
        found.append(is_late(today))
    if wanted.area:
        south, west, north, east = wanted.area
        found += [complaints.c.latitude >= south, complaints.c.latitude < north]
        found += [complaints.c.longitude >= west, complaints.c.longitude < east]
    if wanted.neighbourhood:
        called = and_(true(), *holding(connection, wanted.neighbourhood, [neighbourhoods.c.name]))
        found.append(
            or_(
                complaints.c.neighbourhood_key == wanted.neighbourhood,
                complaints.c.neighbourhood_key.in_(select(neighbourhoods.c.key).where(called)),
            )
        )
    if wanted.folio:
        return [*found, complaints.c.folio == wanted.folio]
    columns = [complaints.c.folio, *([complaints.c.text, complaints.c.place] if wanted.with_personal_data else [])]
    return [*found, *holding(connection, wanted.words, columns)]


_people = (
    select(func.count()).where(complaint_reporters.c.complaint_id == complaints.c.id).correlate(complaints)
    .scalar_subquery()
)  # fmt: skip
_NAMES = [field.name for field in fields(Row) if field.name not in ("people", "late")]


def list_page(
    connection: Connection,
    within: ColumnElement[bool],
    wanted: Wanted,
    *,
    departments: Sequence[str],
    today: date,
    most: int = 50,
) -> list[Row]:
    """One page. `within`: what whoever asks may see; `departments`: those they work in."""
    keys, upwards = _order(wanted.view)
    page = select(complaints.c.id).where(
        of_view(wanted.view, departments, today), within, *conditions_of(connection, wanted, today)
    )
    if wanted.after:
        page = page.where(past(connection, keys, complaints.c.id == wanted.after, upwards=upwards))
    order = [key if upwards else key.desc() for key in keys]
    these = first(page.order_by(*order), most).subquery()
    rows = (
        select(
            *(complaints.c[name] for name in _NAMES), _people.label("people"), is_late(today).label("late")
        )
        .join(these, these.c.id == complaints.c.id)
        .order_by(*order)
    )  # fmt: skip
    return [Row(**{**row._mapping, "status": Status(row.status)}) for row in connection.execute(rows)]


def count_views(
    connection: Connection,
    within: ColumnElement[bool],
    views: Sequence[View],
    *,
    departments: Sequence[str],
    today: date,
) -> dict[View, int]:
    """Of open ones, in one look."""
    counted = [func.count().filter(of_view(view, departments, today)) for view in views]
    row = connection.execute(select(*counted).where(complaints.c.ended_at.is_(None), within)).one()
    return {view: int(count) for view, count in zip(views, row, strict=True)}


def find_visible(
    connection: Connection, folio: str, within: ColumnElement[bool], *, to_change: bool = False
) -> Complaint | None:
    """Nobody waits for who only looks at it: it is locked for who changes it."""
    found = select(*(complaints.c[field.name] for field in fields(Complaint))).where(
        complaints.c.folio == folio, within
    )
    row = connection.execute(locked(connection, found) if to_change else found).first()
    return Complaint(**{**row._mapping, "status": Status(row.status)}) if row else None


@dataclass(frozen=True, slots=True)
class Reporter:
    """Somebody whom a complaint concerns. `name`: what they gave, or what the provider calls them; empty for who wants to
    stay anonymous."""

    person_id: int
    anonymous: bool
    name: str
    text: str
    joined_at: datetime
    came_with: int | None


def list_named(connection: Connection, complaint_id: int) -> list[Reporter]:
    """Who filed it, then first come first, as `storage.complaints.list_reporters` has them."""
    called = select(func.max(addresses.c.name)).where(addresses.c.person_id == people.c.id).scalar_subquery()
    theirs = complaint_reporters.c
    name = case((theirs.anonymous, ""), else_=func.coalesce(func.nullif(people.c.name, ""), called, ""))
    statement = (
        select(theirs.person_id, theirs.anonymous, name, theirs.text, theirs.joined_at, theirs.came_with)
        .join(complaints, complaints.c.id == theirs.complaint_id)
        .join(people, people.c.id == theirs.person_id)
        .where(theirs.complaint_id == complaint_id)
        .order_by(case((theirs.person_id == complaints.c.person_id, 0), else_=1), theirs.joined_at, theirs.person_id)
    )
    return [Reporter(*row) for row in connection.execute(statement)]


@dataclass(frozen=True, slots=True)
class Kin:
    """A complaint that is the same fault: merged into this one, or the one that stands for it."""

    folio: str
    status: Status
    stands_for_it: bool


def list_kin(connection: Connection, complaint: Complaint, within: ColumnElement[bool]) -> list[Kin]:
    same = or_(complaints.c.duplicate_of == complaint.id, complaints.c.id == (complaint.duplicate_of or 0))
    rows = (
        select(complaints.c.id, complaints.c.folio, complaints.c.status).where(same, within).order_by(complaints.c.id)
    )
    return [Kin(row.folio, Status(row.status), row.id == complaint.duplicate_of) for row in connection.execute(rows)]


def list_asked(connection: Connection, complaint_id: int) -> list[Any]:
    """What its people were asked and still may answer: `kind`, `text`, `answer_by`, and how many."""
    these = (asks.c.complaint_id == complaint_id) & asks.c.ended_at.is_(None)
    columns = (asks.c.kind, asks.c.text, asks.c.answer_by)
    rows = select(*columns, func.count().label("people")).where(these).group_by(*columns).order_by(asks.c.answer_by)
    return list(connection.execute(rows))
