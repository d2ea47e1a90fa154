"""Each time of each series is seen to once: sent, or marked with why not."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from civic.document import Unreadable, read_document
from civic.document_table import Refused
from civic.recurrence import Recurrence
from civic.series import Occurrence, Series
from civic.series_document import read_series
from handlers.broadcast.made import Made, send
from handlers.series.words import sayings
from handlers.world import World
from storage import incidents
from storage import series as stored
from storage.series import Came, Kept
from storage.store import Connection

_MOST = 50
"""Times seen to in one go, of one series: a long absence is not made good in one transaction."""


def run_series(connection: Connection, now: datetime, *, world: World) -> Mapping[str, int]:
    """`more`: others may be due. `unreadable`: series of which nothing leaves until somebody writes them again."""
    counts = {"sent": 0, "late": 0, "unreadable": 0, "more": 0}
    for kept in stored.list_series(connection, only_on=True):
        held = stored.find_series(connection, kept.key)
        if held is None or not held.is_on:
            continue
        try:
            series = series_from(held.document, world)
        except (Unreadable, Refused):  # what it names is here no more: a template, for one
            counts["unreadable"] += _note_unreadable(connection, world, held, now)
            continue
        due = _due(connection, world, held, series, now)
        for at in due:
            outcome = see_to(connection, world, series, at, now)
            counts["sent"] += outcome is Occurrence.SENT
            counts["late"] += outcome is Occurrence.LATE
        counts["more"] += len(due) == _MOST
    return counts


def _note_unreadable(connection: Connection, world: World, held: Kept, now: datetime) -> bool:
    """True: staff are told now. Once since it was switched on, also where somebody has looked at it since."""
    if incidents.was_opened(connection, "series", held.key, held.since or now):
        return False
    incidents.open_incident(connection, world.ids, kind="series", now=now, detail=held.key)
    return True


def series_from(document: str, world: World) -> Series:
    """Raises Unreadable, Refused."""
    return read_series(read_document(document), world.calendar, world.broadcasts.templates)


def recurrence_of(series: Series, world: World) -> Recurrence:
    return Recurrence(series.rule, world.calendar, series.shift)


def _due(connection: Connection, world: World, held: Kept, series: Series, now: datetime) -> list[datetime]:
    """Its times since it was switched on that nobody has seen to, up to now."""
    since = held.since or now
    seen = stored.last_seen_to(connection, held.key, now)
    due: list[datetime] = []
    for at in recurrence_of(series, world).after(max(since, seen or since)):
        if at > now or len(due) == _MOST:
            break
        due.append(at)
    return due


def see_to(connection: Connection, world: World, series: Series, due_at: datetime, now: datetime) -> Occurrence | None:
    """None when it was seen to before."""
    late = now - due_at > timedelta(hours=series.late_hours)
    state = Occurrence.LATE if late else Occurrence.SENT
    why = "the service did not run in time" if late else ""
    if not stored.add_occurrence(connection, Came(series.key, due_at, state, why, "clock", 0, now)):
        return None
    if not late:
        sent = _send(connection, world, series, due_at, now)
        state = Occurrence.SENT if sent else Occurrence.EMPTY
        stored.note_broadcasts(connection, series.key, due_at, state, sent)
    return state


def _send(connection: Connection, world: World, series: Series, due_at: datetime, now: datetime) -> int:
    """How many broadcasts were made of it."""
    local = due_at.astimezone(world.hours.zone)
    said = sayings(connection, world, series, due_at)
    for number, one in enumerate(said, 1):
        made = Made(
            key=f"{series.key}-{local:%Y%m%d-%H%M}-{number}",
            title=f"{series.title}, {local:%Y-%m-%d}{f', {one.about}' if one.about else ''}",
            audience=one.audience,
            purpose=one.purpose,
            content=one.content,
            ends_by=due_at + timedelta(hours=series.late_hours),
        )
        send(connection, world, made, "clock", now)
    return len(said)
