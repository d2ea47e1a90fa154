"""Questions whose time is over, and silence that is asked once more."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from civic.complaint import Status
from civic.updates import Subject
from handlers.complaint import ask_if_fixed, move, settle_votes
from handlers.hand import clock_hand
from handlers.world import World
from storage import asks
from storage.asks import Ask
from storage.complaints import get_complaint
from storage.incidents import note_incident
from storage.store import Connection

_MOST = 100
_LOOK_BACK = timedelta(weeks=8)
"""After which nobody is asked once more, however long the program did not run."""


def expire_asks(connection: Connection, now: datetime, *, world: World) -> Mapping[str, int]:
    """`more`: others may be waiting."""
    over = asks.list_expired(connection, now, _MOST)
    hand = clock_hand(connection, world, now)
    for ask in over:
        hand.ledger.change("asks", ask.id, ended_at=now, ended_as="expired")
    hand.ledger.save(connection)
    for ask in over:
        if ask.kind == "question":
            _go_on_without(connection, world, now, ask)
    done = asks.list_over(connection, now, _MOST)
    for complaint_id in sorted({*done, *(ask.complaint_id for ask in over if ask.kind == "vote")}):
        settle_votes(clock_hand(connection, world, now), complaint_id)
    return {"expired": len(over), "more": int(_MOST in (len(over), len(done)))}


def _go_on_without(connection: Connection, world: World, now: datetime, ask: Ask) -> None:
    """Work goes on as it was; both sides are told."""
    hand = clock_hand(connection, world, now)
    complaint = get_complaint(connection, ask.complaint_id)
    if complaint.status is Status.WAITING:
        hand.record(Subject.COMPLAINT, complaint.id, "unanswered")
        move(hand, complaint, Status(ask.back_to))
    note_incident(hand.ledger, "unanswered", now, complaint.folio)
    hand.ledger.save(connection)


def ask_again(connection: Connection, now: datetime, *, world: World) -> Mapping[str, int]:
    """Some weeks after: those who did not say yes. `more`: others may be waiting."""
    silent = asks.list_to_ask_again(connection, now - timedelta(weeks=world.remind_weeks), now - _LOOK_BACK, _MOST)
    hand = clock_hand(connection, world, now)
    for complaint_id in silent:
        complaint = get_complaint(connection, complaint_id)
        given = asks.list_since(connection, complaint_id, complaint.done_at or now)
        content = frozenset(one.person_id for one in given if one.answer == "yes")
        ask_if_fixed(hand, complaint, round_number=2, but=content)
    hand.ledger.save(connection)
    return {"asked_again": len(silent), "more": int(len(silent) == _MOST and hand.ledger.count("asks") > 0)}
