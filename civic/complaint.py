"""Complaints about works and services."""

from datetime import timedelta
from enum import StrEnum


class ComplaintStatus(StrEnum):
    """Where a complaint stands. The label is what a resident reads."""

    RECEIVED = "received"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {ComplaintStatus.RECEIVED: "Recibido, en espera de revisión"}

CLOSED: tuple[ComplaintStatus, ...] = ()
"""Statuses in which a complaint no longer takes joiners."""

SIMILAR_WITHIN = timedelta(days=90)
"""How far back a similar open complaint is looked for."""
