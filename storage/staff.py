"""Accounts of those who work at the desk."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select, update

from civic.access import Access, Grant, Role
from storage.dialect import first, locked
from storage.tables import addresses, chats, staff, staff_grants


@dataclass(frozen=True, slots=True)
class Account:
    """`password`: its Argon2id hash; `totp_secret`: base 32. Empty: none was set yet."""

    id: int
    name: str
    full_name: str
    password: str
    totp_secret: str
    totp_used: int
    person_id: int | None
    capacity: int
    is_available: bool
    state: str
    made_at: datetime

    @property
    def is_active(self) -> bool:
        return self.state == "active"


_accounts = select(*(staff.c[field.name] for field in fields(Account)))


def add_account(connection: Connection, account: Account) -> None:
    connection.execute(insert(staff), {field.name: getattr(account, field.name) for field in fields(Account)})


def find_account(connection: Connection, name: str) -> Account | None:
    """By the name they sign in with, however it is typed; locked."""
    return _find(connection, staff.c.name == name.strip().lower())


def find_account_by_id(connection: Connection, staff_id: int) -> Account | None:
    """Locked."""
    return _find(connection, staff.c.id == staff_id)


def read_account(connection: Connection, staff_id: int) -> Account | None:
    """As it stands, for a page: nobody waits for it."""
    row = connection.execute(_accounts.where(staff.c.id == staff_id)).first()
    return Account(*row) if row else None


def find_account_of_person(connection: Connection, person_id: int) -> Account | None:
    """Of whoever writes to the bot in this chat."""
    return _find(connection, (staff.c.person_id == person_id) & (staff.c.state == "active"))


def _find(connection: Connection, this: ColumnElement[bool]) -> Account | None:
    row = connection.execute(locked(connection, _accounts.where(this))).first()
    return Account(*row) if row else None


def list_accounts(connection: Connection) -> list[Account]:
    """By name, also those that were closed."""
    return [Account(*row) for row in connection.execute(_accounts.order_by(staff.c.name))]


def list_in_state(connection: Connection, state: str, *, after: str, most: int) -> list[Account]:
    """By name, those behind `after`. `state`: `active` or `closed`."""
    these = _accounts.where(staff.c.state == state, staff.c.name > after).order_by(staff.c.name)
    return [Account(*row) for row in connection.execute(first(these, most))]


def change_account(connection: Connection, staff_id: int, **values: Any) -> None:
    connection.execute(update(staff).where(staff.c.id == staff_id).values(**values))


def access_of(connection: Connection, staff_id: int) -> Access:
    rows = connection.execute(_grants.where(staff_grants.c.staff_id == staff_id).order_by(*_ORDER))
    return Access(tuple(Grant(Role(row.role), row.department, row.quadrant) for row in rows))


_grants = select(staff_grants.c.staff_id, staff_grants.c.role, staff_grants.c.department, staff_grants.c.quadrant)
_ORDER = (staff_grants.c.role, staff_grants.c.department, staff_grants.c.quadrant)


def list_active(connection: Connection) -> list[tuple[str, str, Access]]:
    """Name, full name and what they may do, by name."""
    rows = connection.execute(
        select(staff.c.name, staff.c.full_name, *_grants.selected_columns)
        .join(staff_grants, staff_grants.c.staff_id == staff.c.id)
        .where(staff.c.state == "active")
        .order_by(staff.c.name)
    ).all()
    held: dict[tuple[str, str], list[Grant]] = {}
    for row in rows:
        held.setdefault((row.name, row.full_name), []).append(Grant(Role(row.role), row.department, row.quadrant))
    return [(*who, Access(tuple(grants))) for who, grants in held.items()]


def list_on_duty(connection: Connection) -> list[tuple[str, Access, int, int, float]]:
    """Who takes chats that are given: name, what they may do, how many at once, how many they have, and when they were last
    given one, as a timestamp."""
    theirs = (chats.c.staff == staff.c.name) & (chats.c.state == "taken")
    load = select(func.count()).where(theirs).correlate(staff).scalar_subquery()
    given = select(func.max(chats.c.taken_at)).where(theirs).correlate(staff).scalar_subquery()
    on_duty = select(staff.c.id, staff.c.name, staff.c.capacity, load.label("load"), given.label("given"))
    on_duty = on_duty.where(staff.c.state == "active", staff.c.is_available, staff.c.capacity > 0)
    access = list_access(connection)
    return [
        (row.name, access.get(row.id, Access(())), row.capacity, row.load, row.given.timestamp() if row.given else 0.0)
        for row in connection.execute(on_duty.order_by(staff.c.name))
    ]


@dataclass(frozen=True, slots=True)
class OnCall:
    """Somebody who is there, and where their own chat with the assistant is."""

    id: int
    name: str
    person_id: int
    called_at: datetime | None
    address_id: int
    account: str
    access: Access


def list_on_call(connection: Connection, channel: str, called_before: datetime) -> list[OnCall]:
    """Who is there, has linked a chat of this channel, and was not called since."""
    rested = or_(staff.c.called_at.is_(None), staff.c.called_at <= called_before)
    on_call = (
        select(staff.c.id, staff.c.name, staff.c.person_id, staff.c.called_at, addresses.c.id, addresses.c.account)
        .join(addresses, addresses.c.person_id == staff.c.person_id)
        .where(staff.c.state == "active", staff.c.is_available, rested)
        .where(addresses.c.state == "active", addresses.c.account.startswith(f"{channel}:", autoescape=True))
        .order_by(staff.c.id, addresses.c.id)
    )
    rows = {row[0]: row for row in connection.execute(on_call)}
    access = list_access(connection) if rows else {}
    return [OnCall(*row, access.get(row[0], Access(()))) for row in rows.values()]


def note_called(connection: Connection, staff_ids: Sequence[int], now: datetime) -> None:
    if staff_ids:
        connection.execute(update(staff).where(staff.c.id.in_(staff_ids)).values(called_at=now))


def list_access(connection: Connection) -> dict[int, Access]:
    """Of everybody, by account."""
    held: dict[int, list[Grant]] = {}
    for row in connection.execute(_grants.order_by(*_ORDER)):
        held.setdefault(row.staff_id, []).append(Grant(Role(row.role), row.department, row.quadrant))
    return {staff_id: Access(tuple(grants)) for staff_id, grants in held.items()}


def put_grants(connection: Connection, staff_id: int, grants: Sequence[Grant]) -> None:
    """These and no others."""
    connection.execute(delete(staff_grants).where(staff_grants.c.staff_id == staff_id))
    rows = [
        {"staff_id": staff_id, "role": one.role.value, "department": one.department, "quadrant": one.quadrant}
        for one in dict.fromkeys(grants)
    ]
    if rows:
        connection.execute(insert(staff_grants), rows)
