"""What is published of consultations, as it was counted last."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from storage.tables import release_tables, releases


@dataclass(frozen=True, slots=True)
class Kept:
    consultation_id: int
    revision: int
    document: str
    """What was asked, as JSON."""
    sha256: str
    topics_picture: str
    """Its name in the pictures folder; empty: there is none."""
    places_picture: str
    made_at: datetime


Content = tuple[str, str]
"""A table's name, and its rows as JSON."""


def find_release(connection: Connection, consultation_id: int) -> Kept | None:
    row = connection.execute(select(releases).where(releases.c.consultation_id == consultation_id)).first()
    return Kept(*row) if row else None


def list_tables(connection: Connection, consultation_id: int, names: Collection[str] = ()) -> list[Content]:
    """In their order; `names`: only these."""
    theirs = select(release_tables.c.name, release_tables.c.content).where(
        release_tables.c.consultation_id == consultation_id
    )
    if names:
        theirs = theirs.where(release_tables.c.name.in_(names))
    return [(row.name, row.content) for row in connection.execute(theirs.order_by(release_tables.c.position))]


def save_release(connection: Connection, kept: Kept, tables: Sequence[Content]) -> None:
    """In place of the one before."""
    for table in (release_tables, releases):
        connection.execute(delete(table).where(table.c.consultation_id == kept.consultation_id))
    connection.execute(insert(releases), {column.name: getattr(kept, column.name) for column in releases.columns})
    rows = [
        {"consultation_id": kept.consultation_id, "name": name, "position": position, "content": content}
        for position, (name, content) in enumerate(tables)
    ]
    connection.execute(insert(release_tables), rows)
