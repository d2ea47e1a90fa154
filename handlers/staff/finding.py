"""What staff name, by its folio or key; why something cannot be done."""

from civic.folio import read_folio
from handlers.world import World
from storage import complaints
from storage.complaints import Complaint
from storage.consultations import InForce, find_in_force
from storage.store import Connection


class NoSuch(Exception):
    """There is nothing of this name; the text says where to look."""


class NoSuchComplaint(NoSuch):
    """No complaint has this folio."""


class NoSuchConsultation(NoSuch):
    """None was published under this key."""


class NotPossible(Exception):
    """It cannot be done as things are; the text says why and what to do."""


def get_complaint(connection: Connection, world: World, folio: str) -> Complaint:
    """However the folio is typed; locked. Raises NoSuchComplaint."""
    typed = read_folio(folio, world.folio_prefix)
    found = complaints.find_complaint(connection, str(typed)) if typed else None
    if found is None:
        raise NoSuchComplaint(f"No hay una queja con el folio {folio}.")
    return found


def get_consultation(connection: Connection, key: str) -> InForce:
    """Locked. Raises NoSuchConsultation."""
    found = find_in_force(connection, key)
    if found is None:
        raise NoSuchConsultation(f"No hay una consulta con la clave {key}.")
    return found
