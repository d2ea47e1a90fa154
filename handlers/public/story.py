"""How a work changed from one version of the register to the next, in sentences."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from civic.neighbourhood import Neighbourhood
from civic.works import Change, PublicWork, changes
from handlers import amounts
from handlers.public import words
from storage.works import Version

Places = Mapping[str, Neighbourhood]


@dataclass(frozen=True, slots=True)
class Entry:
    day: date
    """Of the import: when the municipality said so."""
    lines: Sequence[str]


_ASPECTS: Mapping[str, tuple[str, Callable[[Any], str]]] = {
    "name": ("Nombre", str),
    "status": ("Estado", str),
    "contractor": ("Contratista", str),
    "supervisor": ("Supervisor", str),
    "centavos": ("Monto", amounts.pesos),
    "metres": ("Metros", amounts.number),
    "starts_on": ("Inicio", words.day),
    "ends_on": ("Término", words.day),
    "progress": ("Avance oficial", amounts.per_cent),
}


def story(versions: Sequence[Version], places: Places, zone: ZoneInfo) -> list[Entry]:
    """Newest first. `versions` oldest first, not empty."""
    first = Entry(_day(versions[0], zone), ["Primer dato que se guardó.", *_as_it_was(versions[0].work)])
    later = [Entry(_day(after, zone), _between(before, after, places)) for before, after in pairwise(versions)]
    return [*reversed(later), first]


def _day(version: Version, zone: ZoneInfo) -> date:
    return version.at.astimezone(zone).date()


def _as_it_was(work: PublicWork) -> list[str]:
    """The figures that later ones are held against."""
    return [f"{_ASPECTS[one][0]}: {_shown(one, getattr(work, one))}." for one in ("status", "progress", "ends_on")]


def _between(before: Version, after: Version, places: Places) -> list[str]:
    lines = [_line(change, places) for change in changes(before.work, after.work)]
    if after.retired != before.retired:
        lines.insert(0, "Salió del registro." if after.retired else "Volvió al registro.")
    return lines


def _line(change: Change, places: Places) -> str:
    if change.aspect == "neighbourhood_keys":
        return f"Colonias: antes {_named(change.before, places)}; ahora {_named(change.after, places)}."
    name, before, after = (
        _ASPECTS[change.aspect][0],
        *(_shown(change.aspect, one) for one in (change.before, change.after)),
    )
    return f"{name}: antes {before}; ahora {after}{_shift(change)}."


def _shown(aspect: str, value: Any) -> str:
    return amounts.UNKNOWN if value in (None, "") else _ASPECTS[aspect][1](value)


def _shift(change: Change) -> str:
    """By how many days a date moved."""
    if not (isinstance(change.before, date) and isinstance(change.after, date)):
        return ""
    days = (change.after - change.before).days
    return f" ({abs(days)} {'día' if abs(days) == 1 else 'días'} {'después' if days > 0 else 'antes'})"


def _named(keys: Sequence[str], places: Places) -> str:
    return ", ".join(sorted(words.place(places[key]) if key in places else key for key in keys)) or amounts.UNKNOWN
