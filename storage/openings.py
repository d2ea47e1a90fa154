"""Conversations that we began on WhatsApp, of which Meta lets a sender begin so many in any 24 hours."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, select

from storage.dialect import insert_missing
from storage.tables import business_started

DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Begun:
    people: int
    first_at: datetime | None
    """The oldest of them: from 24 hours after it there is room again."""


def note_openings(connection: Connection, opened: Collection[tuple[str, int]], now: datetime) -> None:
    """Account and address of what was sent outside of the window."""
    rows = [{"account": account, "address_id": address_id, "at": now} for account, address_id in dict.fromkeys(opened)]
    insert_missing(connection, business_started, rows, ("account", "at", "address_id"))


def count_begun(connection: Connection, account: str, now: datetime) -> Begun:
    """In the last 24 hours."""
    recent = (business_started.c.account == account) & (business_started.c.at > now - DAY)
    counted = select(func.count(business_started.c.address_id.distinct()), func.min(business_started.c.at))
    return Begun(*connection.execute(counted.where(recent)).one())


def forget_openings(connection: Connection, before: datetime) -> int:
    return int(connection.execute(delete(business_started).where(business_started.c.at < before)).rowcount)
