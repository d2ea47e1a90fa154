"""Every minute: broadcasts whose time has come begin, those whose time is over are cut off, those all have got are done."""

from collections.abc import Mapping
from datetime import datetime

from civic.broadcast import State
from handlers.broadcast.course import begin, cut, move
from handlers.broadcast.reach import needs_approval, reached_by
from handlers.world import World
from storage.broadcasts import Broadcast, list_sending, list_starting, list_to_cut
from storage.recipients import is_over
from storage.store import Connection


def broadcast(connection: Connection, now: datetime, *, world: World) -> Mapping[str, int]:
    starting, over, done = list_starting(connection, now), list_to_cut(connection, now), 0
    for one in starting:
        _begin(connection, world, one, now)
    for one in over:
        cut(connection, one, now)
        if one.state is State.PAUSED:
            move(connection, world, one, State.DONE, now, "clock")
    for one in list_sending(connection):
        if is_over(connection, one.id):
            move(connection, world, one, State.DONE, now, "clock")
            done += 1
    return {"begun": len(starting), "cut_off": len(over), "done": done}


def _begin(connection: Connection, world: World, one: Broadcast, now: datetime) -> None:
    """Unless so many people have come to its audience since it was scheduled that a second person must look at it."""
    if not one.approved_by:
        people = reached_by(connection, world, one, now).written_to
        if needs_approval(world, one, people):
            move(connection, world, one, State.WAITING_APPROVAL, now, "clock", note=f"{people} people")
            return
    begin(connection, world, one, now, "clock")
