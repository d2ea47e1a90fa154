"""Rows of which the published data of a consultation are made."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from storage.published import is_published
from storage.tables import neighbourhoods, participations, proposals, supports


@dataclass(frozen=True, slots=True)
class ProposedRow:
    """A published proposal, with whose it is."""

    participation_id: int
    folio: str
    topic: str
    text: str
    neighbourhood_key: str
    neighbourhood: str
    kind: str
    quadrant: str
    status: str
    created_at: datetime
    supports: int


def list_proposed(connection: Connection, consultation_id: int) -> list[ProposedRow]:
    voices = select(func.count()).where(supports.c.proposal_id == proposals.c.id).correlate(proposals).scalar_subquery()
    statement = (
        select(
            proposals.c.participation_id,
            proposals.c.folio,
            proposals.c.topic,
            proposals.c.text,
            proposals.c.neighbourhood_key,
            *(func.coalesce(neighbourhoods.c[name], "") for name in ("name", "kind", "quadrant")),
            proposals.c.status,
            proposals.c.created_at,
            voices,
        )
        .join(neighbourhoods, neighbourhoods.c.key == proposals.c.neighbourhood_key, isouter=True)
        .where(proposals.c.consultation_id == consultation_id, is_published)
    )
    return [ProposedRow(*row) for row in connection.execution_options(yield_per=1000).execute(statement)]


@dataclass(frozen=True, slots=True)
class PartRow:
    """That somebody takes part."""

    id: int
    source: str
    account: str


def list_parts(connection: Connection, consultation_id: int) -> list[PartRow]:
    statement = select(participations.c.id, participations.c.source, participations.c.account).where(
        participations.c.consultation_id == consultation_id
    )
    return [PartRow(*row) for row in connection.execution_options(yield_per=1000).execute(statement)]
