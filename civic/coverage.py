"""Of which neighbourhoods a consultation has heard."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from civic.consultation import Consultation
from civic.neighbourhood import Neighbourhood

GROUPS: Mapping[str, Callable[[Neighbourhood], str]] = {
    "kind": lambda place: place.kind,
    "quadrant": lambda place: place.quadrant,
}


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many neighbourhoods of a group have a published proposal, of those whose people may take part."""

    label: str
    """Empty: those that the catalogue puts in no quadrant."""
    covered: int
    all: int


def asked(made: Consultation, catalogue: Iterable[Neighbourhood]) -> list[Neighbourhood]:
    """Those whose people may take part."""
    return [place for place in catalogue if not made.neighbourhood_keys or place.key in made.neighbourhood_keys]


def coverage(places: Iterable[Neighbourhood], heard: Collection[str], by: str) -> list[Coverage]:
    """`by`: one of GROUPS; the largest group first. `heard`: keys."""
    groups: dict[str, list[bool]] = {}
    for place in places:
        groups.setdefault(GROUPS[by](place), []).append(place.key in heard)
    lines = [Coverage(label, sum(inside), len(inside)) for label, inside in groups.items()]
    return sorted(lines, key=lambda line: (-line.all, line.label))


def unheard(
    places: Iterable[Neighbourhood], heard: Collection[str], kind: str = "", quadrant: str = ""
) -> Sequence[Neighbourhood]:
    """Those without a proposal, of one kind or quadrant where they are given, whatever their capitals."""
    found = [
        place
        for place in places
        if place.key not in heard
        and (not kind or place.kind.lower() == kind.lower())
        and (not quadrant or place.quadrant.lower() == quadrant.lower())
    ]
    return sorted(found, key=lambda place: (place.kind, place.name, place.key))
