"""What staff do with programmes: publish them; who asked to be reminded hears of a day that was moved."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from civic.programme import Programme, ProgrammeDate
from civic.series import Occurrence
from handlers.programmes import in_force, key_of, programmes_from, tell_of_change
from handlers.staff.finding import NotPossible
from handlers.world import World
from storage.documents import DocumentRevision, Kind, add_document, find_document
from storage.series import Came, add_occurrence, list_seen_to
from storage.store import Connection


@dataclass(frozen=True, slots=True)
class ProgrammePublication:
    programmes: tuple[Programme, ...]
    number: int
    is_new: bool
    """False: exactly this document is in force already."""
    moved: int
    """Days that are others now, of which who asked for it is told."""


def publish(
    connection: Connection, world: World, document: str, why: str, staff: str, now: datetime
) -> ProgrammePublication:
    """It holds from the next message on. Raises Unreadable, Refused, NotPossible."""
    made = programmes_from(document, world.hours.zone)
    before = find_document(connection, Kind.PROGRAMMES, to_hold=True)
    digest = hashlib.sha256(document.encode()).hexdigest()
    if before and before.sha256 == digest:
        return ProgrammePublication(made, before.number, is_new=False, moved=0)
    known = {one.id: one for one in in_force(connection, world)}
    moved = [
        (programme, one)
        for programme in made
        for one in programme.dates
        if programme.id in known and (old := known[programme.id].date(one.id)) and old.day != one.day
    ]
    if moved and not why.strip():
        raise NotPossible("Cambian días que ya se dijeron a los vecinos. Escriba por qué.")
    number = before.number + 1 if before else 1
    by = f"staff:{staff}"[:80]
    revision = DocumentRevision(Kind.PROGRAMMES, number, document, digest, by, why.strip(), now)
    add_document(connection, revision)
    for programme, one in moved:
        tell_of_change(connection, world, programme, one, number, now)
    return ProgrammePublication(made, number, is_new=True, moved=len(moved))


@dataclass(frozen=True, slots=True)
class Reminder:
    """One that is still to come."""

    programme: Programme
    one: ProgrammeDate
    days: int
    """So many before the day."""
    due_at: datetime
    is_seen_to: bool
    """It was skipped."""


def list_reminders(connection: Connection, world: World, now: datetime) -> list[Reminder]:
    """The next first."""
    seen = list_seen_to(connection, now)
    ahead = [
        Reminder(programme, one, days, due_at, (key_of(programme, one), due_at) in seen)
        for programme in in_force(connection, world)
        for one in programme.dates
        for days, due_at in one.reminders(world.update_hour, world.hours.zone)
        if due_at > now
    ]
    return sorted(ahead, key=lambda reminder: (reminder.due_at, reminder.programme.id))


def skip(
    connection: Connection, world: World, programme: str, date: str, days: int, why: str, staff: str, now: datetime
) -> datetime:
    """One reminder that does not leave, with the reason; when it would have. Raises NotPossible."""
    if not why.strip():
        raise NotPossible("Escriba por qué se omite.")
    find_document(connection, Kind.PROGRAMMES, to_hold=True)
    asked = (programme, date, days)
    found = [one for one in list_reminders(connection, world, now) if (one.programme.id, one.one.id, one.days) == asked]
    if not found:
        raise NotPossible("Ese recordatorio ya salió, o ya no está en el programa.")
    due_at = found[0].due_at
    by = f"staff:{staff}"[:80]
    skipped = Came(key_of(found[0].programme, found[0].one), due_at, Occurrence.SKIPPED, why.strip(), by, 0, now)
    if not add_occurrence(connection, skipped):
        raise NotPossible("Ese recordatorio ya se había omitido.")
    return due_at
