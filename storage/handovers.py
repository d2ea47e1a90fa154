"""A finished work handed over to those who watched it, or refused by them."""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, insert, select

from storage.tables import handovers


@dataclass(frozen=True, slots=True)
class HandedOver:
    id: int
    committee_id: int
    public_work_key: str
    accepted: bool
    reason: str
    by: str
    at: datetime


_handovers = select(*(handovers.c[field.name] for field in fields(HandedOver)))


def add_handover(connection: Connection, handover: HandedOver) -> None:
    row = {field.name: getattr(handover, field.name) for field in fields(HandedOver)}
    connection.execute(insert(handovers), row)


def find_handover(connection: Connection, committee_id: int) -> HandedOver | None:
    """The last: what was refused once may be accepted later."""
    latest = _handovers.where(handovers.c.committee_id == committee_id).order_by(handovers.c.id.desc())
    row = connection.execute(latest.limit(1)).first()
    return HandedOver(*row) if row else None
