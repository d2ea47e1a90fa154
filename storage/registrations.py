"""What promoters write down for others, and who they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select, update

from civic.message import AddressKind
from civic.phone import on_whatsapp
from storage.consultations import find_participation, join_participation
from storage.dialect import locked, upsert
from storage.people import address_row, person_row
from storage.tables import addresses, history, participations, people, promoters, proposals, registrations


@dataclass(frozen=True, slots=True)
class Promoter:
    person_id: int
    name: str
    until: date
    """The last day."""
    by: str
    since: datetime


_promoters = select(promoters.c.person_id, promoters.c.name, promoters.c.until, promoters.c.by, promoters.c.since)


def find_promoter(connection: Connection, person_id: int, today: date) -> Promoter | None:
    """None when they are none, or were one until before today."""
    this = (promoters.c.person_id == person_id) & (promoters.c.until >= today)
    row = connection.execute(_promoters.where(this)).first()
    return Promoter(*row) if row else None


def list_promoters(connection: Connection) -> list[Promoter]:
    return [Promoter(*row) for row in connection.execute(_promoters.order_by(promoters.c.name))]


def put_promoter(connection: Connection, promoter: Promoter) -> None:
    """In the place of what was known of this person as a promoter."""
    row = {column.name: getattr(promoter, column.name) for column in promoters.columns}
    upsert(connection, promoters, [row], ("person_id",))


def end_promoter(connection: Connection, person_id: int) -> None:
    connection.execute(delete(promoters).where(promoters.c.person_id == person_id))


def set_checked(connection: Connection, person_id: int, at: datetime | None) -> None:
    """Staff saw a document of theirs; None: what they saw was wrong."""
    connection.execute(update(people).where(people.c.id == person_id).values(checked_at=at))


def at_phone(connection: Connection, phone: str, account: str) -> tuple[int, int] | None:
    """The person and the address that write from a canonical number; None: nobody did yet."""
    this = (addresses.c.account == account) & (addresses.c.value == phone) & (addresses.c.kind == AddressKind.PHONE)
    row = connection.execute(select(addresses.c.person_id, addresses.c.id).where(this)).first()
    return (row.person_id, row.id) if row else None


def add_at_phone(
    connection: Connection, phone: str, account: str, now: datetime, *, person_id: int, address_id: int
) -> None:
    """Somebody who gave a number and never wrote to us: they accepted no notice yet and get none."""
    connection.execute(insert(people), person_row(person_id, now))
    pair = (AddressKind.PHONE.value, phone)
    connection.execute(insert(addresses), address_row(address_id, person_id, pair, account, on_whatsapp(phone), now))


def phone_of(connection: Connection, person_id: int, account: str) -> str:
    """The number this person writes from there; empty for none."""
    this = (addresses.c.account == account) & (addresses.c.person_id == person_id)
    rows = select(addresses.c.value).where(this, addresses.c.kind == AddressKind.PHONE).order_by(addresses.c.id)
    return str(connection.execute(rows).scalar() or "")


def add_registration(connection: Connection, participation_id: int, person_id: int, now: datetime) -> None:
    row = {"participation_id": participation_id, "person_id": person_id, "asked_at": now}
    connection.execute(insert(registrations), {**row, "ended_at": None, "ended_as": ""})


@dataclass(frozen=True, slots=True)
class Registered:
    """Something written down for somebody, which they have not answered for."""

    participation_id: int
    consultation_id: int
    proposals: Sequence[tuple[int, str, str]]
    """Id, folio and text."""


def list_open(connection: Connection, person_id: int) -> list[Registered]:
    """Oldest first, locked."""
    theirs = (
        select(registrations.c.participation_id, participations.c.consultation_id)
        .join(participations, participations.c.id == registrations.c.participation_id)
        .where(registrations.c.person_id == person_id, registrations.c.ended_at.is_(None))
        .order_by(registrations.c.participation_id)
    )
    rows = connection.execute(locked(connection, theirs, of=registrations)).all()
    return [
        Registered(row.participation_id, row.consultation_id, _proposals_of(connection, row.participation_id))
        for row in rows
    ]


def _proposals_of(connection: Connection, participation_id: int) -> list[tuple[int, str, str]]:
    of_it = select(proposals.c.id, proposals.c.folio, proposals.c.text).where(
        proposals.c.participation_id == participation_id
    )
    return [(row.id, row.folio, row.text) for row in connection.execute(of_it.order_by(proposals.c.id))]


def end_registration(connection: Connection, participation_id: int, ended_as: str, now: datetime) -> None:
    this = registrations.c.participation_id == participation_id
    connection.execute(update(registrations).where(this).values(ended_at=now, ended_as=ended_as))


def become_theirs(connection: Connection, registered: Registered, person_id: int) -> None:
    """What was written down is this person's own; where they take part already, it goes there."""
    mine = proposals.c.participation_id == registered.participation_id
    connection.execute(update(proposals).where(mine).values(person_id=person_id))
    this = participations.c.id == registered.participation_id
    own = find_participation(connection, registered.consultation_id, person_id)
    if own:
        join_participation(connection, registered.participation_id, own)
    else:
        connection.execute(update(participations).where(this).values(person_id=person_id))


@dataclass(frozen=True, slots=True)
class WrittenDown:
    """Where a proposal that a promoter wrote down stands."""

    participation_id: int
    person_id: int | None
    """Who said since that it is theirs."""


def find_written_down(connection: Connection, folio: str, consultation_id: int, promoter_id: int) -> WrittenDown | None:
    """By this promoter, to add another one of the same neighbour."""
    by_them = (
        select(proposals.c.participation_id, proposals.c.person_id)
        .join(history, (history.c.subject == "proposal") & (history.c.subject_id == proposals.c.id))
        .where(proposals.c.folio == folio, history.c.event == "submitted", history.c.person_id == promoter_id)
        .where(proposals.c.consultation_id == consultation_id, proposals.c.participation_id.is_not(None))
    )
    found = connection.execute(by_them).first()
    return WrittenDown(*found) if found else None
