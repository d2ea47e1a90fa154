"""The word lists of `civic/words/*.toml`: constants of the language that a civil servant can read and change."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from civic.spanish import fold

Tables = Mapping[str, Mapping[str, str]]

GROUPS = "grupos"
"""The table of a file that names lists for use inside phrases."""


@cache
def _loaded(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.files("civic") / "words" / f"{name}.toml").read_text("utf-8"))


def tables(name: str) -> Tables:
    """The tables of a file, by heading."""
    return {heading: table for heading, table in _loaded(name).items() if isinstance(table, dict)}


def words(name: str, listing: str) -> frozenset[str]:
    """The folded words of a list at the top of a file. Raises KeyError."""
    return frozenset(fold(_loaded(name)[listing]).split())


def lines(name: str, listing: str) -> list[str]:
    """The lines of a list at the top of a file, as written. Raises KeyError."""
    return list(_loaded(name)[listing].strip().splitlines())


def split(listing: str) -> Iterator[str]:
    """The phrases of a list separated by commas or line ends."""
    return (phrase.strip() for line in listing.splitlines() for phrase in line.split(",") if phrase.strip())


def phrases(*names: str) -> Iterator[tuple[str, str]]:
    """(label, phrase) of all phrases in the files; a label is `heading.list`."""
    for name in names:
        for heading, table in tables(name).items():
            if heading != GROUPS:
                yield from (
                    (f"{heading}.{kind}", phrase) for kind, listing in table.items() for phrase in split(listing)
                )


def groups(*names: str) -> dict[str, str]:
    """The named lists of the files together."""
    return {group: listing for name in names for group, listing in tables(name).get(GROUPS, {}).items()}
