"""Each time of each series is seen to once: sent, or marked with why not."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from civic.document import Unreadable, read_document
from civic.document_table import Refused
from civic.recurrence import LONGEST_CLOSURE, Recurrence, Time
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

Seen = Mapping[tuple[str, datetime], Occurrence]
"""What became of times, by series and as its rule names them."""


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
        for one in due:
            outcome = see_to(connection, world, series, one, now)
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


def seen_lately(connection: Connection, now: datetime) -> Seen:
    """Of every series, what may still be put off to a time to come, and what is ahead."""
    return stored.list_seen_to(connection, now - LONGEST_CLOSURE)


def times_ahead(world: World, series: Series, now: datetime, seen: Seen) -> Iterator[tuple[Time, bool]]:
    """Those still to come, and whether staff skip it. One that left is not there again because its day was closed since."""
    for one in recurrence_of(series, world).times_after(now):
        state = seen.get((series.key, one.named))
        if state in (None, Occurrence.SKIPPED):
            yield one, state is not None


def _due(connection: Connection, world: World, held: Kept, series: Series, now: datetime) -> list[Time]:
    """Its times since it was switched on that nobody has seen to, up to now."""
    since = held.since or now
    seen = stored.last_seen_to(connection, held.key) or since - LONGEST_CLOSURE
    skipped = stored.list_skipped(connection, held.key, seen)
    due: list[Time] = []
    for one in recurrence_of(series, world).times_after(max(since, seen)):
        if one.due > now or len(due) == _MOST:
            break
        if one.named > seen and one.named not in skipped:
            due.append(one)
    return due


def see_to(connection: Connection, world: World, series: Series, one: Time, now: datetime) -> Occurrence | None:
    """None when it was seen to before."""
    late = now - one.due > timedelta(hours=series.late_hours)
    state = Occurrence.LATE if late else Occurrence.SENT
    why = "the service did not run in time" if late else ""
    if not stored.add_occurrence(connection, Came(series.key, one.named, state, why, "clock", 0, now)):
        return None
    if not late:
        sent = _send(connection, world, series, one, now)
        state = Occurrence.SENT if sent else Occurrence.EMPTY
        stored.note_broadcasts(connection, series.key, one.named, state, sent)
    return state


def _send(connection: Connection, world: World, series: Series, time: Time, now: datetime) -> int:
    """How many broadcasts were made of it."""
    named, local = (at.astimezone(world.hours.zone) for at in (time.named, time.due))
    said = sayings(connection, world, series, time.due)
    for number, one in enumerate(said, 1):
        made = Made(
            key=f"{series.key}-{named:%Y%m%d-%H%M}-{number}",
            title=f"{series.title}, {local:%Y-%m-%d}{f', {one.about}' if one.about else ''}",
            audience=one.audience,
            purpose=one.purpose,
            content=one.content,
            ends_by=time.due + timedelta(hours=series.late_hours),
        )
        send(connection, world, made, "clock", now)
    return len(said)
