"""Groups of staff on a messenger, the topics in them, and who speaks there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from storage.dialect import insert_missing, insert_new
from storage.ids import Ids
from storage.people import address_row, person_row
from storage.tables import addresses, group_strangers, outbox, people, staff, staff_groups


@dataclass(frozen=True, slots=True)
class StaffGroup:
    """`named`: as the settings name it; `value`: its id now. `state`: of its address."""

    address_id: int
    named: str
    value: str
    state: str
    messages: int
    trouble: str
    trouble_at: datetime | None
    is_told: bool


_groups = select(
    staff_groups.c.address_id, staff_groups.c.named, addresses.c.value, addresses.c.state, staff_groups.c.messages,
    staff_groups.c.trouble, staff_groups.c.trouble_at, staff_groups.c.is_told,
).join(addresses, addresses.c.id == staff_groups.c.address_id)  # fmt: skip


def list_groups(connection: Connection, named: Sequence[str]) -> dict[str, StaffGroup]:
    """Those that are known, by the names of the settings."""
    rows = connection.execute(_groups.where(staff_groups.c.named.in_(list(named))))
    return {row.named: StaffGroup(*row) for row in rows}


def list_all_groups(connection: Connection) -> list[StaffGroup]:
    return [StaffGroup(*row) for row in connection.execute(_groups.order_by(staff_groups.c.address_id))]


def find_group(connection: Connection, address_id: int) -> StaffGroup | None:
    row = connection.execute(_groups.where(staff_groups.c.address_id == address_id)).first()
    return StaffGroup(*row) if row else None


def make_groups(connection: Connection, ids: Ids, account: str, named: Sequence[str], now: datetime) -> None:
    """Those of the settings that are not known yet."""
    known = list_groups(connection, named)
    for value in named:
        if value not in known:
            _make(connection, ids, account, value, now)


def _make(connection: Connection, ids: Ids, account: str, value: str, now: datetime) -> None:
    this = (addresses.c.account == account) & (addresses.c.kind == "group") & (addresses.c.value == value)
    if connection.execute(select(addresses.c.id).where(this)).first() is None:
        person_id = ids.new()
        connection.execute(insert(people), person_row(person_id, now, kind="group"))
        row = address_row(ids.new(), person_id, ("group", value), account, value, now)
        insert_missing(connection, addresses, [row], ("account", "value", "kind"))
        others = ~select(addresses.c.id).where(addresses.c.person_id == person_id).exists()
        connection.execute(delete(people).where(people.c.id == person_id, others))  # somebody else was faster
    address_id = connection.execute(select(addresses.c.id).where(this)).scalar_one()
    row = {
        "address_id": address_id, "named": value, "messages": 0, "trouble": "", "trouble_at": None, "is_told": False,
    }  # fmt: skip
    insert_missing(connection, staff_groups, [row], ("address_id",))
    change_group(connection, address_id, named=value)  # it may be known by the id it had before


def count_messages(connection: Connection, address_id: int, count: int) -> None:
    this = staff_groups.c.address_id == address_id
    connection.execute(update(staff_groups).where(this).values(messages=staff_groups.c.messages + count))


def change_group(connection: Connection, address_id: int, **values: object) -> None:
    connection.execute(update(staff_groups).where(staff_groups.c.address_id == address_id).values(**values))


def backlog(connection: Connection, address_id: int) -> int:
    """How much waits to be said in it."""
    waiting = select(func.count()).where(outbox.c.address_id == address_id, outbox.c.state == "queued")
    return int(connection.execute(waiting).scalar_one())


def is_stranger(connection: Connection, address_id: int, member: str, now: datetime) -> bool:
    """Whether it is the first time that they are told."""
    row = {"address_id": address_id, "member": member, "at": now}
    return insert_new(connection, group_strangers, row, ("address_id", "member"))


def holder_of(connection: Connection, account: str, member: str) -> str | None:
    """The name of the active staff account that is linked to this Telegram user."""
    theirs = (addresses.c.account == account) & (addresses.c.kind == "telegram") & (addresses.c.value == member)
    holder = select(staff.c.name).join(addresses, addresses.c.person_id == staff.c.person_id)
    return connection.execute(holder.where(theirs, staff.c.state == "active")).scalar()


def members_of_person(connection: Connection, account: str, person_id: int) -> list[str]:
    """The Telegram users that the holder of an active account is; none for anybody else."""
    return list(connection.execute(_linked(account).where(addresses.c.person_id == person_id)).scalars())


def list_linked_members(connection: Connection, account: str) -> list[str]:
    """The Telegram users of all active accounts."""
    return list(connection.execute(_linked(account)).scalars())


def _linked(account: str) -> Select[Any]:
    linked = select(addresses.c.value).join(staff, staff.c.person_id == addresses.c.person_id)
    these = (addresses.c.account == account) & (addresses.c.kind == "telegram") & (staff.c.state == "active")
    return linked.where(these)
