"""Numbers and names of options, as they follow each other in an answer, and the options they mean."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple


class Number(NamedTuple):
    """The place of an option in the list as it was shown, or, before a name, the place that the name takes."""

    value: int
    ordinal: bool = False
    adverb: bool = False
    """`primero`, `segundo`: rather a place than an option."""


class Name(NamedTuple):
    option_id: str


Element = Number | Name


def resolved(elements: Sequence[Element], ids: Sequence[str]) -> tuple[tuple[str, ...], bool]:
    """The options that numbers and names mean, in order, and whether that is sure.

    A number before a name is that option's own (`2 Parques`) or the place it takes (`1 parques, 2 luz`).
    """
    pairs = [(number, _option(element, ids)) for number, element in _paired(elements)]
    placed = [(number, option) for number, option in pairs if number]
    if all(_option(number, ids) == option for number, option in placed):
        return _unique(option for _, option in pairs), True
    if len(pairs) == len(placed) > 1 and sorted(number.value for number, _ in placed) == [*range(1, len(pairs) + 1)]:
        return _unique(option for _, option in sorted(placed)), True
    if all(number.adverb for number, _ in placed):
        return _unique(option for _, option in pairs), True
    return _unique(one for number, option in pairs for one in _both(number, option, ids)), False


def _both(number: Number | None, option: str, ids: Sequence[str]) -> Iterator[str]:
    """`1 y parques`: nothing says that the number is not an option of its own."""
    if number and not number.adverb:
        yield _option(number, ids)
    yield option


def _paired(elements: Sequence[Element]) -> Iterator[tuple[Number | None, Element]]:
    """Each option with the number that stands before it."""
    before: Number | None = None
    for element in elements:
        if before and not _belongs(before, element):
            yield None, before
            before = None
        if isinstance(element, Number) and not before:
            before = element
        else:
            yield before, element
            before = None
    if before:
        yield None, before


def _belongs(number: Number, element: Element) -> bool:
    """The number may be the place of what follows it: a name, or behind a *primero* another number."""
    return isinstance(element, Name) or (number.adverb and not element.ordinal)


def _option(element: Element, ids: Sequence[str]) -> str:
    return element.option_id if isinstance(element, Name) else ids[element.value - 1]


def _unique(options: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(options))
