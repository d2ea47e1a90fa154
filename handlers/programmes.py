"""The programmes in force, and the reminders of their days, each once."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from civic.audience import Audience
from civic.consent import Purpose
from civic.document import read_document
from civic.programme import Programme, ProgrammeDate
from civic.programme_document import read_programmes
from civic.series import Occurrence
from handlers.broadcast.made import Made, send
from handlers.series.words import LANGUAGES, carried
from handlers.spoken import spoken_day
from handlers.world import World
from storage import programmes, series
from storage.documents import Kind, find_document
from storage.series import Came
from storage.store import Connection

LATE = timedelta(hours=24)
"""A reminder that is later than this is none."""


@lru_cache(maxsize=4)
def programmes_from(document: str, zone: ZoneInfo) -> tuple[Programme, ...]:
    """Raises Unreadable, Refused."""
    return read_programmes(read_document(document), zone)


def in_force(connection: Connection, world: World) -> tuple[Programme, ...]:
    found = find_document(connection, Kind.PROGRAMMES)
    return programmes_from(found.document, world.hours.zone) if found else ()


def remind_of_programmes(connection: Connection, now: datetime, *, world: World) -> Mapping[str, int]:
    """Whose days come. They are taken from what is published now: a day that was moved is reminded of anew."""
    held = find_document(connection, Kind.PROGRAMMES, to_hold=True)
    counts = {"sent": 0, "late": 0}
    for programme in programmes_from(held.document, world.hours.zone) if held else ():
        for one in programme.dates:
            for days, due_at in one.reminders(world.update_hour, world.hours.zone):
                missed = now - due_at > LATE
                if due_at > now or (missed and held and due_at <= held.published_at):
                    continue
                state = _see_to(connection, world, programme, one, days, due_at, now, missed=missed)
                counts["sent"] += state is Occurrence.SENT
                counts["late"] += state is Occurrence.LATE
    return counts


def _see_to(
    connection: Connection,
    world: World,
    programme: Programme,
    one: ProgrammeDate,
    days: int,
    due_at: datetime,
    now: datetime,
    *,
    missed: bool,
) -> Occurrence | None:
    """None when it was seen to before."""
    key = key_of(programme, one)
    state = Occurrence.LATE if missed else Occurrence.SENT
    why = "the service did not run in time" if missed else ""
    if not series.add_occurrence(connection, Came(key, due_at, state, why, "clock", 0, now)):
        return None
    if not missed and not programmes.count_subscribers(connection).get(programme.id):
        state = Occurrence.EMPTY
        series.note_broadcasts(connection, key, due_at, state, 0)
    elif not missed:
        phrase = phrase_for(days)
        _tell(connection, world, programme, one, f"{one.id}-{due_at:%Y%m%d}", phrase, now, until=due_at + LATE)
        series.note_broadcasts(connection, key, due_at, state, 1)
    return state


def tell_of_change(
    connection: Connection, world: World, programme: Programme, one: ProgrammeDate, revision: int, now: datetime
) -> None:
    """Who asked to be reminded, and may have been told another day."""
    if programmes.count_subscribers(connection).get(programme.id):
        _tell(connection, world, programme, one, f"{one.id}-r{revision}", "programme_moved", now, until=None)


def key_of(programme: Programme, one: ProgrammeDate) -> str:
    """Of the times of its reminders."""
    return f"programme/{programme.id}/{one.id}"


def phrase_for(days: int) -> str:
    """So many days before."""
    return "programme_today" if days == 0 else "programme_soon"


def texts_of(world: World, programme: Programme, one: ProgrammeDate, phrase: str) -> dict[str, str]:
    """What is said of a day, by language."""
    return {language: world.phrase(phrase, language, **_told(programme, one, language)) for language in LANGUAGES}


def _told(programme: Programme, one: ProgrammeDate, language: str) -> dict[str, str]:
    return {"programme": programme.name, "text": one.text.rstrip("."), "day": spoken_day(one.day, language)}


def _tell(
    connection: Connection,
    world: World,
    programme: Programme,
    one: ProgrammeDate,
    suffix: str,
    phrase: str,
    now: datetime,
    *,
    until: datetime | None,
) -> None:
    texts = texts_of(world, programme, one, phrase)
    made = Made(
        key=f"programa-{programme.id}-{suffix}",
        title=f"{programme.name}: {one.text}"[:80],
        audience=Audience(programmes=(programme.id,), purpose=Purpose.PROGRAMME),
        purpose=Purpose.PROGRAMME,
        content=carried(world, "programme", texts, tuple(_told(programme, one, "es").values())),
        ends_by=until,
    )
    send(connection, world, made, "clock", now)
