"""Two contacts that may be one person: what each has, and what they have in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, func, select

from storage.access import Within
from storage.tables import (
    addresses,
    chats,
    complaint_reporters,
    complaints,
    members,
    participations,
    people,
    promoters,
    proposals,
    staff,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two, as far as whoever asks may see it. `complaints`: those with their name."""

    id: int
    name: str
    kind: str
    neighbourhood_key: str
    language: str
    notice_version: str
    checked_at: datetime | None
    created_at: datetime
    is_promoter: bool
    is_of_staff: bool
    has_open_chat: bool
    chats: int
    complaints: int
    proposals: int
    seats: int
    participations: int
    addresses: tuple["Reached", ...] = ()


@dataclass(frozen=True, slots=True)
class Reached:
    id: int
    account: str
    value: str
    name: str
    state: str


_OWN = ("id", "name", "kind", "neighbourhood_key", "language", "notice_version", "checked_at", "created_at")


def list_sides(
    connection: Connection, person_ids: Sequence[int], seen: Within, named: Within, proposed: Within
) -> dict[int, Side]:
    """`seen`: the chats that whoever asks may answer; whom they see none of is not there. `named`, `proposed`: the reports
    and proposals that they may see."""
    theirs = chats.c.person_id == people.c.id
    filed = (
        select(func.count())
        .select_from(complaint_reporters)
        .join(complaints, complaints.c.id == complaint_reporters.c.complaint_id)
        .where(complaint_reporters.c.person_id == people.c.id, ~complaint_reporters.c.anonymous, named)
        .where(~(complaints.c.anonymous & (complaints.c.person_id == people.c.id)))
    )
    rows = connection.execute(
        select(
            *(people.c[name] for name in _OWN),
            exists().where(promoters.c.person_id == people.c.id).label("is_promoter"),
            exists().where(staff.c.person_id == people.c.id).label("is_of_staff"),
            exists().where(theirs, chats.c.state != "closed").label("has_open_chat"),
            select(func.count()).select_from(chats).where(theirs, seen).scalar_subquery().label("chats"),
            filed.scalar_subquery().label("complaints"),
            select(func.count())
            .select_from(proposals)
            .where(proposals.c.person_id == people.c.id, proposed)
            .scalar_subquery()
            .label("proposals"),
            select(func.count())
            .select_from(members)
            .where(members.c.person_id == people.c.id, members.c.ended_at.is_(None))
            .scalar_subquery()
            .label("seats"),
            select(func.count())
            .select_from(participations)
            .where(participations.c.person_id == people.c.id)
            .scalar_subquery()
            .label("participations"),
        ).where(people.c.id.in_(person_ids), exists().where(theirs, seen))
    ).all()
    reached = _addresses(connection, [row.id for row in rows])
    return {row.id: Side(**row._mapping, addresses=reached[row.id]) for row in rows}


def _addresses(connection: Connection, person_ids: Sequence[int]) -> Mapping[int, tuple[Reached, ...]]:
    found: dict[int, tuple[Reached, ...]] = dict.fromkeys(person_ids, ())
    columns = (addresses.c[name] for name in Reached.__slots__)
    of_these = select(addresses.c.person_id, *columns).where(addresses.c.person_id.in_(person_ids))
    for row in connection.execute(of_these.order_by(addresses.c.id)):
        found[row[0]] += (Reached(*row[1:]),)
    return found


@dataclass(frozen=True, slots=True)
class Shared:
    """How many consultations both take part in, and how many committees both sit on."""

    consultations: int
    committees: int


def find_shared(connection: Connection, one: int, other: int) -> Shared:
    first, second = participations.alias("first"), participations.alias("second")
    seat, chair = members.alias("seat"), members.alias("chair")
    voted = select(func.count()).where(
        first.c.person_id == one, second.c.person_id == other, first.c.consultation_id == second.c.consultation_id
    )
    sat = select(func.count()).where(
        seat.c.person_id == one, chair.c.person_id == other, seat.c.committee_id == chair.c.committee_id,
        seat.c.ended_at.is_(None), chair.c.ended_at.is_(None),
    )  # fmt: skip
    return Shared(*connection.execute(select(voted.scalar_subquery(), sat.scalar_subquery())).one())
