"""What staff did and whose data they looked at: two tables read as one, newest first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, and_, exists, false, literal_column, or_, select, true

from civic.access import Access, Permission
from storage.access import visible
from storage.dialect import first, one_of
from storage.tables import chats, complaints, history, proposals, reads, staff
from storage.tables.talking import BY_STAFF

_PREFIX = "staff:"
_CHUNK = 2000
_by_staff: ColumnElement[bool] = literal_column(BY_STAFF)


@dataclass(frozen=True, slots=True)
class Entry:
    """`event`: what was done, or `read`. `staff`: the name of the account."""

    id: int
    at: datetime
    staff: str
    subject: str
    subject_id: int
    event: str
    note: str

    @property
    def is_read(self) -> bool:
        return self.event == "read"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Empty: everybody, everything, always. `after`: the last entry that was shown. `until`: not included."""

    staff: str = ""
    subject: str = ""
    reads_only: bool = False
    since: datetime | None = None
    until: datetime | None = None
    after: tuple[datetime, int] | None = None


def list_trail(connection: Connection, access: Access, wanted: Wanted, most: int) -> list[Entry]:
    """Newest first; of somebody whose trail ends at a department, what is of that department."""
    found = _reads(connection, access, wanted, most)
    if not wanted.reads_only:
        found += _acts(connection, access, wanted, most)
    return sorted(found, key=lambda one: (one.at, one.id), reverse=True)[:most]


def walk_trail(connection: Connection, access: Access, wanted: Wanted, most: int) -> Iterator[Entry]:
    """The same for a file."""
    while most > 0:
        entries = list_trail(connection, access, wanted, min(most, _CHUNK))
        yield from entries
        most -= len(entries)
        if len(entries) < _CHUNK:
            return
        last = entries[-1]
        wanted = Wanted(wanted.staff, wanted.subject, wanted.reads_only, wanted.since, wanted.until, (last.at, last.id))


def _acts(connection: Connection, access: Access, wanted: Wanted, most: int) -> list[Entry]:
    columns = history.c
    these = [_by_staff, *_asked(wanted, columns.at, columns.id, columns.subject)]
    if wanted.staff:
        these.append(columns.by == f"{_PREFIX}{wanted.staff}")
    rows = connection.execute(
        first(
            select(columns.id, columns.at, columns.by, columns.subject, columns.subject_id, columns.event, columns.note)
            .where(*these, _reached(access, columns.subject, columns.subject_id))
            .order_by(columns.at.desc(), columns.id.desc()),
            most,
        )
    )
    return [
        Entry(row.id, row.at, row.by.removeprefix(_PREFIX), row.subject, row.subject_id, row.event, row.note)
        for row in rows
    ]


def _reads(connection: Connection, access: Access, wanted: Wanted, most: int) -> list[Entry]:
    columns = reads.c
    these = _asked(wanted, columns.at, columns.id, columns.subject)
    if wanted.staff:
        these.append(columns.staff == wanted.staff)
    rows = connection.execute(
        first(
            select(columns.id, columns.at, columns.staff, columns.subject, columns.subject_id)
            .where(*these, _reached(access, columns.subject, columns.subject_id))
            .order_by(columns.at.desc(), columns.id.desc()),
            most,
        )
    )
    return [Entry(row.id, row.at, row.staff, row.subject, row.subject_id, "read", "") for row in rows]


def _asked(
    wanted: Wanted, at: ColumnElement[datetime], row_id: ColumnElement[int], subject: ColumnElement[str]
) -> list[ColumnElement[bool]]:
    these: list[ColumnElement[bool]] = []
    if wanted.subject:
        these.append(subject == wanted.subject)
    if wanted.since:
        these.append(at >= wanted.since)
    if wanted.until:
        these.append(at < wanted.until)
    if wanted.after:
        moment, last = wanted.after
        these.append(and_(at <= moment, or_(at < moment, row_id < last)))
    return these


def _reached(access: Access, subject: ColumnElement[str], subject_id: ColumnElement[int]) -> ColumnElement[bool]:
    grants = access.granting(Permission.READ_TRAIL)
    if any(not (one.department or one.quadrant) for one in grants):
        return true()
    return or_(
        false(),
        and_(subject == "complaint", _is_within(access, complaints, subject_id)),
        and_(subject == "chat", _is_within(access, chats, subject_id)),
    )


def _is_within(access: Access, table: Table, row_id: ColumnElement[int]) -> ColumnElement[bool]:
    seen = visible(
        access, Permission.READ_TRAIL, department=table.c.department, neighbourhood=table.c.neighbourhood_key
    )
    return exists(select(table.c.id).where(table.c.id == row_id, seen))


def name_subjects(connection: Connection, entries: Sequence[Entry]) -> Mapping[tuple[str, int], str]:
    """Folio or user name of what entries are about, where it has one."""
    named: dict[tuple[str, int], str] = {}
    for subject, own_id, name in (
        ("complaint", complaints.c.id, complaints.c.folio),
        ("proposal", proposals.c.id, proposals.c.folio),
        ("staff", staff.c.id, staff.c.name),
    ):
        ids = {one.subject_id for one in entries if one.subject == subject}
        if ids:
            rows = connection.execute(select(own_id, name).where(one_of(own_id, sorted(ids))))
            named |= {(subject, row[0]): row[1] for row in rows}
    return named
