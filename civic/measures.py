"""What is counted of a day, and how long things take in steps that can be added up."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from enum import StrEnum


class Cut(StrEnum):
    """By what the figures of a day are told apart, besides department and part of town."""

    ALL = "all"
    CHANNEL = "channel"
    NEIGHBOURHOOD = "neighbourhood"
    HOUR = "hour"
    WEEKDAY = "weekday"


EVERYWHERE = "*"
"""In place of a department and a part of town: all of them together, for who may see all."""


TOGETHER = (Cut.ALL, Cut.CHANNEL, Cut.HOUR, Cut.WEEKDAY)
"""Cuts that are also kept so. Of a neighbourhood few departments have anything: that would save nothing."""


class Count(StrEnum):
    """Each is a number of one day, and of many days the sum."""

    OPENED = "opened"
    """Chats: somebody asked for a person."""
    BACK = "back"
    """Those of them that came within a week of the end of that resident's last one."""
    HEARD = "heard"
    """Messages of residents while a person had the chat, or was to have it."""
    SAID = "said"
    """Messages of people of ours in chats."""
    FIRST = "first"
    FIRST_LATE = "first_late"
    FOLLOWING = "following"
    """Later answers to somebody who waited."""
    FOLLOWING_LATE = "following_late"
    CLOSED = "closed"
    SOLVED = "solved"
    """Closed by people of ours, after an answer at least."""
    SOLVED_LATE = "solved_late"
    RATED = "rated"
    GOOD = "good"
    FAIR = "fair"
    BAD = "bad"
    COMPLAINTS = "complaints"
    REOPENED = "reopened"
    CONFIRMED = "confirmed"
    """By neighbours, that it is fixed."""
    UNCONFIRMED = "unconfirmed"
    """They were asked and not enough of them answered."""
    ENDED = "ended"
    """Complaints, with any outcome."""
    KEPT = "kept"
    """Promised times of complaints."""
    MISSED = "missed"
    PROPOSALS = "proposals"


class Span(StrEnum):
    """What takes a while. Each has a count of the same name, and as many steps as there are edges, and one more."""

    FIRST = "first"
    FOLLOWING = "following"
    SOLVED = "solved"


EDGES = (1, 2, 3, 5, 8, 12, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 540, 720, 1080, 1440, 2160, 4320)
"""Minutes of office time: a step reaches up to its edge, the last one on without end. From 3 minutes on no edge is more
than twice the one before; a quantile is told as the edge that it lies within, so never too small."""
STEPS = len(EDGES) + 1


def step_name(span: Span, number: int) -> str:
    return f"{span.value}_{number}"


STEP_NAMES: Mapping[Span, Sequence[str]] = {span: [step_name(span, n) for n in range(STEPS)] for span in Span}
NAMES = (*(count.value for count in Count), *(name for names in STEP_NAMES.values() for name in names))


def step_of(took: timedelta) -> int:
    """Which step a duration falls into."""
    minutes = took / timedelta(minutes=1)
    return next((number for number, edge in enumerate(EDGES) if minutes <= edge), len(EDGES))


def within(steps: Sequence[int], share: float) -> int | None:
    """The smallest edge within which at least `share` of them lie, in minutes; 0: beyond the last one; None: there are none."""
    total, reached = sum(steps), 0
    for number, many in enumerate(steps):
        reached += many
        if total and reached >= share * total - 1e-9:
            return EDGES[number] if number < len(EDGES) else 0
    return None
