"""How far two places are from each other."""

from math import asin, cos, radians, sin, sqrt

_EARTH = 6_371_000.0


def metres(latitude_a: float, longitude_a: float, latitude_b: float, longitude_b: float) -> float:
    """Great-circle distance in metres.

    >>> round(metres(24.0277, -104.6532, 24.0277, -104.6432))
    1016
    """
    a, b = radians(latitude_a), radians(latitude_b)
    half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(longitude_b - longitude_a) / 2) ** 2
    return 2 * _EARTH * asin(sqrt(half))
