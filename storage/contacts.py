"""What is known of one resident, as far as whoever asks may see it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, select

from storage.dialect import first
from storage.tables import addresses, chats, committees, complaint_reporters, complaints, members, people, proposals

_MOST = 50


@dataclass(frozen=True, slots=True)
class Contact:
    id: int
    name: str
    """As they gave it; empty: they did not."""
    neighbourhood_key: str
    language: str
    notice_version: str
    """Of the privacy notice they accepted; empty: none."""
    checked_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ContactAddress:
    account: str
    value: str
    name: str
    state: str


@dataclass(frozen=True, slots=True)
class PastChat:
    id: int
    state: str
    staff: str
    reason: str
    opened_at: datetime
    closed_at: datetime | None
    satisfaction: int | None


@dataclass(frozen=True, slots=True)
class Filed:
    """A report or proposal of theirs."""

    folio: str
    status: str
    text: str
    created_at: datetime


def find_contact(connection: Connection, person_id: int, within: ColumnElement[bool]) -> Contact | None:
    """One of whom whoever asks may see a chat."""
    known = select(people.c.id).where(people.c.id == person_id)
    seen = known.where(select(chats.c.id).where(chats.c.person_id == people.c.id, within).exists())
    row = connection.execute(
        select(*(people.c[name] for name in Contact.__slots__)).where(people.c.id.in_(seen))
    ).first()
    return Contact(*row) if row else None


def list_contact_addresses(connection: Connection, person_id: int) -> list[ContactAddress]:
    theirs = select(addresses.c.account, addresses.c.value, addresses.c.name, addresses.c.state)
    rows = connection.execute(theirs.where(addresses.c.person_id == person_id).order_by(addresses.c.id))
    return [ContactAddress(*row) for row in rows]


def list_past_chats(connection: Connection, person_id: int, within: ColumnElement[bool]) -> list[PastChat]:
    """Newest first."""
    theirs = select(*(chats.c[name] for name in PastChat.__slots__)).where(chats.c.person_id == person_id, within)
    return [PastChat(*row) for row in connection.execute(first(theirs.order_by(chats.c.id.desc()), _MOST))]


def list_their_complaints(connection: Connection, person_id: int, within: ColumnElement[bool]) -> list[Filed]:
    """What they filed or joined under their name, newest first: of an anonymous report nobody learns whose it is."""
    theirs = (
        select(complaints.c.folio, complaints.c.status, complaints.c.text, complaints.c.created_at)
        .join(complaint_reporters, complaint_reporters.c.complaint_id == complaints.c.id)
        .where(complaint_reporters.c.person_id == person_id, within)
        .where(~complaint_reporters.c.anonymous, ~(complaints.c.anonymous & (complaints.c.person_id == person_id)))
    )
    return [Filed(*row) for row in connection.execute(first(theirs.order_by(complaints.c.id.desc()), _MOST))]


def list_their_proposals(connection: Connection, person_id: int, within: ColumnElement[bool]) -> list[Filed]:
    """Newest first."""
    theirs = select(proposals.c.folio, proposals.c.status, proposals.c.text, proposals.c.created_at)
    theirs = theirs.where(proposals.c.person_id == person_id, within)
    return [Filed(*row) for row in connection.execute(first(theirs.order_by(proposals.c.id.desc()), _MOST))]


def list_their_seats(connection: Connection, person_id: int, within: ColumnElement[bool]) -> list[tuple[str, str]]:
    """Key and name of the committees they sit on."""
    seats = select(committees.c.key, committees.c.name).join(members, members.c.committee_id == committees.c.id)
    rows = connection.execute(seats.where(members.c.person_id == person_id, members.c.ended_at.is_(None), within))
    return [(row[0], row[1]) for row in rows]
