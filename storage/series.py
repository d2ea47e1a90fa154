"""What is sent again and again: as written, for whom it is off, and what became of each of its times."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from civic.series import Occurrence
from storage.dialect import insert_missing, locked, upsert
from storage.tables import committees, occurrences, series, series_off


@dataclass(frozen=True, slots=True)
class Kept:
    key: str
    document: str
    is_on: bool
    since: datetime | None
    by: str
    approved_by: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Came:
    """One time of a series."""

    series_key: str
    due_at: datetime
    """As its rule names it, also where a holiday puts it off."""
    state: Occurrence
    why: str
    by: str
    broadcasts: int
    made_at: datetime


_series = select(*(series.c[field.name] for field in fields(Kept)))
_occurrences = select(*(occurrences.c[field.name] for field in fields(Came)))


def _came(row: Any) -> Came:
    return Came(**{**row._mapping, "state": Occurrence(row.state)})


def save_series(connection: Connection, kept: Kept) -> None:
    """A new one, or in the place of the one with this key."""
    upsert(connection, series, [{field.name: getattr(kept, field.name) for field in fields(Kept)}], ("key",))


def find_series(connection: Connection, key: str) -> Kept | None:
    """Locked."""
    row = connection.execute(locked(connection, _series.where(series.c.key == key))).first()
    return Kept(*row) if row else None


def list_series(connection: Connection, *, only_on: bool = False) -> list[Kept]:
    wanted = _series.where(series.c.is_on) if only_on else _series
    return [Kept(*row) for row in connection.execute(wanted.order_by(series.c.key))]


def change_series(connection: Connection, key: str, **columns: Any) -> None:
    connection.execute(update(series).where(series.c.key == key).values(columns))


def switch_off(connection: Connection, key: str, committee_id: int, by: str, now: datetime) -> None:
    row = {"series_key": key, "committee_id": committee_id, "by": by, "at": now}
    insert_missing(connection, series_off, [row], ("series_key", "committee_id"))


def switch_on(connection: Connection, key: str, committee_id: int) -> None:
    this = (series_off.c.series_key == key) & (series_off.c.committee_id == committee_id)
    connection.execute(delete(series_off).where(this))


def list_off(connection: Connection, key: str) -> list[str]:
    """Keys of the committees that do not get it."""
    off = select(committees.c.key).join(series_off, series_off.c.committee_id == committees.c.id)
    return list(connection.execute(off.where(series_off.c.series_key == key).order_by(committees.c.key)).scalars())


def add_occurrence(connection: Connection, came: Came) -> bool:
    """False when it was seen to before, by staff or by another leader. Whoever calls holds the series."""
    if find_occurrence(connection, came.series_key, came.due_at):
        return False
    row = {field.name: getattr(came, field.name) for field in fields(Came)}
    connection.execute(insert(occurrences), {**row, "state": came.state.value})
    return True


def find_occurrence(connection: Connection, key: str, due_at: datetime) -> Came | None:
    this = (occurrences.c.series_key == key) & (occurrences.c.due_at == due_at)
    row = connection.execute(_occurrences.where(this)).first()
    return _came(row) if row else None


def list_seen_to(connection: Connection, since: datetime) -> dict[tuple[str, datetime], Occurrence]:
    """Times later than that which were seen to already, of whichever series."""
    later = _occurrences.where(occurrences.c.due_at > since)
    return {(row.series_key, row.due_at): Occurrence(row.state) for row in connection.execute(later)}


def list_skipped(connection: Connection, key: str, since: datetime) -> set[datetime]:
    skipped = (occurrences.c.series_key == key) & (occurrences.c.state == Occurrence.SKIPPED.value)
    later = select(occurrences.c.due_at).where(skipped & (occurrences.c.due_at > since))
    return set(connection.execute(later).scalars())


def note_broadcasts(connection: Connection, key: str, due_at: datetime, state: Occurrence, many: int) -> None:
    this = (occurrences.c.series_key == key) & (occurrences.c.due_at == due_at)
    connection.execute(update(occurrences).where(this).values(state=state.value, broadcasts=many))


def last_seen_to(connection: Connection, key: str) -> datetime | None:
    """The latest of its times whose turn came; those that staff skip, mostly ahead of their time, do not count."""
    past = (occurrences.c.series_key == key) & (occurrences.c.state != Occurrence.SKIPPED.value)
    found: datetime | None = connection.execute(select(func.max(occurrences.c.due_at)).where(past)).scalar()
    return found


def list_occurrences(connection: Connection, key: str, most: int) -> list[Came]:
    """The latest first."""
    rows = connection.execute(
        _occurrences.where(occurrences.c.series_key == key).order_by(occurrences.c.due_at.desc()).limit(most)
    )
    return [_came(row) for row in rows]
