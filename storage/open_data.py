"""Rows of which the published data of a consultation are made."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select

from storage.published import is_given, is_published
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
    stands_in: str
    """Folio of the one that it was grouped into; empty: it stands for itself."""
    created_at: datetime
    supports: int


def list_proposed(connection: Connection, consultation_id: int) -> list[ProposedRow]:
    of_it, root = supports.c.proposal_id == proposals.c.id, proposals.alias("root")
    voices = select(func.count()).where(of_it, is_given).correlate(proposals).scalar_subquery()
    statement: Select[Any] = (
        select(
            proposals.c.participation_id,
            proposals.c.folio,
            proposals.c.topic,
            proposals.c.text,
            proposals.c.neighbourhood_key,
            *(func.coalesce(neighbourhoods.c[name], "") for name in ("name", "kind", "quadrant")),
            proposals.c.status,
            func.coalesce(root.c.folio, ""),
            proposals.c.created_at,
            voices,
        )
        .join(neighbourhoods, neighbourhoods.c.key == proposals.c.neighbourhood_key, isouter=True)
        .join(root, root.c.id == proposals.c.grouped_into, isouter=True)
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
