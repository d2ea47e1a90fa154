"""What staff do with a request about one's own data."""

from datetime import datetime

from civic.message import Message, Priority
from storage import outbox, person
from storage.ids import Ids
from storage.ledger import Ledger
from storage.store import Connection


class NoSuchRequest(Exception):
    """No request has this folio."""


class NotNow(Exception):
    """It cannot be done as things are; the text says why and what to do."""


def author(connection: Connection, folio: str) -> int:
    """The person who made the request. Raises NoSuchRequest."""
    request = person.find_request(connection, folio)
    if request is None:
        raise NoSuchRequest(f"no request about personal data has the folio {folio}. `voz staff incidents` lists them.")
    return request.person_id


def answer(connection: Connection, folio: str, text: str, *, staff: str, ids: Ids, now: datetime) -> None:
    """Write to them where they wrote last. Raises NoSuchRequest, NotNow."""
    person_id = author(connection, folio)
    where = person.answer_address(connection, person_id)
    if where is None:
        raise NotNow(f"the resident behind {folio} cannot be written to any more: answer by other means")
    ledger, (address_id, account) = Ledger(ids), where
    outbox.queue(
        ledger,
        Message(text=text),
        address_id=address_id,
        account=account,
        now=now,
        priority=Priority.STAFF,
        purpose="staff",
    )
    _append(ledger, person_id, "privacy_written", folio, staff, account, now)
    ledger.save(connection)


def done(connection: Connection, folio: str, *, staff: str, ids: Ids, now: datetime) -> None:
    """They have their answer, here or by other means: the law's clock stops. Raises NoSuchRequest."""
    person_id = author(connection, folio)
    ledger = Ledger(ids)
    _append(ledger, person_id, "privacy_answered", folio, staff, "", now)
    ledger.save(connection)
    person.answer_request(connection, folio, now)


def erase(connection: Connection, folio: str, *, staff: str, ids: Ids, now: datetime) -> None:
    """Take away who they are and what they wrote to us. Raises NoSuchRequest; NotNow while an answer is on its way."""
    person_id = author(connection, folio)
    if person.is_being_answered(connection, person_id):
        raise NotNow("what was written to them is still to be sent and would be lost: erase when it has been sent")
    person.erase(connection, person_id, now)
    ledger = Ledger(ids)
    _append(ledger, person_id, "erased", folio, staff, "", now)
    ledger.save(connection)
    person.answer_request(connection, folio, now)


def _append(ledger: Ledger, person_id: int, event: str, folio: str, staff: str, account: str, now: datetime) -> None:
    ledger.add(
        "history",
        subject="person",
        subject_id=person_id,
        event=event,
        by=f"staff:{staff}"[:80],
        account=account,
        note=folio,
        at=now,
    )
