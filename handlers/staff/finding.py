"""A report by its folio, as staff type it; why something cannot be done."""

from civic.folio import read_folio
from handlers.world import World
from storage import complaints
from storage.complaints import Complaint
from storage.store import Connection


class NoSuch(Exception):
    """There is nothing of this name; the text says where to look."""


class NoSuchComplaint(NoSuch):
    """No complaint has this folio."""


class NotPossible(Exception):
    """It cannot be done as things are; the text says why and what to do."""


def get_complaint(connection: Connection, world: World, folio: str) -> Complaint:
    """However the folio is typed; locked. Raises NoSuchComplaint."""
    typed = read_folio(folio, world.folio_prefix)
    found = complaints.find_complaint(connection, str(typed)) if typed else None
    if found is None:
        raise NoSuchComplaint(f"no report has the folio {folio}. `voz complaint list` shows those that are open.")
    return found
