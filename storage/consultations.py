"""Consultations as published, and what residents did in them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from storage.dialect import first, locked
from storage.published import is_given, is_published
from storage.tables import (
    ballot_marks,
    ballots,
    consultation_revisions,
    consultations,
    participations,
    proposals,
    registrations,
    stances,
    supports,
    survey_answers,
)


@dataclass(frozen=True, slots=True)
class InForce:
    """Which revision of a consultation holds."""

    id: int
    key: str
    revision: int
    closed_at: datetime | None


_in_force = select(
    consultations.c.id, consultations.c.key, consultations.c.revision, consultations.c.closed_at
).order_by(consultations.c.id)


def list_in_force(connection: Connection) -> tuple[InForce, ...]:
    """All that were ever published, oldest first."""
    return tuple(InForce(*row) for row in connection.execute(_in_force).all())


def find_in_force(connection: Connection, key: str) -> InForce | None:
    """Locked until the commit."""
    row = connection.execute(locked(connection, _in_force.where(consultations.c.key == key))).first()
    return InForce(*row) if row else None


@dataclass(frozen=True, slots=True)
class Revision:
    """As published, never edited."""

    consultation_id: int
    number: int
    document: str
    sha256: str
    by: str
    why: str
    published_at: datetime


def list_revisions(connection: Connection, consultation_id: int) -> list[Revision]:
    """Oldest first."""
    theirs = consultation_revisions.c.consultation_id == consultation_id
    statement = select(consultation_revisions).where(theirs).order_by(consultation_revisions.c.number)
    return [Revision(*row) for row in connection.execute(statement).all()]


def get_document(connection: Connection, consultation_id: int, number: int) -> str:
    this = (consultation_revisions.c.consultation_id == consultation_id) & (consultation_revisions.c.number == number)
    return str(connection.execute(select(consultation_revisions.c.document).where(this)).scalar_one())


def add_consultation(connection: Connection, consultation_id: int, key: str, now: datetime) -> None:
    """Its first revision is to follow."""
    row = {"id": consultation_id, "key": key, "revision": 0, "closed_at": None, "created_at": now}
    connection.execute(insert(consultations), row)


def add_revision(connection: Connection, revision: Revision) -> None:
    """It is in force from now on."""
    names = [column.name for column in consultation_revisions.columns]
    connection.execute(insert(consultation_revisions), {name: getattr(revision, name) for name in names})
    this = consultations.c.id == revision.consultation_id
    connection.execute(update(consultations).where(this).values(revision=revision.number))


def set_closed(connection: Connection, consultation_id: int, closed_at: datetime | None) -> None:
    connection.execute(update(consultations).where(consultations.c.id == consultation_id).values(closed_at=closed_at))


_participation = select(participations.c.id).where(
    participations.c.consultation_id == bindparam("consultation"), participations.c.person_id == bindparam("person")
)


def find_participation(connection: Connection, consultation_id: int, person_id: int) -> int | None:
    row = connection.execute(_participation, {"consultation": consultation_id, "person": person_id}).first()
    return int(row.id) if row else None


def list_papers(connection: Connection, consultation_id: int) -> set[str]:
    """Numbers of the sheets that were taken down already."""
    theirs = (participations.c.consultation_id == consultation_id) & participations.c.paper.is_not(None)
    return set(connection.execute(select(participations.c.paper).where(theirs)).scalars())


def count_participants(connection: Connection, consultation_id: int) -> int:
    theirs = participations.c.consultation_id == consultation_id
    return int(connection.execute(select(func.count()).where(theirs)).scalar_one())


_proposed = select(func.count()).where(proposals.c.participation_id == bindparam("participation"))
_supported = select(func.count()).where(supports.c.participation_id == bindparam("participation"), is_given)


def count_proposals(connection: Connection, participation_id: int) -> int:
    return int(connection.execute(_proposed, {"participation": participation_id}).scalar_one())


def count_supports(connection: Connection, participation_id: int) -> int:
    return int(connection.execute(_supported, {"participation": participation_id}).scalar_one())


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal as others may see it."""

    id: int
    folio: str
    text: str
    topic: str
    neighbourhood_key: str
    created_at: datetime
    supports: int
    is_own: bool


_MOST = 300
"""Of one place that are compared with a new one: the newest."""
_votes = select(func.count()).where(supports.c.proposal_id == proposals.c.id).scalar_subquery()
_as_seen = select(
    proposals.c.id,
    proposals.c.folio,
    proposals.c.text,
    proposals.c.topic,
    proposals.c.neighbourhood_key,
    proposals.c.created_at,
    _votes.label("supports"),
    (proposals.c.person_id == bindparam("person")).label("is_own"),
).where(is_published)


def list_of_place(
    connection: Connection, consultation_id: int, neighbourhood_key: str, person_id: int
) -> list[Proposed]:
    """The newest of a consultation in one neighbourhood that others may see and that stand for themselves."""
    here = _as_seen.where(
        proposals.c.consultation_id == bindparam("consultation"),
        proposals.c.neighbourhood_key == bindparam("place"),
        proposals.c.grouped_into.is_(None),
    ).order_by(proposals.c.created_at.desc())
    values = {"consultation": consultation_id, "place": neighbourhood_key, "person": person_id}
    return [Proposed(*row) for row in connection.execute(first(here, _MOST), values).all()]


