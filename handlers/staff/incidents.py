"""What staff must look at, and that somebody did."""

from datetime import datetime

from handlers.staff.finding import NotPossible
from storage import incidents
from storage.history import append
from storage.ids import Ids
from storage.ledger import Ledger
from storage.store import Connection


def see(
    connection: Connection, incident_id: int, *, staff: str, ids: Ids, now: datetime, channel: str = "desk"
) -> None:
    """Somebody looked at it: it leaves the list. Raises NotPossible."""
    if not incidents.close_incident(connection, incident_id, now):
        raise NotPossible(f"La incidencia {incident_id} ya no está en la lista: alguien la vio antes.")
    ledger = Ledger(ids)
    append(ledger, "incident", incident_id, "seen", by=f"staff:{staff}", now=now, account=channel)
    ledger.save(connection)
