"""Short codes by which a resident shows on a second channel who they are."""

import secrets
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from storage.dialect import locked
from storage.tables import link_codes

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_code(connection: Connection, person_id: int, expires_at: datetime) -> str:
    """Six signs, one use. An earlier code of the same person stops working."""
    connection.execute(delete(link_codes).where(link_codes.c.person_id == person_id))
    code = "".join(secrets.choice(_ALPHABET) for _ in range(6))
    connection.execute(insert(link_codes), {"code": code, "person_id": person_id, "expires_at": expires_at})
    return code


def owner_of(connection: Connection, code: str, now: datetime) -> int | None:
    """The person who asked for this code; None when it is wrong, used or too old. Locked until the commit."""
    held = connection.execute(locked(connection, select(link_codes).where(link_codes.c.code == code))).first()
    return int(held.person_id) if held and held.expires_at > now else None


def use_up(connection: Connection, code: str) -> None:
    connection.execute(delete(link_codes).where(link_codes.c.code == code))


def forget_old(connection: Connection, now: datetime) -> int:
    return int(connection.execute(delete(link_codes).where(link_codes.c.expires_at <= now)).rowcount)
