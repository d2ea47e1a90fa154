"""Passwords and second factors of staff. Hashing is slow on purpose: never inside a transaction."""

import re
import secrets
from datetime import datetime

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from storage import signing_in, staff
from storage.staff import Account
from storage.store import Connection

LEAST_SIGNS = 12
_MOST_SIGNS = 200
_CODES, _CODE_SIGNS = 10, 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_STEP = 30
"""Seconds a code holds (RFC 6238); the one before and the one after are taken as well, for clocks that are not right."""
_SECRET = re.compile(r"[A-Z2-7]{32}")
_DIGITS = "0123456789"
_hasher = PasswordHasher()  # the library's defaults: RFC 9106, low-memory
_NOBODYS = _hasher.hash(secrets.token_urlsafe(16))


class WeakPassword(Exception):
    """The text says what is wrong with it, to whoever chose it."""


def demand_good(password: str, *, name: str) -> None:
    """Length is what counts (NIST SP 800-63B, 3.1.1). Raises WeakPassword."""
    if len(password) < LEAST_SIGNS:
        raise WeakPassword(f"La contraseña necesita {LEAST_SIGNS} caracteres o más. Puede ser una frase con espacios.")
    if len(password) > _MOST_SIGNS:
        raise WeakPassword(f"La contraseña puede tener {_MOST_SIGNS} caracteres a lo más.")
    if len(set(password.lower())) < LEAST_SIGNS // 2 or name.lower() in password.lower():
        raise WeakPassword("Esa contraseña se adivina fácilmente. Elija otra, sin su nombre y sin repetir letras.")


def demand_good_pair(password: str, again: str, *, name: str) -> None:
    """The same for one that was typed twice. Raises WeakPassword."""
    demand_good(password, name=name)
    if password != again:
        raise WeakPassword("Las dos contraseñas no son iguales.")


def hash_password(password: str) -> str:
    """About a tenth of a second."""
    return _hasher.hash(password)


def is_password(password: str, kept: str) -> bool:
    """Takes as long where there is none: how long it takes tells nobody who has an account."""
    try:
        return _hasher.verify(kept or _NOBODYS, password[:_MOST_SIGNS]) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Whether it was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(kept)


def new_totp_secret() -> str:
    return pyotp.random_base32()


def own_secret(typed: str) -> str:
    """The one that a form brings back, or a new one where that is none of ours."""
    return typed if _SECRET.fullmatch(typed) else new_totp_secret()


def totp_address(secret: str, *, name: str, municipality: str) -> str:
    """What the square says that a telephone reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=f"Voz Vecinal {municipality}")


def totp_step(secret: str, code: str, now: datetime, *, used: int) -> int | None:
    """The step a code is of; None when it is wrong or not newer than `used`: one that was seen over a shoulder opens
    nothing."""
    typed = "".join(sign for sign in code if sign in _DIGITS)
    current = int(now.timestamp()) // _STEP
    totp = pyotp.TOTP(secret)
    for step in (current - 1, current, current + 1):
        if step > used and secrets.compare_digest(totp.at(step * _STEP), typed):
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Ten, each for one time: 49 bits."""
    return ["".join(secrets.choice(_ALPHABET) for _ in range(_CODE_SIGNS)) for _ in range(_CODES)]


def read_recovery_code(typed: str) -> str:
    """As it is kept, however it is typed."""
    return "".join(sign for sign in typed.lower() if sign.isalnum())


def use_code(connection: Connection, account: Account, typed: str, now: datetime) -> bool:
    """Whether it is the code that their telephone shows, or one kept for when it is lost; it opens nothing again."""
    step = totp_step(account.totp_secret, typed, now, used=account.totp_used) if account.totp_secret else None
    if step is not None:
        staff.change_account(connection, account.id, totp_used=step)
        return True
    return signing_in.use_recovery_code(connection, account.id, read_recovery_code(typed))


def put_factor(connection: Connection, account: Account, secret: str, code: str, now: datetime) -> bool:
    """A telephone that shows the right code for a secret is from now on asked for it. Whether it does."""
    step = totp_step(secret, code, now, used=0) if _SECRET.fullmatch(secret) else None
    if step is None:
        return False
    staff.change_account(connection, account.id, totp_secret=secret, totp_used=step)
    return True


def put_recovery_codes(connection: Connection, account: Account) -> list[str]:
    """New ones in the place of all earlier ones; they are shown once."""
    codes = new_recovery_codes()
    signing_in.put_recovery_codes(connection, account.id, codes)
    return codes
