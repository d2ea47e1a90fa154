"""Gives waiting chats to whoever of staff has room, may answer there and said that they are there: in turn, by load."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from civic.access import Access, Permission
from handlers.world import World
from storage import chats
from storage.chat_lists import list_unassigned
from storage.history import append
from storage.ledger import Ledger
from storage.staff import list_on_duty
from storage.store import Connection

_AT_ONCE = 200


@dataclass(slots=True)
class _OnDuty:
    name: str
    access: Access
    capacity: int
    load: int
    last_given: float
    """When they were last given one; 0: never."""

    @property
    def turn(self) -> tuple[float, float, str]:
        """Who comes first: the emptiest hands, then the longest without."""
        return (self.load / self.capacity, self.last_given, self.name)


def hand_out(connection: Connection, now: datetime, *, world: World) -> Mapping[str, int]:
    """A chat that somebody took meanwhile stays theirs. Outside of office hours nothing is given."""
    if not world.office_open(now):
        return {"given": 0}
    people = [_OnDuty(*one) for one in list_on_duty(connection)]
    ledger, given = Ledger(world.ids), 0
    for chat in list_unassigned(connection, now, _AT_ONCE) if people else ():
        there = world.neighbourhood(chat.neighbourhood_key)
        quadrant = there.quadrant if there else ""
        able = [
            one
            for one in people
            if one.load < one.capacity and one.access.may_in(Permission.ANSWER_CHATS, chat.department, quadrant)
        ]
        if not able:
            continue
        one = min(able, key=lambda each: each.turn)
        if not chats.give_if_unassigned(connection, chat.id, one.name, now):
            continue
        one.load, one.last_given, given = one.load + 1, now.timestamp() + given / 1000, given + 1
        append(ledger, "chat", chat.id, "given", by="clock", now=now, account=chat.account, note=one.name)
        ledger.add("chat_events", chat_id=chat.id)
    ledger.save(connection)
    return {"given": given}
