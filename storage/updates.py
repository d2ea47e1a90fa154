"""Who is to be told next about what concerns them."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, Select, bindparam, exists, func, literal, null, select, true, update

from civic.updates import Frequency, Subject
from storage.dialect import among, first, insert_missing, insert_missing_from, insert_rows, locked
from storage.proposals import ProposalIds, concerned
from storage.tables import (
    Moment,
    addresses,
    complaint_reporters,
    complaints,
    news,
    outbox,
    participations,
    people,
    proposals,
    updates,
)

PURPOSE = "folio"
LOST = ("failed", "cancelled")
"""States of a message that nobody reads any more: what it said is said again."""


_unless_sooner = (
    update(updates)
    .where(updates.c.person_id == bindparam("person"))
    .values(due_at=func.coalesce(updates.c.due_at, bindparam("due", type_=Moment)))
)
"""Also where a turn is there already: whoever is planning it at this moment may be about to take it away, and is waited for."""


def concern(connection: Connection, person_id: int, now: datetime, due_at: datetime) -> None:
    """From now on there is something to tell this person, at the latest at `due_at`."""
    row = {
        "person_id": person_id,
        "frequency": Frequency.EACH_CHANGE.value,
        "due_at": due_at,
        "told_at": now,
        "outbox_id": None,
    }
    insert_missing(connection, updates, [row], ("person_id",))
    connection.execute(_unless_sooner, {"person": person_id, "due": due_at})


def set_frequency(connection: Connection, person_id: int, frequency: Frequency, due_at: datetime) -> None:
    """How often they hear from now on; what they have not heard yet is told at `due_at`."""
    theirs = updates.c.person_id == person_id
    connection.execute(update(updates).where(theirs).values(frequency=frequency.value, due_at=due_at))


def spread(
    connection: Connection,
    subject: Subject,
    subject_id: int,
    history_id: int,
    now: datetime,
    *,
    but: int | None,
    later: datetime,
) -> None:
    """A line of its history is news for everybody whom something concerns, `but` whoever did it; it is their turn now.
    Whoever did it has had their answer: they are told `later` that nothing changed since, if nothing does."""
    if subject is not Subject.COMPLAINT:
        _concern_all(connection, subject, subject_id, now)
    turn = select(updates.c.person_id).where(updates.c.person_id.in_(_concerned(subject, subject_id)))
    turn = turn.order_by(updates.c.person_id)
    people = [one for one in connection.execute(locked(connection, turn)).scalars() if one != but]
    if but:
        connection.execute(_unless_sooner, {"person": but, "due": later})
    for begin in range(0, len(people), _AT_ONCE):
        some = people[begin : begin + _AT_ONCE]
        line = {"history_id": history_id, "subject": subject.value, "subject_id": subject_id, "outbox_id": None}
        insert_rows(connection, news, [{"person_id": one, **line} for one in some])
        connection.execute(_wake, [{"person": one, "now": now} for one in some])


_AT_ONCE = 10_000
"""People in one statement: a consultation may concern hundreds of thousands."""


def _concerned(subject: Subject, subject_id: int) -> Select[tuple[int]]:
    """The people whom it concerns."""
    match subject:
        case Subject.COMPLAINT:
            return select(complaint_reporters.c.person_id).where(complaint_reporters.c.complaint_id == subject_id)
        case Subject.PROPOSAL:
            return _behind([subject_id])
        case Subject.CONSULTATION:
            theirs = participations.c.consultation_id == subject_id
            return select(participations.c.person_id).where(theirs, participations.c.person_id.is_not(None))
        case Subject.INITIATIVE:
            return _behind(select(proposals.c.id).where(proposals.c.initiative_id == subject_id))


def _behind(proposal_ids: ProposalIds) -> Select[tuple[int]]:
    whom = concerned(proposal_ids).subquery()
    return select(whom.c.person).where(whom.c.person.is_not(None)).distinct()


def _concern_all(connection: Connection, subject: Subject, subject_id: int, now: datetime) -> None:
    """Who never reported anything has no turn yet."""
    whom = _concerned(subject, subject_id).subquery()
    turns = select(whom.c[0], literal(Frequency.EACH_CHANGE.value), literal(now, Moment()), null(), null()).where(
        true()
    )  # without a WHERE, SQLite takes ON CONFLICT for a join's ON
    names = ("person_id", "frequency", "told_at", "due_at", "outbox_id")
    insert_missing_from(connection, updates, names, turns, ("person_id",))


_wake = (
    update(updates)
    .where(
        updates.c.person_id == bindparam("person"), updates.c.due_at.is_(None) | (updates.c.due_at > bindparam("now"))
    )
    .values(due_at=bindparam("now"))
)


def wake_person(connection: Connection, person_id: int, now: datetime) -> None:
    connection.execute(_wake, {"person": person_id, "now": now})


_lost = (
    select(addresses.c.person_id)
    .join(outbox, outbox.c.address_id == addresses.c.id)
    .where(outbox.c.id == bindparam("lost"), outbox.c.purpose == PURPOSE, outbox.c.state.in_(LOST))
)


def tell_again(connection: Connection, outbox_id: int, at: datetime) -> None:
    """A message came to nothing: what it said, if it was this, is said again at the latest then."""
    for person_id in connection.execute(_lost, {"lost": outbox_id}).scalars().all():
        wake_person(connection, person_id, at)


class Due(Struct, frozen=True):
    """Somebody whose turn it is."""

    person_id: int
    frequency: str
    told_at: datetime
    outbox_id: int | None
    language: str
    consents: bool
    paused_until: datetime | None
    last_state: str
    """Of the last message to them about this: `queued` is not sent yet, `` is none."""
    with_open: bool
    """Something concerns them that is open."""


def _with_those_being_sent(connection: Connection, due: list[Due]) -> list[Due]:
    """A message that a sender takes at this moment says no more than it does: a rival holds its row, or took it. The others
    are held until the commit, so that what is added to them is sent."""
    queued = [one.outbox_id for one in due if one.last_state == "queued"]
    if not queued:
        return due
    ours = select(outbox.c.id).where(outbox.c.id.in_(queued), outbox.c.state == "queued")
    held = set(connection.execute(locked(connection, ours, skip_locked=True)).scalars())
    return [
        replace(one, last_state="claimed") if one.last_state == "queued" and one.outbox_id not in held else one
        for one in due
    ]


_waiting = (
    select(updates.c.person_id)
    .where(updates.c.due_at <= bindparam("now"), updates.c.person_id > bindparam("after"))
    .order_by(updates.c.person_id)
)


def list_due(connection: Connection, now: datetime, most: int, after: int = 0) -> list[Due]:
    """The next of those whose turn it is, behind the person `after`. Locked: a rival takes others. In the order in which
    they are stored: what is read and written lies together, which halves the time when it is everybody's turn."""
    people = connection.execute(first(_waiting, most), {"now": now, "after": after}).scalars().all()
    return list_due_among(connection, now, people)


_with_open = (
    exists()
    .where(complaint_reporters.c.person_id == updates.c.person_id)
    .where(complaints.c.id == complaint_reporters.c.complaint_id, complaints.c.ended_at.is_(None))
)
_turn = (
    select(
        updates.c.person_id,
        updates.c.frequency,
        updates.c.told_at,
        updates.c.outbox_id,
        people.c.language,
        people.c.folio_notices,
        people.c.paused_until,
        func.coalesce(outbox.c.state, ""),
        _with_open,
    )
    .join(people, people.c.id == updates.c.person_id)
    .join(outbox, outbox.c.id == updates.c.outbox_id, isouter=True)
    .where(among(updates.c.person_id, "people"), updates.c.due_at <= bindparam("now"))
    .order_by(updates.c.person_id)
)


def list_due_among(connection: Connection, now: datetime, person_ids: Sequence[int]) -> list[Due]:
    """Those of these people whose turn it is, locked; a rival's are left out."""
    statement = locked(connection, _turn, skip_locked=True, of=updates)
    rows = connection.execute(statement, {"people": list(person_ids), "now": now}).all() if person_ids else ()
    return _with_those_being_sent(connection, [Due(*row) for row in rows])
