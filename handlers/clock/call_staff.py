"""Tells staff who are there, in their own chat with the assistant, that residents wait for them, or that a term is near.
No name, no word of anybody: counts, how long, and where to answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from civic.message import Message, Priority
from handlers.world import World
from storage import outbox
from storage.access import answerable_chats
from storage.alarms import near_for
from storage.chat_lists import waiting_for
from storage.ledger import Ledger
from storage.people import list_languages
from storage.staff import OnCall, list_on_call, note_called
from storage.store import Connection

_PATIENCE = timedelta(minutes=2)
"""So long a resident waits before anybody is called: who has the desk open answers meanwhile."""
_REST = timedelta(minutes=15)
"""Between two calls to the same person: what comes meanwhile is told together."""
_CHANNEL = "telegram"
"""WhatsApp would ask for a template and cost money."""
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Call:
    waiting: int
    waits: timedelta
    near: int
    left: timedelta


def call_staff(connection: Connection, now: datetime, *, world: World) -> Mapping[str, int]:
    """Everybody who is there and to whom there is something to tell that they were not told yet."""
    if not world.office_open(now) or not world.public_url:
        return {"called": 0}
    ledger, called = Ledger(world.ids), []
    for one in list_on_call(connection, _CHANNEL, now - _REST):
        if call := _news_for(connection, world, one, now):
            _tell(connection, ledger, world, one, call, now)
            called.append(one.id)
    note_called(connection, called, now)
    ledger.save(connection)
    return {"called": len(called)}


def _news_for(connection: Connection, world: World, one: OnCall, now: datetime) -> _Call | None:
    within, since = answerable_chats(one.access, one.name), one.called_at
    count, oldest, newest = waiting_for(connection, within, one.name, now - _PATIENCE)
    near, due_at, warned_at = near_for(connection, within, one.name, now, world.near(now))
    waits_anew = count > 0 and (since is None or newest is None or newest > since - _PATIENCE)
    near_anew = near > 0 and (since is None or warned_at is None or warned_at > since)
    if not waits_anew and not near_anew:
        return None
    return _Call(count, now - oldest if oldest else _PATIENCE, near, due_at - now if due_at else _MINUTE)


def _tell(connection: Connection, ledger: Ledger, world: World, one: OnCall, call: _Call, now: datetime) -> None:
    language = list_languages(connection, [one.person_id]).get(one.person_id, "es")
    said = []
    if call.near:
        minutes = str(max(call.left // _MINUTE, 1))
        phrase = "staff_near" if call.near > 1 else "staff_near_one"
        said.append(world.phrase(phrase, language, count=str(call.near), minutes=minutes))
    if call.waiting:
        minutes = str(call.waits // _MINUTE)
        phrase = "staff_called" if call.waiting > 1 else "staff_called_one"
        said.append(world.phrase(phrase, language, count=str(call.waiting), minutes=minutes))
    text = "\n".join([*said, f"{world.public_url}/desk/"])
    outbox.queue(
        ledger, Message(text=text, language=language), address_id=one.address_id, account=one.account, now=now,
        priority=Priority.STATUS,
    )  # fmt: skip
