"""The municipality's programmes as published, and who asked to be reminded of their days."""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from storage.dialect import insert_missing, locked
from storage.tables import programme_revisions, programme_subscriptions


@dataclass(frozen=True, slots=True)
class ProgrammeRevision:
    number: int
    document: str
    sha256: str
    by: str
    why: str
    published_at: datetime


_revisions = select(*(programme_revisions.c[field.name] for field in fields(ProgrammeRevision)))
_newest = _revisions.order_by(programme_revisions.c.number.desc()).limit(1)


def find_programmes(connection: Connection, *, to_hold: bool = False) -> ProgrammeRevision | None:
    """Those in force. `to_hold`: nobody else acts on them before this commit."""
    row = connection.execute(locked(connection, _newest) if to_hold else _newest).first()
    return ProgrammeRevision(*row) if row else None


def add_programmes(connection: Connection, revision: ProgrammeRevision) -> None:
    row = {field.name: getattr(revision, field.name) for field in fields(ProgrammeRevision)}
    connection.execute(insert(programme_revisions), row)


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
