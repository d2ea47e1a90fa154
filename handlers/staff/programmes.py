"""What staff do with programmes: publish them; who asked to be reminded hears of a day that was moved."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from civic.programme import Programme
from handlers.programmes import in_force, programmes_from, tell_of_change
from handlers.staff.finding import NotPossible
from handlers.world import World
from storage.documents import DocumentRevision, Kind, add_document, find_document
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
        raise NotPossible("days that residents were told are others now: say why with --why")
    number = before.number + 1 if before else 1
    by = f"staff:{staff}"[:80]
    revision = DocumentRevision(Kind.PROGRAMMES, number, document, digest, by, why.strip(), now)
    add_document(connection, revision)
    for programme, one in moved:
        tell_of_change(connection, world, programme, one, number, now)
    return ProgrammePublication(made, number, is_new=True, moved=len(moved))
