"""The life of a complaint: where it can stand, which moves are allowed, to whom, and where words are owed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from civic.moves import MoveNotAllowed, WordsMissing


class Status(StrEnum):
    """Where a complaint stands. What people read is the phrase `complaint_<status>`."""

    RECEIVED = "received"
    UNDER_REVIEW = "under_review"
    REFERRED = "referred"  # turned over to a department
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"  # for the resident's answer
    FORWARDED = "forwarded"  # to another body, whose own folio is kept
    DONE = "done"  # staff say so; those it concerns are asked
    CONFIRMED = "confirmed"  # those it concerns say so
    UNCONFIRMED = "unconfirmed"  # they were asked and not enough of them answered
    PARTLY_DONE = "partly_done"
    CLOSED = "closed"  # without repair
    NOT_COMPETENT = "not_competent"  # passed on, never refused
    DUPLICATE = "duplicate"
    CANCELLED = "cancelled"
    REOPEN_REQUESTED = "reopen_requested"  # somebody it concerns says that it is not fixed
    REOPENED = "reopened"


class Actor(StrEnum):
    RESIDENT = "resident"  # one whom it concerns
    STAFF = "staff"
    CLOCK = "clock"  # a rule about votes or time


OPEN = frozenset(
    {
        Status.RECEIVED,
        Status.UNDER_REVIEW,
        Status.REFERRED,
        Status.SCHEDULED,
        Status.IN_PROGRESS,
        Status.WAITING,
        Status.FORWARDED,
        Status.DONE,
        Status.REOPEN_REQUESTED,
        Status.REOPENED,
    }
)
"""Something is still to come. Every other status is an outcome, and each outcome is a figure of its own: what was closed
is never counted as fixed."""
OVERDUE = OPEN - {Status.DONE, Status.WAITING}
"""What can be late: not what is done and others have to say so, nor what waits for them to answer first."""
OUTCOMES = tuple(status for status in Status if status not in OPEN)
JOINABLE = OPEN - {Status.DONE}
"""Who finds the same fault may add their voice. What is said to be done is reported anew: it may be another fault."""

SIMILAR_WITHIN = timedelta(days=90)
"""How far back a similar open complaint is looked for."""


@dataclass(frozen=True, slots=True)
class Move:
    """Who may make it, and who of them owes an explanation."""

    by: frozenset[Actor]
    says: frozenset[Actor] = frozenset()


_STAFF = Move(frozenset({Actor.STAFF}))
_STAFF_SAYS = Move(frozenset({Actor.STAFF}), says=frozenset({Actor.STAFF}))
_RESIDENT = Move(frozenset({Actor.RESIDENT}))
_RULE = Move(frozenset({Actor.CLOCK}))
_BACK = Move(frozenset({Actor.RESIDENT, Actor.CLOCK}))
_ANYBODY = Move(frozenset(Actor))
_WITHDRAWN = Move(frozenset({Actor.STAFF, Actor.RESIDENT}), says=frozenset({Actor.STAFF}))

_WORK = {
    Status.UNDER_REVIEW: _STAFF,
    Status.REFERRED: _STAFF,
    Status.SCHEDULED: _STAFF,
    Status.IN_PROGRESS: _STAFF,
    Status.WAITING: _STAFF_SAYS,
    Status.FORWARDED: _STAFF_SAYS,
}
_ENDS = {
    Status.DONE: _STAFF_SAYS,
    Status.PARTLY_DONE: _STAFF_SAYS,
    Status.CLOSED: _STAFF_SAYS,
    Status.NOT_COMPETENT: _STAFF_SAYS,
    Status.DUPLICATE: _STAFF,
    Status.CANCELLED: _WITHDRAWN,
}
_AGAIN = {Status.REOPEN_REQUESTED: _RESIDENT, Status.REOPENED: _STAFF_SAYS}


def _without(moves: Mapping[Status, Move], gone: Status) -> dict[Status, Move]:
    return {to: move for to, move in moves.items() if to is not gone}


MOVES: Mapping[Status, Mapping[Status, Move]] = {
    Status.RECEIVED: _WORK | _ENDS,
    Status.UNDER_REVIEW: _without(_WORK, Status.UNDER_REVIEW) | _ENDS,
    Status.REFERRED: _WORK | _ENDS | {Status.REFERRED: _STAFF_SAYS},
    Status.SCHEDULED: _WORK | _ENDS | {Status.SCHEDULED: _STAFF_SAYS},
    Status.IN_PROGRESS: _without(_WORK, Status.IN_PROGRESS) | _ENDS,
    Status.WAITING: dict.fromkeys(JOINABLE - {Status.WAITING, Status.REOPEN_REQUESTED}, _BACK)
    | {Status.UNDER_REVIEW: _ANYBODY}
    | _ENDS,
    Status.FORWARDED: _WORK | _ENDS | {Status.FORWARDED: _STAFF_SAYS},
    Status.DONE: {
        Status.CONFIRMED: _RULE,
        Status.UNCONFIRMED: _RULE,
        Status.PARTLY_DONE: _RULE,
        Status.REOPEN_REQUESTED: _RESIDENT,
        Status.REOPENED: _STAFF_SAYS,
    },
    Status.CONFIRMED: _AGAIN,
    Status.UNCONFIRMED: _AGAIN | {Status.CONFIRMED: _RULE, Status.PARTLY_DONE: _RULE},
    Status.PARTLY_DONE: _AGAIN | {Status.DONE: _STAFF_SAYS, Status.CONFIRMED: _RULE},
    Status.CLOSED: _AGAIN,
    Status.NOT_COMPETENT: _AGAIN,
    Status.DUPLICATE: {Status.UNDER_REVIEW: _STAFF_SAYS},
    Status.CANCELLED: {Status.REOPENED: _STAFF_SAYS},
    Status.REOPEN_REQUESTED: {
        Status.REOPENED: _STAFF_SAYS,
        Status.DONE: _STAFF_SAYS,
        Status.PARTLY_DONE: _STAFF_SAYS,
        Status.CLOSED: _STAFF_SAYS,
        Status.NOT_COMPETENT: _STAFF_SAYS,
        Status.CANCELLED: _WITHDRAWN,
    },
    Status.REOPENED: _WORK | _ENDS,
}


@dataclass(frozen=True, slots=True)
class StatusChanged:
    before: Status
    after: Status
    by: Actor
    note: str
    at: datetime

    @property
    def ends(self) -> bool:
        return self.after not in OPEN

    @property
    def reopens(self) -> bool:
        """Not the way back to it from a question."""
        return self.after is Status.REOPENED and self.before is not Status.WAITING


def moves_of(status: Status, by: Actor) -> list[Status]:
    """Where `by` may move a complaint that stands at `status`, in the order of the statuses."""
    return [to for to in Status if to in MOVES[status] and by in MOVES[status][to].by]


def move_to(status: Status, to: Status, *, by: Actor, note: str, at: datetime) -> StatusChanged:
    """Raises MoveNotAllowed, WordsMissing."""
    move = MOVES[status].get(to)
    if move is None or by not in move.by:
        raise MoveNotAllowed(status, to, by, moves_of(status, by))
    if by in move.says and not note.strip():
        raise WordsMissing(to)
    return StatusChanged(status, to, by, note.strip(), at)
