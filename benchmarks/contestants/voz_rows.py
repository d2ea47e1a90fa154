"""Rows in bulk for our store: residents parked in mid-talk like a model one, and complaints of years past."""

from datetime import UTC, datetime

from sqlalchemy import insert, select

from storage.ids import Ids
from storage.store import Connection
from storage.tables import addresses, complaint_reporters, complaints, people, sessions

_BLOCK = 10_000
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


def store_complaints(connection: Connection, count: int, ids: Ids) -> None:
    """Complaints of one resident of long ago, over three hundred neighbourhoods and ten categories."""
    if not count:
        return
    someone = connection.execute(select(people.c.id).limit(1)).scalar_one()
    for start in range(0, count, _BLOCK):
        rows = [_complaint(ids.new(), number, someone) for number in range(start, min(start + _BLOCK, count))]
        connection.execute(insert(complaints), rows)
        reporters = [
            {"complaint_id": row["id"], "person_id": someone, "anonymous": False, "text": "", "joined_at": _OLD}
            for row in rows
        ]
        connection.execute(insert(complaint_reporters), reporters)


def _complaint(row_id: int, number: int, someone: int) -> dict[str, object]:
    return {
        "id": row_id, "folio": f"OLD-{number}", "person_id": someone, "anonymous": False, "category": f"c{number % 10}",
        "text": "Está muy mal y ya van dos meses así", "neighbourhood_key": f"10005-{number % 300:04d}",
        "latitude": None, "longitude": None, "place": "", "public_work_key": "", "status": "received",
        "account": "telegram:1", "created_at": _OLD,
    }  # fmt: skip
