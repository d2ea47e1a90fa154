"""Complaints about works and services."""

from datetime import timedelta
from enum import StrEnum


class ComplaintStatus(StrEnum):
    """Where a complaint stands. What a resident reads is the phrase `complaint_<status>`."""

    RECEIVED = "received"


CLOSED: tuple[ComplaintStatus, ...] = ()
"""Statuses in which a complaint no longer takes joiners."""

SIMILAR_WITHIN = timedelta(days=90)
"""How far back a similar open complaint is looked for."""
