"""Telephone numbers as people and providers write them."""

import re

_PHONE = re.compile(r"\+?([1-9]\d{6,14})")  # E.164: at most 15 digits
_MEXICAN_MOBILE = re.compile(r"521(\d{10})")
_NATIONAL = 10
_GAPS = re.compile(r"[\s().-]+")
_OLD_PREFIX = re.compile(r"^04[45]")  # dialled before mobiles until 2019


def canonical_phone(written: str) -> str | None:
    """`+` and digits, Mexican mobiles without the old 1; None when it is no number."""
    number = _PHONE.fullmatch(written.strip())
    if number is None:
        return None
    digits = number[1]
    mobile = _MEXICAN_MOBILE.fullmatch(digits)
    return f"+52{mobile[1]}" if mobile else f"+{digits}"


def mexican_phone(said: str) -> str | None:
    """A Mexican number as somebody says it, ten digits with or without the country, canonical; None for anything else.

    >>> mexican_phone("618 123 45 67"), mexican_phone("+52 1 618-123-4567"), mexican_phone("123")
    ('+526181234567', '+526181234567', None)
    """
    digits = _OLD_PREFIX.sub("", _GAPS.sub("", said.strip()))
    national = digits if len(digits) == _NATIONAL else ""
    found = canonical_phone(f"52{national}" if national else digits)
    return found if found and re.fullmatch(r"\+52[2-9]\d{9}", found) else None


def on_whatsapp(canonical: str) -> str:
    """The address under which WhatsApp knows it: a Mexican mobile has the old 1 there."""
    national = canonical.removeprefix("+52")
    return f"whatsapp:+521{national}" if national != canonical else f"whatsapp:{canonical}"
