"""The register of public works, with versions: a work that is no longer in it is retired, since complaints name it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from civic.neighbourhood import Neighbourhood
from civic.register import Register
from civic.works import PublicWork
from storage.places import Imported, neighbourhood_of
from storage.tables import (
    complaints,
    neighbourhoods,
    public_works,
    register_versions,
    work_neighbourhoods,
    work_versions,
)

_TOLD = ("name", "status", "contractor", "supervisor", "centavos", "metres", "starts_on", "ends_on", "progress")
_BETWEEN = "|"


@dataclass(frozen=True, slots=True)
class Registered:
    """A work as the register tells it, and whether it is still in it."""

    work: PublicWork
    retired: bool


@dataclass(frozen=True, slots=True)
class RegisterVersion:
    number: int
    sha256: str
    """Of the file; empty for works that were there before versions were kept."""
    imported_at: datetime


@dataclass(frozen=True, slots=True)
class Version:
    """A work as one version of the register told it."""

    number: int
    at: datetime
    """When that version was imported."""
    work: PublicWork
    retired: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Complaints that name one work. `received` is `open` and all of `ended` together."""

    received: int
    open: int
    ended: Mapping[str, int]
    """By status. Each is a figure of its own: what was closed is never counted as repaired."""


def list_works(connection: Connection) -> list[PublicWork]:
    """Those in the register, by key."""
    return [one.work for one in _registered(connection).values() if not one.retired]


def find_work(connection: Connection, key: str) -> Registered | None:
    return _registered(connection, key).get(key)


def _registered(connection: Connection, key: str | None = None) -> dict[str, Registered]:
    """All of them, the retired included, or the one."""
    places = select(work_neighbourhoods).order_by(work_neighbourhoods.c.neighbourhood_key)
    works = select(public_works).order_by(public_works.c.key)
    if key is not None:
        places, works = places.where(work_neighbourhoods.c.work_key == key), works.where(public_works.c.key == key)
    keys: dict[str, list[str]] = {}
    for place in connection.execute(places):
        keys.setdefault(place.work_key, []).append(place.neighbourhood_key)
    return {
        row.key: Registered(_work(row.key, row, keys.get(row.key, ())), row.retired is not None)
        for row in connection.execute(works)
    }


def _work(key: str, row: Row[tuple[object, ...]], neighbourhood_keys: Collection[str]) -> PublicWork:
    told = {name: getattr(row, name) for name in _TOLD}
    return PublicWork(key=key, neighbourhood_keys=tuple(sorted(neighbourhood_keys)), **told)


def list_versions(connection: Connection, key: str) -> list[Version]:
    """How the register told of a work, oldest first: one entry for each time that it changed."""
    statement = (
        select(work_versions, register_versions.c.imported_at)
        .join(register_versions, register_versions.c.number == work_versions.c.version)
        .where(work_versions.c.work_key == key)
        .order_by(work_versions.c.version)
    )
    return [
        Version(
            row.version,
            row.imported_at,
            _work(key, row, row.neighbourhood_keys.split(_BETWEEN) if row.neighbourhood_keys else ()),
            row.retired,
        )
        for row in connection.execute(statement)
    ]


def work_places(connection: Connection, keys: Collection[str]) -> Mapping[str, Neighbourhood]:
    """Neighbourhoods by key, those no longer in use included: a work may have been there when they were."""
    found = connection.execute(select(neighbourhoods).where(neighbourhoods.c.key.in_(keys)))
    return {row.key: neighbourhood_of(row) for row in found}


def complaint_figures(connection: Connection, key: str) -> Figures:
    is_open = complaints.c.ended_at.is_(None)
    rows = connection.execute(
        select(complaints.c.status, is_open.label("is_open"), func.count().label("complaints"))
        .where(complaints.c.public_work_key == key)
        .group_by(complaints.c.status, is_open)
    ).all()
    ended = {row.status: row.complaints for row in rows if not row.is_open}
    still = sum(row.complaints for row in rows if row.is_open)
    return Figures(received=still + sum(ended.values()), open=still, ended=ended)


def newest_version(connection: Connection) -> RegisterVersion | None:
    row = connection.execute(select(register_versions).order_by(register_versions.c.number.desc()).limit(1)).first()
    return RegisterVersion(row.number, row.sha256, row.imported_at) if row else None


def import_works(connection: Connection, register: Register, sha256: str, now: datetime) -> Imported:
    """Make `register` the one in use, as a new version.

    A work that is not in it is retired, and comes back when it is in again. One whose row had a fault stays as it is; when
    such a row does not even say which work it is, nothing is retired.
    """
    known = _registered(connection)
    works = {work.key: work for work in register.works}
    added = [work for work in works.values() if work.key not in known]
    changed = [work for work in works.values() if work.key in known and known[work.key] != Registered(work, False)]
    gone = (
        []
        if "" in register.kept_out
        else [
            one.work
            for key, one in known.items()
            if not one.retired and key not in works and key not in register.kept_out
        ]
    )
    last = newest_version(connection)
    if last and last.sha256 == sha256 and not (added or changed or gone):
        return Imported(0, 0, 0, 0)
    number = last.number + 1 if last else 1
    connection.execute(
        insert(register_versions),
        {"number": number, "sha256": sha256, "rows": len(works), "kept_out": register.bad_rows, "imported_at": now},
    )
    _add(connection, added, number)
    _change(connection, changed)
    _retire(connection, gone, number)
    _append_versions(connection, [*added, *changed], number, retired=False)
    _append_versions(connection, gone, number, retired=True)
    return Imported(number, len(added), len(changed), len(gone))


def _add(connection: Connection, works: Sequence[PublicWork], number: int) -> None:
    if works:
        rows = [{"key": work.key, **_told(work), "since": number, "retired": None} for work in works]
        connection.execute(insert(public_works), rows)
        _place(connection, works)


_correct = (
    update(public_works)
    .where(public_works.c.key == bindparam("its_key"))
    .values({name: bindparam(f"new_{name}") for name in _TOLD} | {"retired": None})
)
_leave = delete(work_neighbourhoods).where(work_neighbourhoods.c.work_key == bindparam("its_key"))


def _change(connection: Connection, works: Sequence[PublicWork]) -> None:
    if works:
        rows = [
            {"its_key": work.key, **{f"new_{name}": value for name, value in _told(work).items()}} for work in works
        ]
        connection.execute(_correct, rows)
        connection.execute(_leave, [{"its_key": work.key} for work in works])
        _place(connection, works)


def _place(connection: Connection, works: Sequence[PublicWork]) -> None:
    rows = [{"work_key": work.key, "neighbourhood_key": key} for work in works for key in work.neighbourhood_keys]
    if rows:
        connection.execute(insert(work_neighbourhoods), rows)


_drop = update(public_works).where(public_works.c.key == bindparam("its_key")).values(retired=bindparam("number"))


def _retire(connection: Connection, works: Sequence[PublicWork], number: int) -> None:
    if works:
        connection.execute(_drop, [{"its_key": work.key, "number": number} for work in works])


def _append_versions(connection: Connection, works: Sequence[PublicWork], number: int, *, retired: bool) -> None:
    rows = [
        {
            "work_key": work.key,
            "version": number,
            **_told(work),
            "neighbourhood_keys": _BETWEEN.join(work.neighbourhood_keys),
            "retired": retired,
        }
        for work in works
    ]
    if rows:
        connection.execute(insert(work_versions), rows)


def _told(work: PublicWork) -> dict[str, object]:
    return {name: getattr(work, name) for name in _TOLD}
