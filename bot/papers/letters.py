"""Any text in the letters that the standard faces of PDF have (WinAnsi, which is Windows-1252).

A letter with a mark that they lack loses the mark; pictures are left out; a letter of another script becomes `?`.
"""

import re
from unicodedata import ucd_3_2_0 as unicode  # one version of it, so that every Python gives the same letters

_LIKE = {
    **dict.fromkeys("‐‑‒−", "-"),
    **dict.fromkeys("●○■□▪▫◦", "•"),
    **dict.fromkeys("\u2028\u2029\x85", "\n"),
    "―": "—",
    "′": "'",
    "″": '"',
    "≤": "<=",
    "≥": ">=",
    "≠": "<>",
    "→": "->",
    "←": "<-",
    "\t": " ",
    "\n": "\n",
}
_LATIN = re.compile(r"LATIN (SMALL|CAPITAL) LETTER (?:DOTLESS )?([A-Z])(?: WITH .*)?")
_SOFT_HYPHEN = "\xad"


def plain(text: str) -> str:
    """What was written, as near as these letters come; `?` where nothing of it would be left."""
    lines = unicode.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(map(_nearest, lines)).strip(" \n") or ("?" if text.strip() else "")


def _nearest(sign: str) -> str:
    if sign in _LIKE:
        return _LIKE[sign]
    if _has(sign):
        return sign
    parts = [part for part in unicode.normalize("NFKD", sign) if not unicode.combining(part)]
    return "".join(part if _has(part) else _stem(part) for part in parts)


def _has(sign: str) -> bool:
    """Whether the faces show it."""
    return sign != _SOFT_HYPHEN and unicode.category(sign) != "Cc" and bool(sign.encode("cp1252", "ignore"))


def _stem(sign: str) -> str:
    """`l` of `ł`."""
    latin = _LATIN.fullmatch(unicode.name(sign, ""))
    if latin:
        return latin[2] if latin[1] == "CAPITAL" else latin[2].lower()
    return "?" if unicode.category(sign)[0] in "LN" else ""