def list_proposed(connection: Connection, consultation_id: int) -> list[Proposed]:
    """All of a consultation that others may see and that stand for themselves, in the order they came; nobody's own."""
    these = (proposals.c.consultation_id == bindparam("consultation")) & proposals.c.grouped_into.is_(None)
    statement = _as_seen.where(these).order_by(proposals.c.id)
    rows = connection.execute(statement, {"consultation": consultation_id, "person": None}).all()
    return [Proposed(*row) for row in rows]


def list_page(
    connection: Connection, consultation_id: int, neighbourhood_key: str, person_id: int, after: int, most: int
) -> tuple[list[Proposed], int, int]:
    """Those that came after the proposal `after`; how many came up to it; how many there are."""
    here = (
        (proposals.c.consultation_id == bindparam("consultation"))
        & (proposals.c.neighbourhood_key == bindparam("place"))
        & is_published
        & proposals.c.grouped_into.is_(None)
    )
    values = {"consultation": consultation_id, "place": neighbourhood_key, "person": person_id, "after": after}
    page = _as_seen.where(here, proposals.c.id > bindparam("after")).order_by(proposals.c.id)
    found = [Proposed(*row) for row in connection.execute(first(page, most), values).all()]
    before = func.count().filter(proposals.c.id <= bindparam("after"))
    counts = connection.execute(select(before, func.count()).where(here), values).one()
    return found, int(counts[0]), int(counts[1])


_with_place = _as_seen.add_columns(proposals.c.consultation_id, proposals.c.grouped_into)
_by_folio = _with_place.where(proposals.c.folio == bindparam("folio"))
_by_id = _with_place.where(proposals.c.id == bindparam("id"))


def find_proposed(connection: Connection, folio: str, person_id: int) -> tuple[Proposed, int | None] | None:
    """With the consultation that it belongs to. Of one that was grouped, the one that stands for it."""
    row = connection.execute(_by_folio, {"folio": folio, "person": person_id}).first()
    while row and row.grouped_into:
        row = connection.execute(_by_id, {"id": row.grouped_into, "person": person_id}).first()
    return (Proposed(*row[:-2]), row.consultation_id) if row else None


def list_supported(connection: Connection, participation_id: int, proposal_ids: Sequence[int]) -> set[int]:
    """Which of these that participation supports already."""
    theirs = (supports.c.participation_id == participation_id) & supports.c.proposal_id.in_(proposal_ids)
    return set(connection.execute(select(supports.c.proposal_id).where(theirs)).scalars())


def join_participations(connection: Connection, from_person: int, to_person: int) -> None:
    """One person was known as two: where both take part in a consultation, what the one did there becomes the other's, and
    a support that both gave counts once."""
    own, other = participations.alias("own"), participations.alias("other")
    both = select(other.c.id, own.c.id).where(
        other.c.person_id == from_person, own.c.person_id == to_person, own.c.consultation_id == other.c.consultation_id
    )
    for gone, kept in connection.execute(both).all():
        join_participation(connection, gone, kept)


def join_participation(connection: Connection, gone: int, kept: int) -> None:
    """One of two in the same consultation becomes part of the other. Nobody supports what is their own."""
    twice = select(supports.c.proposal_id).where(supports.c.participation_id == kept)
    theirs = supports.c.participation_id == gone
    connection.execute(delete(supports).where(theirs, supports.c.proposal_id.in_(twice)))
    connection.execute(update(supports).where(theirs).values(participation_id=kept))
    own = select(proposals.c.id).where(proposals.c.participation_id.in_((gone, kept)))
    connection.execute(delete(supports).where(supports.c.participation_id == kept, supports.c.proposal_id.in_(own)))
    for table, key in _OPINIONS.items():
        said = select(table.c[key]).where(table.c.participation_id == kept)
        again = table.c.participation_id == gone
        connection.execute(delete(table).where(again, table.c[key].in_(said)))
        connection.execute(update(table).where(again).values(participation_id=kept))
    _join_ballots(connection, gone, kept)
    connection.execute(update(proposals).where(proposals.c.participation_id == gone).values(participation_id=kept))
    connection.execute(delete(registrations).where(registrations.c.participation_id == gone))
    connection.execute(delete(participations).where(participations.c.id == gone))


_OPINIONS = {survey_answers: "question_id", stances: "statement_id"}


def _join_ballots(connection: Connection, gone: int, kept: int) -> None:
    """Of two ballots the one that was cast last counts."""
    rows = connection.execute(select(ballots).where(ballots.c.participation_id.in_((gone, kept)))).all()
    if rows:
        last = max(rows, key=lambda row: row.cast_at)
        connection.execute(delete(ballots).where(ballots.c.participation_id.in_((gone, kept))))
        row = {"participation_id": kept, "choice": last.choice, "cast_at": last.cast_at}
        connection.execute(insert(ballots), row)


def list_stances(connection: Connection, participation_id: int) -> dict[str, str]:
    """What somebody said to which statement."""
    theirs = stances.c.participation_id == participation_id
    rows = connection.execute(select(stances.c.statement_id, stances.c.stance).where(theirs))
    return {row.statement_id: row.stance for row in rows}


def find_ballot(connection: Connection, participation_id: int) -> list[str] | None:
    """The option ids of the ballot somebody cast."""
    row = connection.execute(select(ballots.c.choice).where(ballots.c.participation_id == participation_id)).first()
    return list(json.loads(row.choice)) if row else None


def has_mark(connection: Connection, consultation_id: int, mark: str) -> bool:
    """A ballot's receipt with this mark was given out."""
    this = (ballot_marks.c.consultation_id == consultation_id) & (ballot_marks.c.mark == mark)
    return connection.execute(select(ballot_marks.c.mark).where(this)).first() is not None
