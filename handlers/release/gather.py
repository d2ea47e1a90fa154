"""From the rows of a consultation to its published tables."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from civic.answers import splits_people
from civic.consultation import Consultation, Published, Source
from civic.coverage import asked
from civic.field_sheet import SOURCES
from civic.figures import figures
from civic.neighbourhood import Neighbourhood
from civic.open_data import (
    Proposed,
    Taking,
    answers_table,
    people_table,
    places_table,
    proposals_table,
    statements_table,
    vote_tables,
)
from civic.proposal import ProposalStatus
from civic.table import Table
from handlers.outcome import answers_by_question
from handlers.world import World
from storage import results
from storage.breakdowns import channel_of, list_said
from storage.open_data import PartRow, list_parts, list_proposed
from storage.places import list_neighbourhoods
from storage.store import Connection

_HOW = {Source.CHAT.value: "chat"} | {source.value: word for word, source in SOURCES.items()}
_BY = {"paper": "papel"}
"""Channels that have a Spanish name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """All rows that count, as they are: who is who can still be told from them."""

    made: Consultation
    revision: int
    places: Sequence[Neighbourhood]
    proposed: Sequence[tuple[int, Proposed]]
    """Each with the participation it is of."""
    parts: Sequence[PartRow]
    said: Mapping[str, Mapping[int, str]]
    """To personal questions, by question and participation."""
    answers: Sequence[tuple[str, str]]
    stances: Mapping[str, Mapping[str, int]]
    ballots: Sequence[str]
    marks: Sequence[str]


@dataclass(frozen=True)
class Release:
    """What anybody may have."""

    made: Consultation
    revision: int
    tables: Sequence[Table]
    """First the data, then the figures that follow from them."""

    @cached_property
    def by_name(self) -> Mapping[str, Table]:
        return {table.name: table for table in self.tables}


def gather(connection: Connection, world: World, published: Published) -> Gathered:
    made = published.consultation
    statuses = {status.value: world.phrase(f"proposal_{status}", "es") for status in ProposalStatus}
    return Gathered(
        made=made,
        revision=published.revision,
        places=asked(made, list_neighbourhoods(connection)),
        proposed=list_proposed(connection, published.id, statuses, world.hours.zone),
        parts=list_parts(connection, published.id),
        said={one.id: list_said(connection, published.id, one.id) for one in made.questions if splits_people(one)},
        answers=results.list_answers(connection, published.id),
        stances=results.count_stances(connection, published.id),
        ballots=results.list_ballots(connection, published.id),
        marks=results.list_marks(connection, published.id),
    )


def release_of(gathered: Gathered) -> Release:
    """Touches no database: it may run in a thread of its own. Raises `civic.ballot.ChoiceRefused`."""
    made = gathered.made
    data = [
        proposals_table(one for _, one in gathered.proposed),
        places_table(gathered.places),
        people_table(_taking(gathered), gathered.said),
        answers_table(made, answers_by_question(gathered.answers)),
        statements_table(made, gathered.stances),
        *(vote_tables([json.loads(choice) for choice in gathered.ballots], gathered.marks) if made.paper else ()),
    ]
    return Release(made, gathered.revision, (*data, *figures(made, {table.name: table for table in data})))


def _taking(gathered: Gathered) -> list[Taking]:
    proposals, supports = Counter[int](), Counter[int]()
    for participation_id, one in gathered.proposed:
        proposals[participation_id] += 1
        supports[participation_id] += one.supports
    return [
        Taking(
            (_HOW[part.source], _BY.get(channel_of(part.account), channel_of(part.account))),
            {question: said[part.id] for question, said in gathered.said.items() if part.id in said},
            proposals[part.id],
            supports[part.id],
        )
        for part in gathered.parts
    ]
