"""The published proposals of a consultation broken down: exact, for staff."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from storage.published import is_given, is_published
from storage.results import SKIPPED
from storage.tables import neighbourhoods, participations, proposals, supports, survey_answers

BY_ANSWER = "answer:"
"""Before the id of a question."""
UNKNOWN = ""
"""The label of what names no neighbourhood, of one in no quadrant, and of who gave no answer."""


@dataclass(frozen=True, slots=True)
class Line:
    """`label`: a topic, a neighbourhood's key, a channel, a day, an answer."""

    label: str
    people: int
    proposals: int
    supports: int


Label = Callable[[Any], str]
"""Of a row of `_rows`."""


def breakdown(connection: Connection, consultation_id: int, by: str, zone: ZoneInfo) -> list[Line]:
    """Published proposals, most first. `by`: one of BREAKDOWNS, or `answer:` and the id of a question. The proposals and
    the supports of all lines add up to the totals, whatever they are broken down by; who proposed under two labels is in
    both lines."""
    label = _label(connection, consultation_id, by, zone)
    people: dict[str, set[int]] = {}
    made: Counter[str] = Counter()
    supported: Counter[str] = Counter()
    for row in connection.execution_options(yield_per=1000).execute(_rows(consultation_id)):
        name = label(row)
        people.setdefault(name, set()).add(row.participation_id)
        made[name] += 1
        supported[name] += row.voices
    lines = [Line(name, len(people[name]), count, supported[name]) for name, count in made.items()]
    return sorted(lines, key=lambda line: (line.label,) if by == "day" else (-line.proposals, line.label))


def _rows(consultation_id: int) -> Any:
    of_it = supports.c.proposal_id == proposals.c.id
    voices = select(func.count()).where(of_it, is_given).correlate(proposals).scalar_subquery()
    return (
        select(
            proposals.c.topic,
            proposals.c.neighbourhood_key,
            func.coalesce(neighbourhoods.c.kind, UNKNOWN).label("kind"),
            func.coalesce(neighbourhoods.c.quadrant, UNKNOWN).label("quadrant"),
            proposals.c.account,
            participations.c.source,
            proposals.c.created_at,
            proposals.c.participation_id,
            voices.label("voices"),
        )
        .join(participations, participations.c.id == proposals.c.participation_id)
        .join(neighbourhoods, neighbourhoods.c.key == proposals.c.neighbourhood_key, isouter=True)
        .where(proposals.c.consultation_id == consultation_id, is_published)
    )


def _label(connection: Connection, consultation_id: int, by: str, zone: ZoneInfo) -> Label:
    if by == "day":
        return lambda row: str(row.created_at.astimezone(zone).date())
    if by.startswith(BY_ANSWER):
        said = list_said(connection, consultation_id, by.removeprefix(BY_ANSWER))
        return lambda row: said.get(row.participation_id, UNKNOWN)
    return _LABELS[by]


_LABELS: Mapping[str, Label] = {
    "topic": lambda row: str(row.topic),
    "neighbourhood": lambda row: str(row.neighbourhood_key),
    "kind": lambda row: str(row.kind),
    "quadrant": lambda row: str(row.quadrant),
    "channel": lambda row: channel_of(row.account),
    "source": lambda row: str(row.source),
}


def channel_of(account: str) -> str:
    """`telegram:123` is `telegram`."""
    return account.partition(":")[0]


def list_said(connection: Connection, consultation_id: int, question_id: str) -> Mapping[int, str]:
    """What each participation answered, by its id, skipped ones left out. Who chose several is under all of them together:
    `luz + agua`."""
    statement = (
        select(survey_answers.c.participation_id, survey_answers.c.value)
        .join(participations, participations.c.id == survey_answers.c.participation_id)
        .where(
            participations.c.consultation_id == consultation_id,
            survey_answers.c.question_id == question_id,
            survey_answers.c.value != SKIPPED,
        )
    )
    return {row.participation_id: _spoken(json.loads(row.value)) for row in connection.execute(statement)}


def _spoken(value: object) -> str:
    return " + ".join(map(str, value)) if isinstance(value, list) else str(value)
