"""Terms of chats that are near or over: who must know is told once for each time."""

from collections.abc import Mapping
from datetime import datetime

from handlers.world import World
from storage.alarms import Term, list_near, list_overdue
from storage.history import append
from storage.incidents import note_incident
from storage.ledger import Ledger
from storage.store import Connection

_MOST = 200
_OVER = {Term.ANSWER: ("is_late", "late", "chat_late"), Term.SOLVE: ("is_solve_late", "unsolved", "chat_unsolved")}
"""The column, the event of its history, and the incident."""
_WARNED = {Term.ANSWER: "answer_warned_at", Term.SOLVE: "solve_warned_at"}


def note_late_chats(connection: Connection, now: datetime, *, world: World) -> Mapping[str, int]:
    """What is over goes into its history, to the incidents, and to pages that are open; what is near to those pages."""
    ledger = Ledger(world.ids)
    over = {term: _note_over(connection, ledger, term, now) for term in Term}
    near = [_note_near(connection, ledger, term, now, world) for term in Term]
    ledger.save(connection)
    return {
        "late_chats": over[Term.ANSWER],
        "unsolved": over[Term.SOLVE],
        "near": sum(near),
        "more": int(_MOST in (*over.values(), *near)),
    }


def _note_over(connection: Connection, ledger: Ledger, term: Term, now: datetime) -> int:
    column, event, incident = _OVER[term]
    over = list_overdue(connection, term, now, _MOST)
    for chat in over:
        ledger.change("chats", chat.id, **{column: True})
        append(ledger, "chat", chat.id, event, by="clock", now=now, account=chat.account, note=chat.staff)
        note_incident(ledger, incident, now, f"chat {chat.id} {chat.department} {chat.staff or '-'}")
        ledger.add("chat_events", chat_id=chat.id)
    return len(over)


def _note_near(connection: Connection, ledger: Ledger, term: Term, now: datetime, world: World) -> int:
    """Outside of office hours nobody is there to hurry."""
    if not world.office_open(now):
        return 0
    near = list_near(connection, term, now, world.near(now), _MOST)
    for chat in near:
        ledger.change("chats", chat.id, **{_WARNED[term]: now})
        ledger.add("chat_events", chat_id=chat.id)
    return len(near)
