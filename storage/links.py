"""Short codes by which a resident shows elsewhere who they are."""

import secrets
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from storage.dialect import locked
from storage.tables import link_codes

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def random_code() -> str:
    """Six signs that nobody mistakes for one another: 29 bits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(6))


def new_code(connection: Connection, person_id: int, purpose: str, expires_at: datetime) -> str:
    """Six signs, one use. An earlier code of the same person stops working. `purpose`: `link` joins two chats, `desk` shows
    staff who is before them; neither does the other's work."""
    connection.execute(delete(link_codes).where(link_codes.c.person_id == person_id))
    code = random_code()
    row = {"code": code, "person_id": person_id, "purpose": purpose, "expires_at": expires_at}
    connection.execute(insert(link_codes), row)
    return code


def owner_of(connection: Connection, code: str, purpose: str, now: datetime) -> int | None:
    """The person who asked for this code; None when it is wrong, used or too old. Locked until the commit."""
    this = (link_codes.c.code == code) & (link_codes.c.purpose == purpose)
    held = connection.execute(locked(connection, select(link_codes).where(this))).first()
    return int(held.person_id) if held and held.expires_at > now else None


def use_up(connection: Connection, code: str) -> None:
    connection.execute(delete(link_codes).where(link_codes.c.code == code))
