"""What came of a consultation, counted from its rows: the same numbers whichever way they are asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from civic.proposal import ProposalStatus
from storage.published import is_given, is_published
from storage.tables import (
    ballot_marks,
    ballots,
    neighbourhoods,
    participations,
    proposals,
    stances,
    supports,
    survey_answers,
)

SKIPPED = "null"
"""The value of a question that somebody would not answer, as JSON."""


@dataclass(frozen=True, slots=True)
class Totals:
    participants: int
    proposals: int
    """Published ones."""
    held: int
    """Those that wait for a person to read them."""
    supports: int
    """Of published proposals."""
    places: Mapping[str, int]
    """Neighbourhoods with a proposal, by kind as the catalogue has it."""
    answers: int
    """Skipped questions left out."""
    stances: int
    ballots: int


_behind = supports.c.proposal_id == proposals.c.id


def totals(connection: Connection, consultation_id: int) -> Totals:
    own = proposals.c.consultation_id == consultation_id
    given = select(survey_answers.c.participation_id).where(survey_answers.c.value != SKIPPED)
    supported = select(supports.c.proposal_id).join(proposals, _behind).where(_proposed(consultation_id), is_given)
    return Totals(
        participants=_count(connection, select(participations.c.id).where(_taking_part(consultation_id))),
        proposals=_count(connection, select(proposals.c.id).where(_proposed(consultation_id))),
        held=_count(connection, select(proposals.c.id).where(own, proposals.c.status == ProposalStatus.HELD.value)),
        supports=_count(connection, supported),
        places=_places(connection, consultation_id),
        answers=_count(connection, given.join(participations).where(_taking_part(consultation_id))),
        stances=_count(connection, _of(stances.c.participation_id, consultation_id)),
        ballots=_count(connection, _of(ballots.c.participation_id, consultation_id)),
    )


def _taking_part(consultation_id: int) -> ColumnElement[bool]:
    return participations.c.consultation_id == consultation_id


def _proposed(consultation_id: int) -> ColumnElement[bool]:
    return (proposals.c.consultation_id == consultation_id) & is_published


def _of(column: ColumnElement[int], consultation_id: int) -> Select[Any]:
    """Rows of the participations of a consultation."""
    return select(column).join(participations, participations.c.id == column).where(_taking_part(consultation_id))


def _count(connection: Connection, rows: Select[Any]) -> int:
    return int(connection.execute(select(func.count()).select_from(rows.subquery())).scalar_one())


def _places(connection: Connection, consultation_id: int) -> Mapping[str, int]:
    named = (
        select(neighbourhoods.c.kind, func.count(proposals.c.neighbourhood_key.distinct()))
        .join(neighbourhoods, neighbourhoods.c.key == proposals.c.neighbourhood_key)
        .where(_proposed(consultation_id))
        .group_by(neighbourhoods.c.kind)
        .order_by(neighbourhoods.c.kind)
    )
    return {str(kind): int(count) for kind, count in connection.execute(named)}


def list_heard(connection: Connection, consultation_id: int) -> set[str]:
    """Keys of the neighbourhoods with a published proposal."""
    keys = select(proposals.c.neighbourhood_key).where(_proposed(consultation_id)).distinct()
    return set(connection.execute(keys).scalars())


def count_stances(connection: Connection, consultation_id: int) -> Mapping[str, Mapping[str, int]]:
    """By statement, then by stance."""
    found: dict[str, dict[str, int]] = {}
    statement = (
        select(stances.c.statement_id, stances.c.stance, func.count())
        .join(participations, participations.c.id == stances.c.participation_id)
        .where(_taking_part(consultation_id))
        .group_by(stances.c.statement_id, stances.c.stance)
    )
    for statement_id, stance, count in connection.execute(statement):
        found.setdefault(statement_id, {})[stance] = int(count)
    return found


def list_answers(connection: Connection, consultation_id: int) -> list[tuple[str, str]]:
    """Each answer to the questionnaire: the question's id and the JSON value, skipped ones left out."""
    statement = (
        select(survey_answers.c.question_id, survey_answers.c.value)
        .join(participations, participations.c.id == survey_answers.c.participation_id)
        .where(_taking_part(consultation_id), survey_answers.c.value != SKIPPED)
    )
    return [(row.question_id, row.value) for row in connection.execute(statement)]


def list_ballots(connection: Connection, consultation_id: int) -> list[str]:
    """Each as it was cast, a JSON list of option ids, in an order that says nothing of who cast it."""
    statement = (
        select(ballots.c.choice)
        .join(participations, participations.c.id == ballots.c.participation_id)
        .where(_taking_part(consultation_id))
        .order_by(ballots.c.choice)
    )
    return list(connection.execute(statement).scalars())


def list_marks(connection: Connection, consultation_id: int) -> list[str]:
    """Of the receipts of all ballots, in their own order."""
    own = ballot_marks.c.consultation_id == consultation_id
    return list(connection.execute(select(ballot_marks.c.mark).where(own).order_by(ballot_marks.c.mark)).scalars())
