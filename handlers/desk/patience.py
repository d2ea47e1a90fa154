"""Who tries in vain waits longer each time, but is never locked out for ever: the rightful owner could be.

A try is written down before it is made and taken back when it was good: a hundred at once are a hundred tries.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from handlers.staff.secrets import use_code
from storage import signing_in
from storage.signing_in import FORGIVEN_AFTER, Failures
from storage.staff import Account
from storage.store import Connection

_FREE_TRIES = {"from": 20, "name": 30}
"""By the kind of key; a whole town hall comes from one address, and whoever knows a name can try it from many."""
_FREE = 3
_LONGEST_WAIT = timedelta(minutes=15)
_LONGEST_FOR_A_NAME = timedelta(minutes=1)
"""Wherever they come from: longer, and a stranger could keep its owner out by trying now and then."""


class TooSoon(Exception):
    """The text is for whoever tries."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"Demasiados intentos. Espere {int(wait.total_seconds()) + 1} segundos y vuelva a probar.")


def note_try(connection: Connection, keys: Sequence[str], now: datetime) -> Mapping[str, Failures]:
    """`keys`: what it is tried with, each as `kind:value`. What was known of them before. Raises TooSoon."""
    before = signing_in.find_failures(connection, keys, now)
    for key, failures in before.items():
        wait = failures.last_at + _wait(key, failures.tries) - now
        if wait > timedelta(0):
            raise TooSoon(wait)
    for key in keys:
        known = before[key]
        tries = known.tries if now - known.last_at < FORGIVEN_AFTER else 0
        signing_in.note_failure(connection, key, tries + 1, now)
    return before


def was_good(connection: Connection, keys: Sequence[str], before: Mapping[str, Failures]) -> None:
    """The first key is theirs and is forgiven all; the others stand as they did."""
    signing_in.forgive(connection, keys[0])
    for key in keys[1:]:
        signing_in.note_failure(connection, key, before[key].tries, before[key].last_at)


def shows_factor(connection: Connection, account: Account, typed: str, now: datetime) -> bool:
    """Who has a second factor shows it before what lets them in is changed: a browser that was left open is not enough.
    Raises TooSoon."""
    return not account.totp_secret or shows_code(connection, account, typed, now)


def shows_code(connection: Connection, account: Account, typed: str, now: datetime) -> bool:
    """Of the telephone, or one of those kept for when it is lost. A wrong one is a try that counts: keep what was written.
    Raises TooSoon."""
    keys = [f"second:{account.id}"]
    before = note_try(connection, keys, now)
    if not use_code(connection, account, typed, now):
        return False
    was_good(connection, keys, before)
    return True


def _wait(key: str, tries: int) -> timedelta:
    """Nothing for the first ones, then 2, 4, 8 ... seconds."""
    kind = key.partition(":")[0]
    over = tries - _FREE_TRIES.get(kind, _FREE)
    longest = _LONGEST_FOR_A_NAME if kind == "name" else _LONGEST_WAIT
    return min(timedelta(seconds=2 ** min(over, 20)), longest) if over > 0 else timedelta(0)
