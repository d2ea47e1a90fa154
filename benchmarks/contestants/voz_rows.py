"""Rows in bulk for our store: residents parked in mid-talk like a model one, complaints of years past, a broadcast."""

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
from sqlalchemy import func, insert, literal, select

from civic.message import Message, Priority
from storage.ids import Ids
from storage.store import Connection
from storage.tables import addresses, complaint_reporters, complaints, outbox, people, sessions

_BLOCK = 1_000
_OLD = datetime(2025, 1, 1, tzinfo=UTC)


def park(connection: Connection, model: int, parked: range, ids: Ids) -> None:
    """Give each of `parked` an address, a person and a session that are copies of the model's."""
    address = connection.execute(select(addresses).where(addresses.c.value == str(model))).one()._mapping
    person = connection.execute(select(people).where(people.c.id == address["person_id"])).one()._mapping
    session = connection.execute(select(sessions).where(sessions.c.person_id == person["id"])).one()._mapping
    for start in range(parked.start, parked.stop, _BLOCK):
        chats = range(start, min(start + _BLOCK, parked.stop))
        persons = {chat: ids.new() for chat in chats}
        connection.execute(insert(people), [{**person, "id": persons[chat]} for chat in chats])
        connection.execute(insert(sessions), [{**session, "person_id": persons[chat]} for chat in chats])
        rows = [
            {**address, "id": ids.new(), "person_id": persons[chat], "value": str(chat), "reply_to": str(chat)}
            for chat in chats
        ]
        connection.execute(insert(addresses), rows)


def know(connection: Connection, account: str, chats: Sequence[int], ids: Ids) -> None:
    """Give each chat an address and a person who wants what committees are told."""
    person = {
        "kind": "resident", "language": "es", "name": "", "neighbourhood_key": "", "notice_version": "2026-11",
        "notice_at": _OLD, "folio_notices": True, "consultation_notices": True, "committee_notices": True, "programme_notices": False,
        "paused_until": None, "created_at": _OLD,
    }  # fmt: skip
    address = {"account": account, "kind": "telegram", "name": "", "state": "active", "created_at": _OLD}
    for start in range(0, len(chats), _BLOCK):
        persons = {chat: ids.new() for chat in chats[start : start + _BLOCK]}
        connection.execute(insert(people), [{**person, "id": person_id} for person_id in persons.values()])
        rows = [
            {**address, "id": ids.new(), "person_id": person_id, "value": str(chat), "reply_to": str(chat)}
            for chat, person_id in persons.items()
        ]
        connection.execute(insert(addresses), rows)


def plan(connection: Connection, account: str, words: str, chats: Sequence[int], ids: Ids) -> None:
    """Queue one message for everybody whom `know` knows, in one statement."""
    now = datetime.now(UTC)
    row = {
        "account": account, "priority": Priority.BROADCAST, "purpose": "committee",
        "body": msgspec.json.encode(Message(text=words)).decode(), "inbox_id": None, "chat_epoch": 0,
        "repeatable": False, "state": "queued", "hold": "", "not_before": now, "attempts": 0, "parts_sent": 0,
        "worker": "", "lease_until": None, "provider_id": "", "error": "", "created_at": now, "sent_at": None,
    }  # fmt: skip
    number = ids.new() + func.row_number().over(order_by=addresses.c.id) * (1 << 22)
    rows = (
        select(number, addresses.c.id, *(literal(value, outbox.c[name].type) for name, value in row.items()))
        .join(people, people.c.id == addresses.c.person_id)
        .where(addresses.c.account == account, addresses.c.state == "active", people.c.committee_notices)
        .where(addresses.c.value.between(str(chats[0]), str(chats[-1])))
    )
    connection.execute(outbox.insert().from_select(["id", "address_id", *row], rows))


def store_complaints(connection: Connection, count: int, ids: Ids) -> None:
    """Complaints of one resident of long ago, over three hundred neighbourhoods and ten categories."""
    if not count:
        return
    someone = connection.execute(select(people.c.id).limit(1)).scalar_one()
    for start in range(0, count, _BLOCK):
        rows = [_complaint(ids.new(), number, someone) for number in range(start, min(start + _BLOCK, count))]
        connection.execute(insert(complaints), rows)
        reporters = [
            {
                "complaint_id": row["id"],
                "person_id": someone,
                "anonymous": False,
                "text": "",
                "joined_at": _OLD,
                "came_with": None,
            }
            for row in rows
        ]
        connection.execute(insert(complaint_reporters), reporters)


def _complaint(row_id: int, number: int, someone: int) -> dict[str, object]:
    return {
        "id": row_id, "folio": f"OLD-{number}", "person_id": someone, "anonymous": False, "category": f"c{number % 10}",
        "text": "Está muy mal y ya van dos meses así", "neighbourhood_key": f"10005-{number % 300:04d}",
        "latitude": None, "longitude": None, "place": "", "cell": None, "public_work_key": "", "status": "received",
        "status_at": _OLD, "department": "", "promised_on": None, "slip": "", "external_body": "", "external_folio": "",
        "duplicate_of": None, "reopened": 0, "done_at": None, "ended_at": None, "account": "telegram:1",
        "created_at": _OLD,
    }  # fmt: skip
