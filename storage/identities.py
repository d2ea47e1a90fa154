"""Who of staff is who at the municipality's own sign-in, and who was sent there."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from storage.dialect import locked, upsert
from storage.signing_in import digest
from storage.tables import identity_requests, staff_identities

LASTS = timedelta(minutes=10)
"""How long somebody may take at the provider."""


@dataclass(frozen=True, slots=True)
class Identity:
    """`email`: by which they are known the first time, in small letters; `subject`: as the provider calls them, empty until
    then."""

    staff_id: int
    email: str
    issuer: str
    subject: str
    by: str
    at: datetime


_identities = select(*(staff_identities.c[field.name] for field in fields(Identity)))


def find_identity(connection: Connection, staff_id: int) -> Identity | None:
    row = connection.execute(locked(connection, _identities.where(staff_identities.c.staff_id == staff_id))).first()
    return Identity(*row) if row else None


def find_by_subject(connection: Connection, issuer: str, subject: str) -> Identity | None:
    this = (staff_identities.c.issuer == issuer) & (staff_identities.c.subject == subject)
    row = connection.execute(locked(connection, _identities.where(this, staff_identities.c.subject != ""))).first()
    return Identity(*row) if row else None


def find_by_email(connection: Connection, email: str) -> Identity | None:
    this = (staff_identities.c.email == email) & (staff_identities.c.email != "")
    row = connection.execute(locked(connection, _identities.where(this))).first()
    return Identity(*row) if row else None


def put_identity(connection: Connection, identity: Identity) -> None:
    row = {field.name: getattr(identity, field.name) for field in fields(Identity)}
    upsert(connection, staff_identities, [row], ("staff_id",))


def drop_identity(connection: Connection, staff_id: int) -> None:
    connection.execute(delete(staff_identities).where(staff_identities.c.staff_id == staff_id))


@dataclass(frozen=True, slots=True)
class Sent:
    """Somebody who was sent to the provider. `purpose`: enter | link; `staff_id`: who links."""

    state: str
    nonce: str
    verifier: str
    purpose: str
    staff_id: int | None
    back: str
    ends_at: datetime


def add_sent(connection: Connection, token: str, sent: Sent) -> None:
    row = {field.name: getattr(sent, field.name) for field in fields(Sent)}
    connection.execute(insert(identity_requests), {"sha256": digest(token), **row})


def take_sent(connection: Connection, token: str, now: datetime) -> Sent | None:
    """Once; None when there is none, or it is over."""
    this = identity_requests.c.sha256 == digest(token)
    columns = (identity_requests.c[field.name] for field in fields(Sent))
    row = connection.execute(locked(connection, select(*columns).where(this))).first()
    connection.execute(delete(identity_requests).where(this))
    return Sent(*row) if row and row.ends_at > now else None
