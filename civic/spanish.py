"""Spanish as people type it: folding for comparison only; what was written is stored as it was written."""

import re
import unicodedata
from functools import lru_cache

_NOT_WORD = re.compile(r"[^0-9a-z]+")


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Lower case, no accents (ñ becomes n), every run of anything but letters and digits one space, trimmed.

    >>> fold("  ¿Dónde está la Peña?  ")
    'donde esta la pena'
    """
    plain = text.casefold()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", plain).strip()
