"""Cut a long text where a reader would pause. Pure."""

import re

_PAUSES = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"(?<=[.!?…])\s+"), re.compile(r"\s+"))


def length(text: str) -> int:
    """In UTF-16 units, the strictest way a provider counts: an emoji is two."""
    return len(text.encode("utf-16-le")) // 2


def split(text: str, limit: int) -> list[str]:
    """Pieces of at most `limit` UTF-16 units: at a paragraph, else a line, a sentence, a word, else anywhere."""
    pieces = []
    rest = text.strip()
    while length(rest) > limit:
        cut = _cut(rest, limit)
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*pieces, rest] if rest else pieces


def shorten(text: str, limit: int) -> str:
    """At most `limit` UTF-16 units, with an ellipsis when something was left out."""
    return text if length(text) <= limit else text[: _fitting(text, limit - 1)].rstrip() + "…"


def _cut(text: str, limit: int) -> int:
    end = _fitting(text, limit)
    for pause in _PAUSES:
        starts = [found.start() for found in pause.finditer(text, 0, end + 1) if found.start() > end // 2]
        if starts:
            return starts[-1]
    return end


def _fitting(text: str, limit: int) -> int:
    end = min(len(text), limit)
    while length(text[:end]) > limit:
        end -= 1
    return end
