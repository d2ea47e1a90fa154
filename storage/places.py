"""The catalogue of neighbourhoods, with versions: a retired settlement stays for history."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from civic.neighbourhood import Neighbourhood
from storage.tables import catalogue_versions, neighbourhoods


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. `version` 0: the file is the one in use, nothing was written."""

    version: int
    added: int
    changed: int
    retired: int


def list_neighbourhoods(connection: Connection, *, retired: bool = False) -> list[Neighbourhood]:
    statement = select(neighbourhoods).order_by(neighbourhoods.c.key)
    if not retired:
        statement = statement.where(neighbourhoods.c.retired.is_(None))
    return [neighbourhood_of(row) for row in connection.execute(statement)]


def neighbourhood_of(row: object) -> Neighbourhood:
    return Neighbourhood(**_row(row))


def catalogue_version(connection: Connection) -> int:
    return connection.execute(select(func.max(catalogue_versions.c.number))).scalar() or 0


def import_neighbourhoods(
    connection: Connection, catalogue: Sequence[Neighbourhood], sha256: str, now: datetime
) -> Imported:
    """Make `catalogue` the one in use. Settlements that are no longer in it are retired, never deleted."""
    number = catalogue_version(connection)
    if (
        number
        and sha256
        == connection.execute(select(catalogue_versions.c.sha256).where(catalogue_versions.c.number == number)).scalar()
    ):
        return Imported(0, 0, 0, 0)
    number += 1
    connection.execute(
        insert(catalogue_versions), {"number": number, "sha256": sha256, "rows": len(catalogue), "imported_at": now}
    )
    known = {row.key: row for row in connection.execute(select(neighbourhoods))}
    added = [one for one in catalogue if one.key not in known]
    changed = [
        one
        for one in catalogue
        if one.key in known and (neighbourhood_of(known[one.key]) != one or known[one.key].retired)
    ]
    if added:
        connection.execute(insert(neighbourhoods), [{**_row(one), "since": number, "retired": None} for one in added])
    for one in changed:
        connection.execute(
            update(neighbourhoods).where(neighbourhoods.c.key == one.key).values(**_row(one), retired=None)
        )
    gone = {key for key, row in known.items() if row.retired is None} - {one.key for one in catalogue}
    for key in gone:
        connection.execute(update(neighbourhoods).where(neighbourhoods.c.key == key).values(retired=number))
    return Imported(number, len(added), len(changed), len(gone))


def _row(one: Any) -> dict[str, Any]:
    return {field.name: getattr(one, field.name) for field in fields(Neighbourhood)}
