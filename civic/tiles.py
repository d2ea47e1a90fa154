"""Neighbourhoods as tiles: the catalogue has no coordinates, so they stand by part of town, or kind, and by postal code."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from civic.breakdown import NO_QUADRANT

STEPS = (1, 3, 10)
"""From how many proposals on a tile is a shade darker."""

SMALL = 10
"""Groups of fewer tiles stand together."""
OTHERS = "Otros"


@dataclass(frozen=True, slots=True)
class Tile:
    name: str
    proposals: int

    @property
    def shade(self) -> int:
        """0 for none, up to the number of STEPS."""
        return sum(self.proposals >= step for step in STEPS)


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    tiles: Sequence[Tile]
    """By postal code: those beside each other are often so in town."""


def tiles(places: Iterable[Mapping[str, Any]], proposals: Iterable[Mapping[str, Any]]) -> list[Group]:
    """The largest group first, the small ones together last; by part of town where the catalogue names any. `places` and
    `proposals`: rows of the tables of `civic.open_data`."""
    counted = Counter(one["clave_colonia"] for one in proposals)
    ordered = sorted(places, key=lambda one: (one["codigo_postal"], one["colonia"], one["clave"]))
    by = "cuadrante" if any(one["cuadrante"] for one in ordered) else "tipo"
    groups: dict[str, list[Tile]] = {}
    for one in ordered:
        groups.setdefault(one[by] or NO_QUADRANT, []).append(Tile(one["colonia"], counted[one["clave"]]))
    small = [label for label, inside in groups.items() if len(inside) < SMALL]
    if len(small) > 1:
        groups[OTHERS] = [tile for label in sorted(small) for tile in groups.pop(label)]
    return [Group(label, inside) for label, inside in sorted(groups.items(), key=lambda item: _order(*item))]


def _order(label: str, inside: Sequence[Tile]) -> tuple[bool, int, str]:
    return label == OTHERS, -len(inside), label


def legend() -> list[str]:
    """What each shade means, the lightest first."""
    last = [str(step - 1) for step in STEPS[1:]]
    between = [f"{first} a {end}" for first, end in zip(map(str, STEPS), last, strict=False)]
    return ["ninguna", *between, f"{STEPS[-1]} o más"]
