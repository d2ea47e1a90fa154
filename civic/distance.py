"""How far two places are from each other."""

from math import asin, cos, floor, radians, sin, sqrt

_EARTH = 6_371_000.0


def metres(latitude_a: float, longitude_a: float, latitude_b: float, longitude_b: float) -> float:
    """Great-circle distance in metres.

    >>> round(metres(24.0277, -104.6532, 24.0277, -104.6432))
    1016
    """
    a, b = radians(latitude_a), radians(latitude_b)
    half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(longitude_b - longitude_a) / 2) ** 2
    return 2 * _EARTH * asin(sqrt(half))


_CELL = 0.002
"""Degrees: a cell of the grid is some 220 metres high and, in Mexico, 200 wide."""
_ROW = 1_000_000


def cell_of(latitude: float, longitude: float) -> int:
    """The cell of a grid in which a place lies: what is within 200 metres lies in it or in one of its neighbours."""
    return floor(latitude / _CELL) * _ROW + floor(longitude / _CELL)


def cells_around(latitude: float, longitude: float) -> list[int]:
    """The cell of a place and the eight about it."""
    middle = cell_of(latitude, longitude)
    return [middle + up * _ROW + aside for up in (-1, 0, 1) for aside in (-1, 0, 1)]
