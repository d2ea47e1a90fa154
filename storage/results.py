"""What came of a consultation, counted from its rows: the same numbers whichever way they are asked."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Select, func, select

from civic.proposal import ProposalStatus
from storage.dialect import first
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

NO_PLACE = ""
"""The key and kind of what names no neighbourhood of the catalogue."""


@dataclass(frozen=True, slots=True)
class Totals:
    participants: int
    proposals: int
    """Published, those held back left out."""
    held: int
    supports: int
    places: Mapping[str, int]
    """Neighbourhoods with a proposal, by kind as the catalogue has it."""
    answers: int
    stances: int
    ballots: int


def totals(connection: Connection, consultation_id: int) -> Totals:
    own = proposals.c.consultation_id == consultation_id
    made = select(proposals.c.id).where(own)
    return Totals(
        participants=_count(connection, select(participations.c.id).where(_taking_part(consultation_id))),
        proposals=_count(connection, made.where(is_published)),
        held=_count(connection, made.where(proposals.c.status == ProposalStatus.HELD.value)),
        supports=_count(connection, _of(supports.c.participation_id, consultation_id).where(is_given)),
        places=_places(connection, consultation_id),
        answers=_count(connection, _of(survey_answers.c.participation_id, consultation_id)),
        stances=_count(connection, _of(stances.c.participation_id, consultation_id)),
        ballots=_count(connection, _of(ballots.c.participation_id, consultation_id)),
    )


def _taking_part(consultation_id: int) -> ColumnElement[bool]:
    return participations.c.consultation_id == consultation_id


def _of(column: ColumnElement[int], consultation_id: int) -> Select[Any]:
    """Rows of the participations of a consultation."""
    return select(column).join(participations, participations.c.id == column).where(_taking_part(consultation_id))


def _count(connection: Connection, rows: Select[Any]) -> int:
    return int(connection.execute(select(func.count()).select_from(rows.subquery())).scalar_one())


def _places(connection: Connection, consultation_id: int) -> Mapping[str, int]:
    named = (
        select(neighbourhoods.c.kind, func.count(proposals.c.neighbourhood_key.distinct()))
        .join(neighbourhoods, neighbourhoods.c.key == proposals.c.neighbourhood_key)
        .where(proposals.c.consultation_id == consultation_id, is_published)
        .group_by(neighbourhoods.c.kind)
        .order_by(neighbourhoods.c.kind)
    )
    return {str(kind): int(count) for kind, count in connection.execute(named)}


@dataclass(frozen=True, slots=True)
class Line:
    """`label`: a topic, a neighbourhood's key, a channel, a day."""

    label: str
    people: int
    proposals: int
    supports: int


def breakdown(connection: Connection, consultation_id: int, by: str, zone: ZoneInfo) -> list[Line]:
    """Published proposals, most first. `by`: `topic`, `neighbourhood`, `kind`, `channel`, `source` or `day`. The proposals of
    all lines add up to the total, whatever it is broken down by; who proposed under two of them is in both."""
    of_it = supports.c.proposal_id == proposals.c.id
    voices = select(func.count()).where(of_it, is_given).correlate(proposals).scalar_subquery()
    rows = connection.execute(
        select(
            proposals.c.topic,
            proposals.c.neighbourhood_key,
            func.coalesce(neighbourhoods.c.kind, NO_PLACE).label("kind"),
            proposals.c.account,
            participations.c.source,
            proposals.c.created_at,
            proposals.c.participation_id,
            voices.label("voices"),
        )
        .join(participations, participations.c.id == proposals.c.participation_id)
        .join(neighbourhoods, neighbourhoods.c.key == proposals.c.neighbourhood_key, isouter=True)
        .where(proposals.c.consultation_id == consultation_id, is_published)
        .execution_options(yield_per=1000)
    )
    label = _LABELS[by]
    people: dict[str, set[int]] = {}
    made: Counter[str] = Counter()
    supported: Counter[str] = Counter()
    for row in rows:
        name = label(row, zone)
        people.setdefault(name, set()).add(row.participation_id)
        made[name] += 1
        supported[name] += row.voices
    lines = [Line(name, len(people[name]), count, supported[name]) for name, count in made.items()]
    return sorted(lines, key=lambda line: (line.label,) if by == "day" else (-line.proposals, line.label))


_LABELS: Mapping[str, Callable[[Any, ZoneInfo], str]] = {
    "topic": lambda row, _: row.topic,
    "neighbourhood": lambda row, _: row.neighbourhood_key,
    "kind": lambda row, _: row.kind,
    "channel": lambda row, _: row.account.partition(":")[0],
    "source": lambda row, _: row.source,
    "day": lambda row, zone: row.created_at.astimezone(zone).date().isoformat(),
}
BREAKDOWNS = tuple(_LABELS)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many neighbourhoods of a kind have a published proposal, of those in use in the catalogue."""

    kind: str
    covered: int
    all: int


def coverage(connection: Connection, consultation_id: int) -> list[Coverage]:
    """By kind, the largest first."""
    heard = _heard(consultation_id)
    statement = (
        select(
            neighbourhoods.c.kind,
            func.count().filter(neighbourhoods.c.key.in_(heard)),
            func.count(),
        )
        .where(neighbourhoods.c.retired.is_(None))
        .group_by(neighbourhoods.c.kind)
        .order_by(func.count().desc(), neighbourhoods.c.kind)
    )
    return [Coverage(*row) for row in connection.execute(statement)]


def list_unheard(connection: Connection, consultation_id: int, kind: str, most: int) -> list[tuple[str, str, str]]:
    """Neighbourhoods without a proposal, for the next visit: key, name, kind."""
    statement = select(neighbourhoods.c.key, neighbourhoods.c.name, neighbourhoods.c.kind).where(
        neighbourhoods.c.retired.is_(None), neighbourhoods.c.key.not_in(_heard(consultation_id))
    )
    if kind:
        statement = statement.where(func.lower(neighbourhoods.c.kind) == kind.lower())
    ordered = statement.order_by(neighbourhoods.c.kind, neighbourhoods.c.name, neighbourhoods.c.key)
    return [(row.key, row.name, row.kind) for row in connection.execute(first(ordered, most))]


def _heard(consultation_id: int) -> Select[tuple[str]]:
    return select(proposals.c.neighbourhood_key).where(proposals.c.consultation_id == consultation_id, is_published)


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
        .where(_taking_part(consultation_id), survey_answers.c.value != "null")
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
