"""Who sits on a committee, as part of what is known of a person: handed out, joined with another's, erased."""

from datetime import datetime

from sqlalchemy import Connection, Select, delete, select, update

from civic.committee import Ending
from storage.tables import (
    accreditations,
    attendances,
    committees,
    evidence,
    history,
    letters,
    members,
    trainings,
    visits,
)


def members_of(person_id: int) -> Select[tuple[int]]:
    """The ids of all they are and were on committees."""
    return select(members.c.id).where(members.c.person_id == person_id)


def join_members(connection: Connection, from_person: int, to_person: int) -> None:
    """One person was known as two. Where both sit on one committee, who signed first stays."""
    sat = select(members.c.committee_id).where(members.c.person_id == to_person, members.c.ended_at.is_(None))
    twice = connection.execute(
        select(members.c.id, members.c.committee_id).where(
            members.c.person_id == from_person, members.c.ended_at.is_(None), members.c.committee_id.in_(sat)
        )
    ).all()
    for row in twice:
        _join_member(connection, row.committee_id, from_person, to_person)
    passed = select(trainings.c.unit).where(trainings.c.person_id == to_person, trainings.c.passed_at.is_not(None))
    theirs = trainings.c.person_id == from_person
    connection.execute(delete(trainings).where(theirs, trainings.c.unit.in_(passed)))
    taken = select(trainings.c.unit).where(theirs)
    connection.execute(delete(trainings).where(trainings.c.person_id == to_person, trainings.c.unit.in_(taken)))
    for table in (trainings, members, accreditations):
        connection.execute(update(table).where(table.c.person_id == from_person).values(person_id=to_person))
    connection.execute(update(committees).where(committees.c.group_id == from_person).values(group_id=to_person))


def _join_member(connection: Connection, committee_id: int, from_person: int, to_person: int) -> None:
    both = select(members.c.id, letters.c.id.label("letter")).join(
        letters, letters.c.member_id == members.c.id, isouter=True
    )
    here = both.where(
        members.c.committee_id == committee_id,
        members.c.person_id.in_((from_person, to_person)),
        members.c.ended_at.is_(None),
    )
    rows = connection.execute(here.order_by(letters.c.accepted_at.is_(None), letters.c.accepted_at, members.c.id)).all()
    gone = [row.id for row in rows[1:]]
    joined = {"ended_as": Ending.JOINED.value, "ended_at": members.c.started_at}
    connection.execute(update(members).where(members.c.id.in_(gone)).values(joined))


def erase_members(connection: Connection, person_id: int, now: datetime) -> None:
    """They sit nowhere from now on. What they saw of a work stays, as nobody's; what bears their name goes."""
    theirs = members_of(person_id)
    sitting = (members.c.person_id == person_id) & members.c.ended_at.is_(None)
    connection.execute(update(members).where(sitting).values(ended_at=now, ended_as="erased"))
    connection.execute(update(members).where(members.c.person_id == person_id).values(name="", ended_why=""))
    connection.execute(delete(letters).where(letters.c.member_id.in_(theirs)))
    connection.execute(delete(trainings).where(trainings.c.person_id == person_id))
    connection.execute(delete(attendances).where(attendances.c.member_id.in_(theirs)))
    own = accreditations.c.person_id == person_id
    running = own & accreditations.c.revoked_at.is_(None) & (accreditations.c.ends_at > now)
    connection.execute(update(accreditations).where(running).values(revoked_at=now))
    connection.execute(update(accreditations).where(own).values(name_shown="", revoked_why=""))
    seen = visits.c.member_id.in_(theirs)
    connection.execute(update(visits).where(seen).values(note="", place="", latitude=None, longitude=None))
    shown = select(visits.c.id).where(seen)
    connection.execute(delete(evidence).where(evidence.c.subject == "visit", evidence.c.subject_id.in_(shown)))
    told = (history.c.person_id == person_id) & (history.c.subject == "committee")
    connection.execute(update(history).where(told).values(note=""))
