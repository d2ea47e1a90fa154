"""Committees and who sits on them, what they learnt and signed."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select, update

from civic.committee import Ending, Standing
from storage.dialect import locked
from storage.tables import accreditations, committees, invitations, letters, members, people, trainings

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Committee:
    id: int
    key: str
    kind: str
    name: str
    neighbourhood_key: str
    public_work_key: str
    group_id: int | None
    constituted_on: date | None
    closed_at: datetime | None
    closed_why: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Member:
    """`name` as it stands in the papers."""

    id: int
    committee_id: int
    person_id: int
    role: str
    name: str
    came_by: str
    started_at: datetime
    ended_at: datetime | None
    ended_as: str
    ended_why: str
    replaces: int | None


GROUP = ""
"""The role of an invitation that is for a group, and for nobody."""


@dataclass(frozen=True, slots=True)
class Invitation:
    code: str
    committee_id: int
    role: str
    member_id: int | None
    uses_left: int
    expires_at: datetime
    by: str
    created_at: datetime


_committees = select(*(committees.c[field.name] for field in fields(Committee)))
_members = select(*(members.c[field.name] for field in fields(Member)))
_invitations = select(*(invitations.c[field.name] for field in fields(Invitation)))
_sits = members.c.ended_at.is_(None)


def _row(one: Any) -> dict[str, Any]:
    return {field.name: getattr(one, field.name) for field in fields(one)}


def add_committee(connection: Connection, committee: Committee) -> None:
    connection.execute(insert(committees), _row(committee))


def find_committee(connection: Connection, key: str) -> Committee | None:
    """Locked."""
    row = connection.execute(locked(connection, _committees.where(committees.c.key == key))).first()
    return Committee(*row) if row else None


def get_committee(connection: Connection, committee_id: int) -> Committee:
    return Committee(*connection.execute(_committees.where(committees.c.id == committee_id)).one())


def lock_committee(connection: Connection, committee_id: int) -> None:
    """Nobody else takes a seat on it before this commit."""
    connection.execute(locked(connection, select(committees.c.id).where(committees.c.id == committee_id)))


def list_committees(
    connection: Connection, *, kind: str = "", with_closed: bool = False
) -> list[tuple[Committee, int]]:
    """By key, with how many sit on each."""
    sitting = select(func.count()).where(members.c.committee_id == committees.c.id, _sits).scalar_subquery()
    wanted = [committees.c.kind == kind] if kind else []
    wanted += [] if with_closed else [committees.c.closed_at.is_(None)]
    rows = connection.execute(_committees.add_columns(sitting).where(*wanted).order_by(committees.c.key)).all()
    return [(Committee(*row[:-1]), int(row[-1])) for row in rows]


def change_committee(connection: Connection, committee_id: int, **columns: Any) -> None:
    connection.execute(update(committees).where(committees.c.id == committee_id).values(columns))


def list_members(connection: Connection, committee_id: int, *, with_past: bool = False) -> list[Member]:
    """In the order in which they came."""
    wanted = [members.c.committee_id == committee_id, *([] if with_past else [_sits])]
    rows = connection.execute(_members.where(*wanted).order_by(members.c.started_at, members.c.id))
    return [Member(*row) for row in rows]


def find_member(connection: Connection, committee_id: int, person_id: int) -> Member | None:
    """Who sits there now."""
    this = and_(members.c.committee_id == committee_id, members.c.person_id == person_id, _sits)
    row = connection.execute(_members.where(this)).first()
    return Member(*row) if row else None


def get_member(connection: Connection, member_id: int) -> Member:
    return Member(*connection.execute(_members.where(members.c.id == member_id)).one())


def add_member(connection: Connection, member: Member) -> None:
    connection.execute(insert(members), _row(member))


def end_members(connection: Connection, which: Sequence[int], ended_as: Ending, why: str, now: datetime) -> None:
    """Those of them who still sit."""
    values = {"ended_at": now, "ended_as": ended_as.value, "ended_why": why}
    connection.execute(update(members).where(members.c.id.in_(which), _sits).values(values))


def list_seats(connection: Connection, person_id: int) -> list[tuple[Committee, Member]]:
    """Where somebody sits now, of committees that are not closed, in the order in which they came."""
    both = select(
        *(committees.c[field.name] for field in fields(Committee)), *(members.c[field.name] for field in fields(Member))
    )
    theirs = both.join(members, members.c.committee_id == committees.c.id).where(
        members.c.person_id == person_id, _sits, committees.c.closed_at.is_(None)
    )
    cut = len(fields(Committee))
    rows = connection.execute(theirs.order_by(members.c.started_at, members.c.id)).all()
    return [(Committee(*row[:cut]), Member(*row[cut:])) for row in rows]


def list_watchers(
    connection: Connection, kinds: Sequence[str], neighbourhood_key: str, public_work_key: str
) -> list[int]:
    """The people on committees of these kinds that watch this neighbourhood or this work, and want its notices."""
    here = [committees.c.neighbourhood_key == neighbourhood_key] if neighbourhood_key else []
    here += [committees.c.public_work_key == public_work_key] if public_work_key else []
    if not (here and kinds):
        return []
    sitting = (
        select(members.c.person_id)
        .join(committees, committees.c.id == members.c.committee_id)
        .join(people, people.c.id == members.c.person_id)
        .where(or_(*here), committees.c.kind.in_(kinds), committees.c.closed_at.is_(None), _sits)
        .where(people.c.committee_notices)
        .distinct()
        .order_by(members.c.person_id)
    )
    return list(connection.execute(sitting).scalars())


def get_standing(connection: Connection, member: Member, figure: str, now: datetime) -> Standing:
    """`figure`: whose accreditation counts; empty for none."""
    passed = select(trainings.c.unit).where(
        trainings.c.person_id == member.person_id, trainings.c.passed_at.is_not(None)
    )
    signed = select(letters.c.id).where(letters.c.member_id == member.id)
    until = select(func.max(accreditations.c.ends_at)).where(
        accreditations.c.person_id == member.person_id, accreditations.c.figure == figure, runs_at(now)
    )
    return Standing(
        frozenset(connection.execute(passed).scalars()),
        connection.execute(signed).first() is not None,
        connection.execute(until).scalar() if figure else None,
    )


def runs_at(now: datetime) -> ColumnElement[bool]:
    """Of accreditations: valid at that very moment."""
    return and_(
        accreditations.c.starts_at <= now,
        accreditations.c.ends_at > now,
        or_(accreditations.c.revoked_at.is_(None), accreditations.c.revoked_at > now),
    )


def add_invitation(connection: Connection, invitation: Invitation) -> None:
    connection.execute(insert(invitations), _row(invitation))


def find_invitation(connection: Connection, code: str, now: datetime) -> Invitation | None:
    """None when it is over or used up."""
    good = and_(invitations.c.code == code, invitations.c.expires_at > now, invitations.c.uses_left > 0)
    row = connection.execute(_invitations.where(good)).first()
    return Invitation(*row) if row else None


def use_invitation(connection: Connection, code: str) -> None:
    this = invitations.c.code == code
    connection.execute(update(invitations).where(this).values(uses_left=invitations.c.uses_left - 1))


def end_invitations(connection: Connection, committee_id: int) -> None:
    connection.execute(delete(invitations).where(invitations.c.committee_id == committee_id))


@dataclass(frozen=True, slots=True)
class Training:
    person_id: int
    unit: str
    attempts: int
    passed_at: datetime | None
    sha256: str


def list_trainings(connection: Connection, person_id: int) -> dict[str, Training]:
    """By unit."""
    rows = connection.execute(select(trainings).where(trainings.c.person_id == person_id)).all()
    return {row.unit: Training(*row) for row in rows}


@dataclass(frozen=True, slots=True)
class SignedLetter:
    id: int
    member_id: int
    letter: str
    version: str
    text: str
    sha256: str
    accepted_at: datetime
    account: str
    by: str
    paper: str


_letters = select(*(letters.c[field.name] for field in fields(SignedLetter)))


def find_letter(connection: Connection, member_id: int) -> SignedLetter | None:
    row = connection.execute(_letters.where(letters.c.member_id == member_id)).first()
    return SignedLetter(*row) if row else None


def list_letters(connection: Connection) -> list[SignedLetter]:
    """All that were ever signed, oldest first."""
    return [SignedLetter(*row) for row in connection.execute(_letters.order_by(letters.c.accepted_at, letters.c.id))]


@dataclass(frozen=True, slots=True)
class Accreditation:
    """`name_shown`: empty when its holder wants no name shown."""

    id: int
    person_id: int
    committee_id: int | None
    figure: str
    code: str
    name_shown: str
    starts_at: datetime
    ends_at: datetime
    revoked_at: datetime | None
    revoked_why: str
    by: str
    made_at: datetime

    def is_valid(self, now: datetime) -> bool:
        revoked = self.revoked_at is not None and self.revoked_at <= now
        return self.starts_at <= now < self.ends_at and not revoked

    def last_day(self, zone: ZoneInfo) -> date:
        """The last local day on which it holds."""
        return (self.ends_at - _INSTANT).astimezone(zone).date()


_accreditations = select(*(accreditations.c[field.name] for field in fields(Accreditation)))


def find_accreditation(connection: Connection, code: str) -> Accreditation | None:
    row = connection.execute(_accreditations.where(accreditations.c.code == code)).first()
    return Accreditation(*row) if row else None


def list_accreditations(
    connection: Connection, *, person_id: int | None = None, committee_id: int | None = None
) -> list[Accreditation]:
    """Oldest first, also those that are over."""
    wanted = [accreditations.c.person_id == person_id] if person_id else []
    wanted += [accreditations.c.committee_id == committee_id] if committee_id else []
    rows = connection.execute(_accreditations.where(*wanted).order_by(accreditations.c.made_at, accreditations.c.id))
    return [Accreditation(*row) for row in rows]


def add_accreditation(connection: Connection, accreditation: Accreditation) -> None:
    connection.execute(insert(accreditations), _row(accreditation))


def revoke_accreditation(connection: Connection, accreditation_id: int, why: str, now: datetime) -> None:
    values = {"revoked_at": now, "revoked_why": why}
    connection.execute(update(accreditations).where(accreditations.c.id == accreditation_id).values(values))
