"""What staff set at the desk over the settings and the flows that ship. Nothing is ever changed or taken away: the newest
row of a key holds, and going back is one more."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from storage.dialect import insert_new
from storage.tables import overrides


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """`after`: the one before it, 0 where there was none. `value`: JSON; empty for what is again as it ships."""

    id: int
    kind: str
    key: str
    after: int
    value: str
    staff: str
    at: datetime


_rows = select(*(overrides.c[field.name] for field in fields(Override)))
_newest = select(func.max(overrides.c.id)).group_by(overrides.c.kind, overrides.c.key)


def list_in_force(connection: Connection) -> list[Override]:
    """Each key's newest, by kind and key; those that were taken back are not among them."""
    in_force = _rows.where(overrides.c.id.in_(_newest), overrides.c.value != "")
    return [_override(row) for row in connection.execute(in_force.order_by(overrides.c.kind, overrides.c.key))]


def find_newest(connection: Connection, kind: str, key: str) -> Override | None:
    """Also one that was taken back."""
    row = connection.execute(_rows.where(_is(kind, key)).order_by(overrides.c.id.desc()).limit(1)).first()
    return _override(row) if row else None


def list_versions(connection: Connection, kind: str, key: str = "", *, most: int) -> list[Override]:
    """The newest first. Without a key: of all."""
    which = _is(kind, key) if key else overrides.c.kind == kind
    rows = connection.execute(_rows.where(which).order_by(overrides.c.id.desc()).limit(most))
    return [_override(row) for row in rows]


def find_override(connection: Connection, override_id: int) -> Override | None:
    row = connection.execute(_rows.where(overrides.c.id == override_id)).first()
    return _override(row) if row else None


def add_override(connection: Connection, override: Override) -> bool:
    """False: somebody else set it meanwhile, and nothing was added."""
    row = {field.name: getattr(override, field.name) for field in fields(Override)}
    return insert_new(connection, overrides, row, ("kind", "key", "after"))


def _is(kind: str, key: str) -> ColumnElement[bool]:
    return (overrides.c.kind == kind) & (overrides.c.key == key)


def _override(row: Row[Any]) -> Override:
    return Override(**row._mapping)
