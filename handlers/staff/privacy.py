"""What staff do with a request about one's own data."""

from datetime import datetime

from civic.message import Message, Priority, Topic, TopicAct
from handlers.world import StaffGroups
from storage import chats, outbox, person
from storage.chat_topics import list_threads
from storage.history import append
from storage.ids import Ids
from storage.ledger import Ledger
from storage.store import Connection


class NoSuchRequest(Exception):
    """No request has this folio."""


class NotNow(Exception):
    """It cannot be done as things are; the text says why and what to do."""


def get_request(connection: Connection, folio: str) -> person.PrivacyRequest:
    """Raises NoSuchRequest."""
    request = person.find_request(connection, folio)
    if request is None:
        raise NoSuchRequest(f"no request about personal data has the folio {folio}. `voz staff incidents` lists them.")
    return request


def answer(connection: Connection, folio: str, text: str, *, staff: str, ids: Ids, now: datetime) -> None:
    """Write to them where they wrote last. Raises NoSuchRequest, NotNow."""
    person_id = get_request(connection, folio).person_id
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
    append(ledger, "person", person_id, "privacy_written", by=f"staff:{staff}", now=now, note=folio, account=account)
    ledger.save(connection)


def done(connection: Connection, folio: str, *, staff: str, ids: Ids, now: datetime) -> None:
    """They have their answer, here or by other means: the law's clock stops. Raises NoSuchRequest."""
    person_id = get_request(connection, folio).person_id
    ledger = Ledger(ids)
    append(ledger, "person", person_id, "privacy_answered", by=f"staff:{staff}", now=now, note=folio)
    ledger.save(connection)
    person.answer_request(connection, folio, now)


def erase(
    connection: Connection, folio: str, *, staff: str, ids: Ids, now: datetime, groups: StaffGroups | None
) -> None:
    """Take away who they are and what they wrote to us. Raises NoSuchRequest; NotNow while what was written to them
    waits to be sent and nobody has said that they have their answer."""
    request = get_request(connection, folio)
    person_id = request.person_id
    if request.answered_at is None and person.is_being_answered(connection, person_id):
        raise NotNow(
            "what was written to them is still to be sent and would be lost. "
            f"When they have their answer, by whatever means: voz person done {folio}, then erase."
        )
    threads = list_threads(connection, person_id)
    if groups:
        groups.lets_go(connection, ids, person_id, now)
    person.erase(connection, person_id, now)
    chats.note_change_of(connection, ids, person_id)
    ledger = Ledger(ids)
    for group, account, thread in threads:
        gone = Message(text="", topic=Topic(act=TopicAct.DELETE, thread=thread))
        outbox.queue(ledger, gone, address_id=group, account=account, now=now, purpose="group", repeatable=True)
    append(ledger, "person", person_id, "erased", by=f"staff:{staff}", now=now, note=folio)
    ledger.save(connection)
    person.answer_request(connection, folio, now)
