"""What a committee agreed is reminded of before it is due and when it is; staff see what is late."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from civic.message import Message
from civic.updates import TEMPLATES
from handlers.committee_notice import notify
from handlers.hand import Hand, clock_hand
from handlers.spoken import spoken_day
from handlers.world import World
from storage import committees, meetings
from storage.incidents import note_incident
from storage.meetings import Agreement
from storage.signals import announce
from storage.store import Connection

_AHEAD = timedelta(days=3)
_MOST = 100
BEFORE, ON_THE_DAY, LATE = 1, 2, 3
"""How far the reminding of an agreement has come."""


def remind_agreements(connection: Connection, now: datetime, *, world: World) -> Mapping[str, int]:
    """Those who see to it, once before and once on the day, however often this runs. `more`: others may be waiting."""
    today = world.calendar.local_day(now)
    hand = clock_hand(connection, world, now)
    due = [
        *meetings.list_to_remind(connection, today - timedelta(days=1), [0, BEFORE, ON_THE_DAY], _MOST),
        *meetings.list_to_remind(connection, today, [0, BEFORE], _MOST),
        *meetings.list_to_remind(connection, today + _AHEAD, [0], _MOST),
    ]
    seen: dict[int, tuple[Agreement, str]] = {}
    for agreement, name in due:
        seen.setdefault(agreement.id, (agreement, name))
    for agreement, name in seen.values():
        _remind(hand, agreement, name, late=agreement.due_on < today, on_the_day=agreement.due_on == today)
    reminded = hand.ledger.count("outbox")
    hand.ledger.save(connection)
    if reminded:
        announce(connection)
    return {"reminded": reminded, "more": int(len(due) >= _MOST)}


def _remind(hand: Hand, agreement: Agreement, committee: str, *, late: bool, on_the_day: bool) -> None:
    level = LATE if late else ON_THE_DAY if on_the_day else BEFORE
    meetings.change_agreement(hand.connection, agreement.id, reminded=level)
    if late:
        note_incident(hand.ledger, "late", hand.now, f"agreement {agreement.id} of {committee}, due {agreement.due_on}")
        return
    sitting = committees.list_members(hand.connection, agreement.committee_id)
    own = [one for one in sitting if one.id == agreement.member_id] or sitting
    notify(hand, [one.person_id for one in own], lambda language: _reminder(hand.world, agreement, committee, language))


def _reminder(world: World, agreement: Agreement, committee: str, language: str) -> Message:
    values = {"committee": committee, "text": agreement.text.rstrip("."), "day": spoken_day(agreement.due_on, language)}
    return Message(
        text=world.phrase("agreement_due", language, **values),
        template=TEMPLATES["agreement"],
        values=tuple(values.values()),
        language=language,
    )
