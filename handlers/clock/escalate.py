"""Terms that run out: who must know is told, those it concerns see it."""

from collections.abc import Mapping
from datetime import datetime

from civic.charter import Step
from civic.updates import Subject
from handlers.hand import Hand, clock_hand
from handlers.world import World
from storage import promises
from storage.incidents import note_incident
from storage.promises import Running
from storage.store import Connection

_MOST = 100


def escalate(connection: Connection, now: datetime, *, world: World) -> Mapping[str, int]:
    """Every promise whose next level has come, a level at a time; `more`: others may be waiting."""
    due = promises.list_to_escalate(connection, now, _MOST)
    hand = clock_hand(connection, world, now)
    for promise in due:
        _escalate(hand, promise)
    hand.ledger.save(connection)
    return {"escalated": len(due), "more": int(len(due) == _MOST)}


def _escalate(hand: Hand, promise: Running) -> None:
    """After a day without power several levels may have come at once: the highest is said."""
    charter, step = hand.world.charter, Step(promise.step)
    level, following = promise.level, _next(hand, promise, promise.level)
    while following and following[1] <= hand.now:
        level, following = following[0], _next(hand, promise, following[0])
    hand.ledger.change("promises", promise.id, level=level, next_at=following[1] if following else None)
    role = charter.role(level, promise.department)
    hand.record(Subject.COMPLAINT, promise.complaint_id, f"late_{step}_{level}", role)
    if level >= 100 and step is Step.SOLVE and not promise.slip:  # what staff gave as a reason stays
        hand.ledger.change("complaints", promise.complaint_id, slip=hand.world.phrase("slip_late", "es"))
    note_incident(hand.ledger, "late", hand.now, f"{promise.folio} {step} {level} % {role}")


def _next(hand: Hand, promise: Running, after: int) -> tuple[int, datetime] | None:
    return hand.world.charter.next_escalation(
        Step(promise.step), promise.made_at, promise.category, promise.department, after=after
    )
