"""Neighbourhoods and how a typed name finds one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbourhood:
    """A settlement of the Postal Service's catalogue: colonia, fraccionamiento, ejido, pueblo, ..."""

    key: str
    """INEGI municipality key, hyphen, Postal Service settlement id: `10005-0428`. Never the name: names repeat."""
    name: str
    kind: str
    """As the catalogue says: `Colonia`, `Fraccionamiento`, `Ejido`, ..."""
    postal_code: str
    zone: str = ""
    city: str = ""
    quadrant: str = ""
    """Part of town, as the municipality names it; empty: it named none."""


PLACE_WORDS = frozenset(
    ["col", "colonia", "fracc", "frac", "fraccionamiento", "la", "el", "los", "las", "en", "de", "del"]
)
"""Folded words that people put before a name and that say nothing of which one it is."""
