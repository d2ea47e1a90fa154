"""Who asked to be reminded of a programme's days."""

from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from storage.dialect import insert_missing
from storage.tables import programme_subscriptions


def subscribe(connection: Connection, programme: str, person_id: int, now: datetime) -> None:
    row = {"programme": programme, "person_id": person_id, "since": now}
    insert_missing(connection, programme_subscriptions, [row], ("programme", "person_id"))


def unsubscribe(connection: Connection, programme: str, person_id: int) -> None:
    theirs = (programme_subscriptions.c.programme == programme) & (programme_subscriptions.c.person_id == person_id)
    connection.execute(delete(programme_subscriptions).where(theirs))


def is_subscribed(connection: Connection, programme: str, person_id: int) -> bool:
    theirs = (programme_subscriptions.c.programme == programme) & (programme_subscriptions.c.person_id == person_id)
    return connection.execute(select(programme_subscriptions.c.since).where(theirs)).first() is not None


def count_subscribers(connection: Connection) -> dict[str, int]:
    """By programme."""
    column = programme_subscriptions.c.programme
    return {row[0]: row[1] for row in connection.execute(select(column, func.count()).group_by(column))}


def join_subscriptions(connection: Connection, from_person: int, to_person: int) -> None:
    """One person was known as two."""
    asked = select(programme_subscriptions.c.programme, programme_subscriptions.c.since).where(
        programme_subscriptions.c.person_id == from_person
    )
    for row in connection.execute(asked).all():
        subscribe(connection, row.programme, to_person, row.since)
    connection.execute(delete(programme_subscriptions).where(programme_subscriptions.c.person_id == from_person))
