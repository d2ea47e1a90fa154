"""What tells who somebody is, in their own words: taken out before others read them."""

import re

_TELLING = re.compile(
    r"(?P<folio>\b[A-Z]{2,6}-20\d\d-\d{6,9}-\w\b)"  # stays: it tells nobody's name
    r"|[\w.+-]+@[\w-]+\.[\w.-]+"  # an e-mail address
    r"|\b[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d\b"  # a CURP, 18 signs
    r"|\b[A-ZÑ&]{3,4}\d{6}[A-Z0-9]{3}\b"  # an RFC with its key
    r"|(?:\+?\d[\s().-]{0,2}){7,}\d",  # a telephone, an account, a card: eight digits or more
    re.IGNORECASE,
)
HIDDEN = "[dato oculto]"


def without_personal_data(text: str) -> str:
    """Telephones, e-mail addresses, CURP, RFC, account and card numbers hidden. Names are not found.

    >>> without_personal_data("hay un bache, mi cel es 618 123 45 67")
    'hay un bache, mi cel es [dato oculto]'
    """
    return _TELLING.sub(lambda found: found["folio"] or HIDDEN, text)


def apart(text: str) -> tuple[str, tuple[str, ...]]:
    """The same with nothing in their place, and what was taken out.

    >>> apart("mi cel es 618 123 45 67")
    ('mi cel es  ', ('618 123 45 67',))
    """
    hidden = tuple(found[0] for found in _TELLING.finditer(text) if not found["folio"])
    return _TELLING.sub(lambda found: found["folio"] or " ", text), hidden
