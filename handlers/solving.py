"""The clock of a chat that is to be resolved: what an act changes of it, as columns of its row."""

from datetime import datetime, timedelta
from typing import Any

from civic.solving import SolveClock
from handlers.world import World
from storage.chats import Chat

Columns = dict[str, Any]


def starts(world: World, department: str, now: datetime) -> Columns:
    """Of a chat that is opened."""
    return _columns(world, department, SolveClock(world.hours, world.calendar, timedelta(0), now), now)


def rests(world: World, chat: Chat, now: datetime) -> Columns:
    """We had the last word: the time that the resident takes is not ours."""
    clock = _clock_of(world, chat)
    return _columns(world, chat.department, clock.rests(now), now) if clock else {}


def runs(world: World, chat: Chat, now: datetime, department: str | None = None) -> Columns:
    """Somebody waits for us. `department`: that it goes to, whose target holds from now on."""
    clock = _clock_of(world, chat)
    return _columns(world, chat.department if department is None else department, clock.runs(now), now) if clock else {}


def sleeps(world: World, chat: Chat, now: datetime, until: datetime) -> Columns:
    """The resident asked for a later day: it runs again from then on."""
    clock = _clock_of(world, chat)
    return _columns(world, chat.department, clock.sleeps(now, until), now) if clock else {}


def wakes(world: World, chat: Chat, now: datetime) -> Columns:
    """The day that the resident had asked for is not waited for."""
    return runs(world, chat, now) if chat.solve_since and chat.solve_since > now else {}


def ends(world: World, chat: Chat, now: datetime) -> Columns:
    """How long it took stands; late is what was due before."""
    clock = _clock_of(world, chat)
    if clock is None:
        return {}
    late = chat.is_solve_late or bool(chat.solve_due_at and chat.solve_due_at < now)
    return {**_columns(world, chat.department, clock.rests(now), now), "is_solve_late": late}


def _clock_of(world: World, chat: Chat) -> SolveClock | None:
    """None: it is not measured."""
    if chat.solve_seconds is None:
        return None
    return SolveClock(world.hours, world.calendar, timedelta(seconds=chat.solve_seconds), chat.solve_since)


def _columns(world: World, department: str, clock: SolveClock, now: datetime) -> Columns:
    """Another day, and who must know is told of that one as of the first."""
    target = world.solve_within(department)
    return {
        "solve_seconds": round(clock.used.total_seconds()),
        "solve_since": clock.since,
        "solve_due_at": clock.due_at(target, now) if target else None,
        "solve_warned_at": None,
    }
