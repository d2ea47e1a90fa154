"""What a municipality sends again and again, as staff wrote it down."""

from dataclasses import dataclass
from enum import StrEnum

from civic.broadcast import Content
from civic.consent import Purpose
from civic.recurrence import Shift


class SeriesKind(StrEnum):
    NOTICE = "notice"  # the same words each time, to an audience
    SHEET = "sheet"  # what became of a neighbourhood in a week, to its committees
    PROGRESS = "progress"  # how a public work stands, to the committees that watch it


class Occurrence(StrEnum):
    """What became of one time of a series."""

    SENT = "sent"
    SKIPPED = "skipped"  # staff said so, with a reason
    LATE = "late"  # the program did not run in time
    EMPTY = "empty"  # there was nobody to send it to


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    key: str
    title: str
    kind: SeriesKind
    rule: str
    shift: Shift = Shift.KEEP
    late_hours: int
    """From when on a time that was missed is let go; and after which nobody gets it any more."""
    committee_kinds: tuple[str, ...] = ()
    """Of sheets and progress: whose committees get it."""
    audience: str = ""
    """Of a notice: its key."""
    purpose: Purpose = Purpose.COMMITTEE
    content: Content | None = None
    """Of a notice."""
