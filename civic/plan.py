"""Points of a town as squares of a plan, drawn without any map: where many are, the square says how many."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, floor, radians
from statistics import median

STEPS = (1, 3, 10, 30)
"""From how many in a square it is a shade darker."""
FAR = 25_000.0
"""Metres from the middle: what lies farther away is counted, not drawn, so that one wrong pin does not shrink the town."""
_SIDES = (200, 400, 800, 1600, 3200)
"""Metres that a square may measure."""
_MOST_ACROSS = 28
_METRES = 111_320.0
"""Of one degree of latitude."""


@dataclass(frozen=True, slots=True)
class Point:
    latitude: float
    longitude: float
    count: int
    late: int


@dataclass(frozen=True, slots=True)
class Square:
    """`column`, `row`: its place, from the north-west."""

    column: int
    row: int
    count: int
    late: int
    south: float
    west: float
    north: float
    east: float

    @property
    def shade(self) -> int:
        return sum(self.count >= step for step in STEPS)


@dataclass(frozen=True, slots=True)
class Plan:
    """`side`: of a square, in metres. `outside`: how many lie too far away to be drawn."""

    columns: int
    rows: int
    side: int
    squares: Sequence[Square]
    outside: int
    _west: float
    _north: float
    _down: float
    _across: float

    def place(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Column and row of a point, in squares and parts of one."""
        return (longitude - self._west) / self._across, (self._north - latitude) / self._down

    def holds(self, latitude: float, longitude: float) -> bool:
        column, row = self.place(latitude, longitude)
        return 0 <= column <= self.columns and 0 <= row <= self.rows


def plan(points: Iterable[Point]) -> Plan | None:
    """None: there is no point."""
    given = list(points)
    if not given:
        return None
    middle = median(one.latitude for one in given), median(one.longitude for one in given)
    across = _METRES * cos(radians(middle[0]))
    near = [one for one in given if _is_near(one, middle, across)]
    width = across * (max(one.longitude for one in near) - min(one.longitude for one in near))
    height = _METRES * (max(one.latitude for one in near) - min(one.latitude for one in near))
    side = next((side for side in _SIDES if max(width, height) <= side * (_MOST_ACROSS - 1)), _SIDES[-1])
    return _squared(near, side, side / _METRES, side / across, sum(one.count for one in given if one not in near))


def _is_near(one: Point, middle: tuple[float, float], across: float) -> bool:
    up, aside = (one.latitude - middle[0]) * _METRES, (one.longitude - middle[1]) * across
    return max(abs(up), abs(aside)) <= FAR


def _squared(points: Sequence[Point], side: int, down: float, across: float, outside: int) -> Plan:
    """Squares begin at whole steps of the grid, so that the next complaint does not move all the others."""
    top = max(floor(one.latitude / down) for one in points)
    left = min(floor(one.longitude / across) for one in points)
    counts: dict[tuple[int, int], list[int]] = {}
    for one in points:
        held = counts.setdefault((floor(one.longitude / across) - left, top - floor(one.latitude / down)), [0, 0])
        held[0] += one.count
        held[1] += one.late
    squares = [
        Square(column, row, count, late, (top - row) * down, (left + column) * across,
               (top - row + 1) * down, (left + column + 1) * across)
        for (column, row), (count, late) in sorted(counts.items())
    ]  # fmt: skip
    columns, rows = (1 + max(place[axis] for place in counts) for axis in (0, 1))
    return Plan(columns, rows, side, squares, outside, left * across, (top + 1) * down, down, across)


def legend() -> list[str]:
    """What each shade means, the lightest first."""
    ends = [str(step - 1) for step in STEPS[1:]]
    between = [first if first == end else f"{first} a {end}" for first, end in zip(map(str, STEPS), ends, strict=False)]
    return [*between, f"{STEPS[-1]} o más"]
