"""An identity of the municipality's own sign-in and the account at the desk that it opens. No account is ever made here."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from handlers.staff.finding import NotPossible
from storage import identities, staff
from storage.history import append
from storage.identities import Identity
from storage.ids import Ids
from storage.ledger import Ledger
from storage.staff import Account
from storage.store import Connection

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
UNKNOWN = (
    "Esa cuenta no está enlazada a ninguna de esta mesa. Pida a quien administra las cuentas que anote su correo, "
    "o entre con su contraseña y enlácela en «Mi cuenta»."
)


@dataclass(frozen=True, slots=True)
class Shown:
    """Whom the provider vouches for. `email`: empty unless the provider verified it. `has_second_factor`: they showed two
    factors there, as the settings call it."""

    issuer: str
    subject: str
    email: str = ""
    has_second_factor: bool = False


def account_of(connection: Connection, ids: Ids, shown: Shown, now: datetime) -> Account:
    """Whose it is. The first time by the verified e-mail that an administrator noted, from then on by the provider's own name
    for them: who gets that e-mail later gets nothing. Raises NotPossible."""
    found = identities.find_by_subject(connection, shown.issuer, shown.subject)
    if found is None and shown.email:
        found = _first_time(connection, ids, shown, now)
    account = staff.find_account_by_id(connection, found.staff_id) if found else None
    if account is None or not account.is_active:
        raise NotPossible(UNKNOWN)
    return account


def _first_time(connection: Connection, ids: Ids, shown: Shown, now: datetime) -> Identity | None:
    known = identities.find_by_email(connection, shown.email.lower())
    account = staff.find_account_by_id(connection, known.staff_id) if known else None
    if known is None or known.subject or account is None or not account.is_active:
        return None
    made = replace(known, issuer=shown.issuer, subject=shown.subject, at=now)
    identities.put_identity(connection, made)
    _record(connection, ids, account, "identity_linked", account.name, now)
    return made


def link(connection: Connection, ids: Ids, account: Account, shown: Shown, now: datetime) -> None:
    """Whoever is signed in showed that it is theirs. Raises NotPossible."""
    other = identities.find_by_subject(connection, shown.issuer, shown.subject)
    if other and other.staff_id != account.id:
        raise NotPossible("Esa cuenta ya está enlazada a otra persona de esta mesa.")
    known = identities.find_identity(connection, account.id)
    email = known.email if known else ""
    made = Identity(account.id, email, shown.issuer, shown.subject, account.name, now)
    identities.put_identity(connection, made)
    _record(connection, ids, account, "identity_linked", account.name, now)


def unlink(connection: Connection, ids: Ids, account: Account, by: str, now: datetime) -> None:
    identities.drop_identity(connection, account.id)
    _record(connection, ids, account, "identity_unlinked", by, now)


def note_email(connection: Connection, ids: Ids, account: Account, email: str, by: str, now: datetime) -> None:
    """By which they may come in the first time; what was linked before is so no more. Empty: by none. Raises NotPossible."""
    typed = email.strip().lower()
    if not typed:
        unlink(connection, ids, account, by, now)
        return
    if len(typed) > 254 or not _EMAIL.fullmatch(typed):
        raise NotPossible("Escriba un correo completo, como lupita.rios@municipio.gob.mx, o deje vacío para quitarlo.")
    other = identities.find_by_email(connection, typed)
    if other and other.staff_id != account.id:
        raise NotPossible("Ese correo ya es de otra cuenta de esta mesa.")
    identities.put_identity(connection, Identity(account.id, typed, "", "", by, now))
    _record(connection, ids, account, "identity_set", by, now)


def _record(connection: Connection, ids: Ids, account: Account, event: str, by: str, now: datetime) -> None:
    ledger = Ledger(ids)
    append(ledger, "staff", account.id, event, by=f"staff:{by}", now=now, account="desk")
    ledger.save(connection)
