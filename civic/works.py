"""Public works: what is being built, where, by whom, for how much, and how it changed."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicWork:
    """One work as the register tells it. None: the register does not say."""

    key: str
    name: str
    status: str
    """In the municipality's own words: `en proceso`."""
    neighbourhood_keys: tuple[str, ...] = ()
    """Sorted; empty: the work is in no neighbourhood that the register names."""
    contractor: str = ""
    supervisor: str = ""
    centavos: int | None = None
    """The amount: whole hundredths of a peso, so that it stays exact."""
    metres: float | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    progress: float | None = None
    """Official progress in per cent, 0 to 100."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that the register told otherwise before."""

    aspect: str
    """Name of the field of `PublicWork`."""
    before: Any
    after: Any


def changes(before: PublicWork, after: PublicWork) -> Sequence[Change]:
    """What differs between two versions of one work, in the order of its fields."""
    pairs = [Change(field.name, getattr(before, field.name), getattr(after, field.name)) for field in fields(before)]
    return [one for one in pairs if one.before != one.after]
