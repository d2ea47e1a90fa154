"""Rows of which the published data of a consultation are made."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from civic.open_data import Proposed
from storage.published import is_given, is_published
from storage.tables import neighbourhoods, participations, proposals, supports


def list_proposed(
    connection: Connection, consultation_id: int, statuses: Mapping[str, str], zone: ZoneInfo
) -> list[tuple[int, Proposed]]:
    """Published ones, each with the participation it is of. `statuses`: in words."""
    of_it, root = supports.c.proposal_id == proposals.c.id, proposals.alias("root")
    voices = select(func.count()).where(of_it, is_given).correlate(proposals).scalar_subquery()
    statement = (
        select(
            proposals,
            *(
                func.coalesce(neighbourhoods.c[name], "").label(f"place_{name}")
                for name in ("name", "kind", "quadrant")
            ),
            func.coalesce(root.c.folio, "").label("stands_in"),
            voices.label("voices"),
        )
        .join(neighbourhoods, neighbourhoods.c.key == proposals.c.neighbourhood_key, isouter=True)
        .join(root, root.c.id == proposals.c.grouped_into, isouter=True)
        .where(proposals.c.consultation_id == consultation_id, is_published)
    )
    rows = connection.execution_options(yield_per=1000).execute(statement)
    return [(row.participation_id, _proposed(row, statuses[row.status], zone)) for row in rows]


def _proposed(row: Any, status: str, zone: ZoneInfo) -> Proposed:
    return Proposed(
        folio=row.folio,
        topic=row.topic,
        text=row.text,
        neighbourhood_key=row.neighbourhood_key,
        neighbourhood=row.place_name,
        kind=row.place_kind,
        quadrant=row.place_quadrant,
        status=status,
        stands_in=row.stands_in,
        progress=row.progress,
        answer=row.answer,
        cost=row.cost,
        law=row.law,
        public_work_key=row.public_work_key,
        commitment=row.commitment,
        day=row.created_at.astimezone(zone).date().isoformat(),
        supports=row.voices,
    )


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
