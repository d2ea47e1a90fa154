"""What happened between two moments, from the tables themselves: each fact once, with whose it is and where."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, literal, literal_column, or_, select

from civic.complaint import Status
from civic.measures import Count, Span
from storage.tables import addresses, chats, complaints, history, inbox, promises, proposals, staff_messages
from storage.tables.talking import BY_STAFF

BACK_WITHIN = timedelta(days=7)
"""Who asks for a person again so soon had not been helped."""
_RATED = {5: Count.GOOD, 3: Count.FAIR, 1: Count.BAD}


@dataclass(frozen=True, slots=True)
class Fact:
    """`took` since `since` where office time is to be counted, else `seconds` of it."""

    at: datetime
    department: str
    neighbourhood_key: str
    account: str
    counts: tuple[Count, ...]
    took: Span | None = None
    since: datetime | None = None
    seconds: int = 0


def facts_between(connection: Connection, start: datetime, end: datetime) -> Iterator[Fact]:
    """In no order. `end` is not included."""
    for source in (_opened, _said, _closed, _heard, _filed, _ended, _reopened, _promises, _proposals):
        yield from source(connection, start, end)


def _in(column: Any, start: datetime, end: datetime) -> ColumnElement[bool]:
    return and_(column >= start, column < end)


_of_chat = (chats.c.department, chats.c.neighbourhood_key, addresses.c.account)
_with_account = chats.join(addresses, addresses.c.id == chats.c.address_id)


def _opened(connection: Connection, start: datetime, end: datetime) -> Iterator[Fact]:
    before = chats.alias("before")
    earlier = (before.c.person_id == chats.c.person_id) & (before.c.state == "closed") & (before.c.id != chats.c.id)
    last = select(func.max(before.c.closed_at)).where(earlier, before.c.closed_at <= chats.c.opened_at)
    rows = select(chats.c.opened_at, *_of_chat, last.correlate(chats).scalar_subquery()).select_from(_with_account)
    for at, department, place, account, ended_at in connection.execute(rows.where(_in(chats.c.opened_at, start, end))):
        is_back = ended_at is not None and at - ended_at <= BACK_WITHIN
        yield Fact(at, department, place, account, (Count.OPENED, Count.BACK) if is_back else (Count.OPENED,))


def _said(connection: Connection, start: datetime, end: datetime) -> Iterator[Fact]:
    of = staff_messages.c
    rows = (
        select(
            of.at, of.department, chats.c.neighbourhood_key, addresses.c.account, of.kind, of.waiting_since, of.due_at,
            chats.c.opened_at,
        )
        .select_from(staff_messages.join(_with_account, chats.c.id == of.chat_id))
        .where(_in(of.at, start, end), of.kind.in_(("first", "answer", "template")))
    )  # fmt: skip
    for at, department, place, account, kind, waiting_since, due_at, opened_at in connection.execute(rows):
        is_late = due_at is not None and at > due_at
        if kind == "first":
            late = (Count.FIRST_LATE,) if is_late else ()
            counts = (Count.SAID, Count.FIRST, *late)
            yield Fact(at, department, place, account, counts, Span.FIRST, opened_at)
        elif waiting_since is not None:
            late = (Count.FOLLOWING_LATE,) if is_late else ()
            counts = (Count.SAID, Count.FOLLOWING, *late)
            yield Fact(at, department, place, account, counts, Span.FOLLOWING, waiting_since)
        else:
            yield Fact(at, department, place, account, (Count.SAID,))


def _closed(connection: Connection, start: datetime, end: datetime) -> Iterator[Fact]:
    rows = (
        select(
            chats.c.closed_at, *_of_chat, chats.c.first_answer_at, chats.c.solve_seconds, chats.c.is_solve_late,
            chats.c.satisfaction,
        )
        .select_from(_with_account)
        .where(chats.c.state == "closed", _in(chats.c.closed_at, start, end))
    )  # fmt: skip
    for at, department, place, account, answered_at, seconds, is_late, score in connection.execute(rows):
        rated = (Count.RATED, _RATED[score]) if score in _RATED else ()
        if answered_at is None or seconds is None:
            yield Fact(at, department, place, account, (Count.CLOSED, *rated))
            continue
        late = (Count.SOLVED_LATE,) if is_late else ()
        counts = (Count.CLOSED, Count.SOLVED, *late, *rated)
        yield Fact(at, department, place, account, counts, Span.SOLVED, seconds=seconds)


def _heard(connection: Connection, start: datetime, end: datetime) -> Iterator[Fact]:
    """What residents wrote while a chat of theirs was open, on whichever of their channels."""
    within = and_(
        inbox.c.received_at >= chats.c.opened_at, func.coalesce(chats.c.closed_at, end) >= inbox.c.received_at
    )
    rows = (
        select(inbox.c.received_at, chats.c.department, chats.c.neighbourhood_key, inbox.c.account)
        .select_from(
            chats.join(addresses, addresses.c.person_id == chats.c.person_id).join(
                inbox, and_(inbox.c.address_id == addresses.c.id, within)
            )
        )
        .where(chats.c.last_at >= start, chats.c.opened_at < end)
        .where(inbox.c.state == "staff", _in(inbox.c.received_at, start, end))
    )
    for row in connection.execute(rows):
        yield Fact(row[0], row[1], row[2], row[3], (Count.HEARD,))


_of_complaint = (complaints.c.department, complaints.c.neighbourhood_key, complaints.c.account)


def _filed(connection: Connection, start: datetime, end: datetime) -> Iterator[Fact]:
    rows = select(complaints.c.created_at, *_of_complaint).where(_in(complaints.c.created_at, start, end))
    for row in connection.execute(rows):
        yield Fact(row[0], row[1], row[2], row[3], (Count.COMPLAINTS,))


def _ended(connection: Connection, start: datetime, end: datetime) -> Iterator[Fact]:
    """As they stand now: what was opened again did not end."""
    outcomes = {Status.CONFIRMED.value: (Count.CONFIRMED,), Status.UNCONFIRMED.value: (Count.UNCONFIRMED,)}
    rows = select(complaints.c.ended_at, *_of_complaint, complaints.c.status)
    for at, department, place, account, status in connection.execute(
        rows.where(_in(complaints.c.ended_at, start, end))
    ):
        yield Fact(at, department, place, account, (Count.ENDED, *outcomes.get(status, ())))


def _reopened(connection: Connection, start: datetime, end: datetime) -> Iterator[Fact]:
    """By staff: after they heard that it was not fixed."""
    these = and_(history.c.subject == "complaint", history.c.event == Status.REOPENED.value, literal_column(BY_STAFF))
    rows = (
        select(history.c.at, *_of_complaint)
        .join(complaints, complaints.c.id == history.c.subject_id)
        .where(these, _in(history.c.at, start, end))
    )
    for row in connection.execute(rows):
        yield Fact(row[0], row[1], row[2], row[3], (Count.REOPENED,))


def _promises(connection: Connection, start: datetime, end: datetime) -> Iterator[Fact]:
    rows = (
        select(promises.c.ended_at, *_of_complaint, promises.c.ended_as)
        .join(complaints, complaints.c.id == promises.c.complaint_id)
        .where(_in(promises.c.ended_at, start, end), promises.c.ended_as.in_(("kept", "late")))
    )
    for at, department, place, account, ended_as in connection.execute(rows):
        yield Fact(at, department, place, account, (Count.KEPT if ended_as == "kept" else Count.MISSED,))


def _proposals(connection: Connection, start: datetime, end: datetime) -> Iterator[Fact]:
    """They are of no department."""
    columns = (proposals.c.created_at, literal(""), proposals.c.neighbourhood_key, proposals.c.account)
    for row in connection.execute(select(*columns).where(_in(proposals.c.created_at, start, end))):
        yield Fact(row[0], row[1], row[2], row[3], (Count.PROPOSALS,))


def first_moment(connection: Connection) -> datetime | None:
    """Of the first chat, complaint or proposal; None: there is none."""
    firsts = (chats.c.opened_at, complaints.c.created_at, proposals.c.created_at)
    found = [connection.execute(select(func.min(column))).scalar() for column in firsts]
    return min((one for one in found if one), default=None)


def newest_line(connection: Connection) -> int:
    """Of all histories."""
    return int(connection.execute(select(func.max(history.c.id))).scalar() or 0)


def list_disturbed(connection: Connection, after: int) -> list[tuple[datetime, datetime]]:
    """Stretches of time of which something is told otherwise since that line of history was written: a chat that went
    to another department, was rated or ended; a complaint to which anything happened."""
    moved = history.c.event == "transferred"
    start = case((moved, chats.c.opened_at), else_=func.coalesce(chats.c.closed_at, history.c.at))
    of_chats = (
        select(start, func.coalesce(chats.c.closed_at, history.c.at))
        .join(chats, chats.c.id == history.c.subject_id)
        .where(history.c.id > after, history.c.subject == "chat", or_(moved, history.c.event == "rated"))
    )
    line = history.alias("line")
    of_complaints = (
        select(line.c.at, line.c.at)
        .join(complaints, complaints.c.id == line.c.subject_id)
        .where(line.c.subject == "complaint", complaints.c.id.in_(_touched(after)))
    )
    filed = select(complaints.c.created_at, complaints.c.created_at).where(complaints.c.id.in_(_touched(after)))
    return [(row[0], row[1]) for one in (of_chats, of_complaints, filed) for row in connection.execute(one)]


def _touched(after: int) -> Any:
    touched = history.alias("touched")
    return select(touched.c.subject_id).where(touched.c.id > after, touched.c.subject == "complaint")
