"""The code a voter keeps, `7K2M-9PQX-4TAC`, and the mark of it that is published when the vote is over.

Who has the code finds its mark in the list and knows that their ballot was counted. The code is chance: it says nothing
of who voted or of what. So that this stays true, the list of marks is published apart from the ballots, in the order
that `published` gives.
"""

import re
from collections.abc import Iterable
from hashlib import sha256

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U."""
_READS_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_LENGTH = 12
"""Signs of a code; the last one is for checking."""
CHANCE_BYTES = 7
"""What `new_receipt` is given; it uses 55 bits of them."""


class NotAReceipt(Exception):
    """It has not the shape of a code. `signs`: how many letters and digits it has; `strange`: those no code has."""

    def __init__(self, signs: int, strange: str) -> None:
        super().__init__(f"{signs} letters and digits for {_LENGTH}, of them not in use: {strange or 'none'}")
        self.signs, self.strange = signs, strange


class WrongCheckSign(Exception):
    """It looks like a code and is none: something was mistyped."""


def new_receipt(chance: bytes) -> str:
    """A code from CHANCE_BYTES of a source of secrets. Raises ValueError for fewer or more.

    >>> new_receipt(bytes(7))
    '0000-0000-0000'
    """
    if len(chance) != CHANCE_BYTES:
        raise ValueError(f"{len(chance)} bytes of chance, not {CHANCE_BYTES}")
    number = int.from_bytes(chance)
    drawn = "".join(_SIGNS[(number >> 5 * place) % 32] for place in range(_LENGTH - 1))
    return _grouped(drawn + _SIGNS[-_weighed(drawn + _SIGNS[0]) % 32])


def read_receipt(text: str) -> str:
    """The code as it was given: typed in any case, with or without hyphens and spaces, O for 0, I or L for 1.

    Raises NotAReceipt, WrongCheckSign.
    """
    signs = re.sub(r"[\W_]", "", text).upper().translate(_READS_AS)
    strange = "".join(sign for sign in signs if sign not in _SIGNS)
    if len(signs) != _LENGTH or strange:
        raise NotAReceipt(len(signs), strange)
    if _weighed(signs) % 32:
        raise WrongCheckSign
    return _grouped(signs)


def mark_of(consultation_key: str, code: str) -> str:
    """What is published in place of a code: 64 hexadecimal digits, others for each consultation.

    Anybody can compute it: `printf 'voz-vecinal receipt:KEY:7K2M-9PQX-4TAC' | sha256sum`. Raises what `read_receipt`
    does.
    """
    return sha256(f"voz-vecinal receipt:{consultation_key}:{read_receipt(code)}".encode()).hexdigest()


def published(marks: Iterable[str]) -> tuple[str, ...]:
    """The marks by the alphabet, whatever the order of voting."""
    return tuple(sorted(marks))


def _weighed(signs: str) -> int:
    """A multiple of 32 in a code. Odd weights, from the last sign 1, 3, 5 and so on: no single wrong sign stays one."""
    return sum((2 * place + 1) * _SIGNS.index(sign) for place, sign in enumerate(reversed(signs)))


def _grouped(signs: str) -> str:
    return "-".join(signs[at : at + 4] for at in range(0, _LENGTH, 4))
