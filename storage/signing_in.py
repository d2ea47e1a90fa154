"""Sessions of the desk, links that open one, and what was tried in vain. Of what is secret only the hash is kept."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from civic.access import Access, Grant, Role
from storage.dialect import insert_missing, insert_new, locked, upsert
from storage.staff import Account
from storage.tables import (
    desk_sessions,
    forms_done,
    recovery_codes,
    sign_in_failures,
    sign_in_links,
    staff,
    staff_grants,
)

FORGIVEN_AFTER = timedelta(hours=24)
"""Since the last try in vain."""


def new_token() -> str:
    """256 bits, for a cookie or a link."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """How a random secret is kept. Not for passwords, which people choose."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Session:
    """`is_whole`: false until the second factor was shown."""

    id: int
    staff_id: int
    sha256: str
    is_whole: bool
    browser: str
    made_at: datetime
    seen_at: datetime
    ends_at: datetime


_sessions = select(*(desk_sessions.c[field.name] for field in fields(Session)))


def add_session(connection: Connection, session: Session) -> None:
    connection.execute(insert(desk_sessions), {field.name: getattr(session, field.name) for field in fields(Session)})


def find_session(connection: Connection, token: str, now: datetime) -> Session | None:
    """None for one that is unknown or over."""
    row = connection.execute(_sessions.where(desk_sessions.c.sha256 == digest(token))).first()
    session = Session(*row) if row else None
    return session if session and session.ends_at > now else None


def find_signed_in(connection: Connection, token: str, now: datetime) -> tuple[Session, Account, Access] | None:
    """Whose session it is and what they may do now, in one look; None for one that is unknown or over."""
    rows = connection.execute(_signed_in, {"sha256": digest(token)}).all()
    if not rows:
        return None
    parts, of_account = len(fields(Session)), len(fields(Account))
    session, account = Session(*rows[0][:parts]), Account(*rows[0][parts : parts + of_account])
    if session.ends_at <= now or not account.is_active:
        return None
    grants = tuple(Grant(Role(row.role), row.department, row.quadrant) for row in rows if row.role)
    return session, account, Access(grants)


_signed_in = (
    select(
        *(desk_sessions.c[field.name] for field in fields(Session)),
        *(staff.c[field.name] for field in fields(Account)),
        staff_grants.c.role,
        staff_grants.c.department,
        staff_grants.c.quadrant,
    )
    .join(staff, staff.c.id == desk_sessions.c.staff_id)
    .join(staff_grants, staff_grants.c.staff_id == staff.c.id, isouter=True)
    .where(desk_sessions.c.sha256 == bindparam("sha256"))
)


def list_sessions(connection: Connection, staff_id: int, now: datetime) -> list[Session]:
    """Newest first."""
    theirs = (desk_sessions.c.staff_id == staff_id) & (desk_sessions.c.ends_at > now)
    return [Session(*row) for row in connection.execute(_sessions.where(theirs).order_by(desk_sessions.c.id.desc()))]


def touch_session(connection: Connection, session_id: int, now: datetime, ends_at: datetime) -> None:
    """It was used; it lasts from here."""
    this = desk_sessions.c.id == session_id
    connection.execute(update(desk_sessions).where(this).values(seen_at=now, ends_at=ends_at))


def end_session(connection: Connection, staff_id: int, session_id: int) -> None:
    """One of theirs."""
    this = (desk_sessions.c.id == session_id) & (desk_sessions.c.staff_id == staff_id)
    connection.execute(delete(desk_sessions).where(this))


def end_sessions(connection: Connection, staff_id: int, *, but: int = 0) -> None:
    """All that somebody has, but one."""
    theirs = (desk_sessions.c.staff_id == staff_id) & (desk_sessions.c.id != but)
    connection.execute(delete(desk_sessions).where(theirs))


def add_link(connection: Connection, staff_id: int, purpose: str, ends_at: datetime) -> str:
    """The secret of a new link. An earlier one of the same purpose stops working. `purpose`: `invite` to choose a
    password, `enter` instead of one."""
    of_this_kind = (sign_in_links.c.staff_id == staff_id) & (sign_in_links.c.purpose == purpose)
    connection.execute(delete(sign_in_links).where(of_this_kind))
    token = new_token()
    row = {"sha256": digest(token), "staff_id": staff_id, "purpose": purpose, "ends_at": ends_at}
    connection.execute(insert(sign_in_links), row)
    return token


def find_link(connection: Connection, token: str, purpose: str, now: datetime) -> int | None:
    """Whose it is; None when it is unknown, used or over. Locked."""
    this = (sign_in_links.c.sha256 == digest(token)) & (sign_in_links.c.purpose == purpose)
    row = connection.execute(locked(connection, select(sign_in_links).where(this))).first()
    return int(row.staff_id) if row and row.ends_at > now else None


def use_up_links(connection: Connection, staff_id: int) -> None:
    connection.execute(delete(sign_in_links).where(sign_in_links.c.staff_id == staff_id))


def use_up_link(connection: Connection, token: str) -> None:
    connection.execute(delete(sign_in_links).where(sign_in_links.c.sha256 == digest(token)))


def put_recovery_codes(connection: Connection, staff_id: int, codes: list[str]) -> None:
    """These and no earlier ones."""
    connection.execute(delete(recovery_codes).where(recovery_codes.c.staff_id == staff_id))
    if codes:
        connection.execute(
            insert(recovery_codes), [{"staff_id": staff_id, "sha256": digest(f"{staff_id}:{code}")} for code in codes]
        )


def count_recovery_codes(connection: Connection, staff_id: int) -> int:
    """Those not used yet."""
    theirs = select(func.count()).where(recovery_codes.c.staff_id == staff_id)
    return int(connection.execute(theirs).scalar_one())


def use_recovery_code(connection: Connection, staff_id: int, code: str) -> bool:
    """Whether it is one of theirs; then it is one no more."""
    sha256 = digest(f"{staff_id}:{code}")
    this = (recovery_codes.c.staff_id == staff_id) & (recovery_codes.c.sha256 == sha256)
    return connection.execute(delete(recovery_codes).where(this)).rowcount == 1


@dataclass(frozen=True, slots=True)
class Failures:
    tries: int
    last_at: datetime


def find_failures(connection: Connection, keys: Sequence[str], now: datetime) -> dict[str, Failures]:
    """What was tried in vain, by what it was tried with. Locked, also where nothing was: who tries at the same time waits."""
    digests = {digest(key): key for key in keys}
    rows = [{"sha256": sha256, "tries": 0, "last_at": now} for sha256 in sorted(digests)]
    insert_missing(connection, sign_in_failures, rows, ("sha256",))
    these = select(sign_in_failures).where(sign_in_failures.c.sha256.in_(digests)).order_by(sign_in_failures.c.sha256)
    return {
        digests[row.sha256]: Failures(row.tries, row.last_at) for row in connection.execute(locked(connection, these))
    }


def note_failure(connection: Connection, key: str, tries: int, now: datetime) -> None:
    upsert(connection, sign_in_failures, [{"sha256": digest(key), "tries": tries, "last_at": now}], ("sha256",))


def forgive(connection: Connection, key: str) -> None:
    connection.execute(delete(sign_in_failures).where(sign_in_failures.c.sha256 == digest(key)))


def first_time(connection: Connection, form: str, now: datetime) -> bool:
    """Whether a form comes for the first time. Of two that come at once the second waits for the first."""
    return insert_new(connection, forms_done, {"form": form, "at": now}, ("form",))
