"""Sentences with placeholders, and the lengths that the strictest channel allows."""

import re
from collections.abc import Mapping
from functools import lru_cache

from civic.message import DETAIL_SIGNS, LABEL_SIGNS
from flows.talk import Facts

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
LABEL, DETAIL = LABEL_SIGNS, DETAIL_SIGNS
TOKEN = 64
"""Longest token, bytes: Telegram's `callback_data`."""
STANDING = frozenset({"folio_example", "municipality", "name", "office_hours", "notice_url"})
"""Placeholders that any sentence may use."""


def placeholders(template: str) -> frozenset[str]:
    return frozenset(_PLACEHOLDER.findall(template))


def fill(template: str, facts: Facts, values: Mapping[str, str]) -> str:
    """The sentence with its values and those that any sentence may use."""
    if "{" not in template:
        return template
    known = {
        "folio_example": facts.folio_example,
        "municipality": facts.municipality,
        "name": facts.name,
        "office_hours": facts.office_hours,
        "notice_url": facts.notice_url,
        **values,
    }
    return filled(template, known)


def filled(template: str, known: Mapping[str, str]) -> str:
    """The sentence with its values, in one pass: a value is never read as a template.

    A line whose placeholders all have no value is left out, so that what is not there is not named.
    """
    spoken = []
    known_or_empty = known.get
    for names, line in _lines(template):
        if not names:
            spoken.append(line)
            continue
        values = tuple([known_or_empty(name, "") for name in names])
        if any(values):
            spoken.append(line % values)
    return "\n".join(spoken)


@lru_cache(maxsize=1024)
def _lines(template: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Each line taken apart once: the names in it, and what they are put into."""
    lines = []
    for line in template.split("\n"):
        pieces = _PLACEHOLDER.split(line)  # every second one is a name
        names = tuple(pieces[1::2])
        lines.append((names, "%s".join(piece.replace("%", "%%") for piece in pieces[::2]) if names else line))
    return tuple(lines)


_DANGLING = re.compile(r"(?:[ ,.;:]+|\s(?:a|al|de|del|e|el|en|la|las|los|para|y))+$")


def shortened(text: str, longest: int) -> str:
    """At most `longest` characters, cut between words, ending in an ellipsis when cut."""
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    whole = head.rsplit(" ", 1)[0] if " " in head[longest // 2 :] and text[longest - 1] != " " else head
    return _DANGLING.sub("", whole) + "…"
