"""A long text cut where a reader would pause. Pure."""

import re

_PAUSES = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"(?<=[.!?…])\s+"))
"""Best first: paragraph, line, sentence. One of them is good enough when it leaves a piece at least half full."""
_SPACE = re.compile(r"\s+")


def length(text: str) -> int:
    """In UTF-16 units, as Telegram counts and the strictest way any provider does: most emoji are two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, limit: int) -> list[str]:
    """Pieces of at most `limit` UTF-16 units, none blank; nothing but white space is lost between them."""
    pieces = []
    rest = text.strip()
    while length(rest) > limit:
        cut = _last_pause(rest, _fitting(rest, limit))
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*pieces, rest] if rest else pieces


def shorten(text: str, limit: int) -> str:
    """At most `limit` UTF-16 units, with an ellipsis when something was left out."""
    return text if length(text) <= limit else text[: _fitting(text, limit - 1)].rstrip() + "…"


def _fitting(text: str, limit: int) -> int:
    """How many characters of `text` fit."""
    units = 0
    for index, letter in enumerate(text):
        units += 2 if letter > "\uffff" else 1
        if units > limit:
            return index
    return len(text)


def _last_pause(text: str, room: int) -> int:
    """Where to cut at or before `room`; inside a word only when nothing else is left."""
    for pause in _PAUSES:
        ends = [found.start() for found in pause.finditer(text, 0, room + 1) if found.start() * 2 >= room]
        if ends:
            return ends[-1]
    spaces = [found.start() for found in _SPACE.finditer(text, 0, room + 1)]
    return spaces[-1] if spaces else room
