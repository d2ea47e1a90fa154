"""Bars and lines, worked out for a template to draw: every axis begins at zero."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 240
_LEFT, _TOP, _BOTTOM = 52, 12, 30
_ROW = 26
_NAMES = 190
"""Room for the names of rows."""
_MOST_NAMED = 9
"""Names under an axis."""


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    name: str
    told: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Words at a place of the picture."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    told: str
    """What it shows, in words."""
    height: float
    bars: Sequence[Bar] = ()
    lines: Sequence[str] = ()
    """Points of each unbroken run."""
    dots: Sequence[Bar] = ()
    ticks: Sequence[Mark] = ()
    """Of the upright axis: a line across at each."""
    names: Sequence[Mark] = ()
    left: float = _LEFT
    width: float = WIDTH


def scale(most: float) -> list[int]:
    """Round numbers from zero up to what holds `most`, four steps at most."""
    step = 1
    while step * 4 < most:
        step = step * 2 if str(step)[0] == "1" else step * 5 // 2 if str(step)[0] == "2" else step * 2
    return [step * number for number in range(int(-(-max(most, 1) // step)) + 1)]


def columns(title: str, told: str, names: Sequence[str], values: Sequence[int], line: Sequence[int] = ()) -> Chart:
    """Upright bars, one a name; `line`: other values over them."""
    ticks = scale(max([*values, *line], default=0))
    place = _Place(len(names), ticks[-1])
    width = max(place.room * 0.7, 1.0)
    bars = [
        Bar(
            round(place.x(n) - width / 2, 1), place.y(value), round(width, 1), place.tall(value), names[n], f"{value:,}"
        )
        for n, value in enumerate(values)
    ]
    runs, dots = _line(place, names, list(line))
    return Chart(title, told, HEIGHT, bars, runs, dots, place.ticks(ticks), place.names(names))


def curve(title: str, told: str, names: Sequence[str], values: Sequence[int | None]) -> Chart:
    """A line; it is broken where there is no value."""
    ticks = scale(max([value for value in values if value], default=0))
    place = _Place(len(names), ticks[-1])
    runs, dots = _line(place, names, values)
    return Chart(title, told, HEIGHT, (), runs, dots, place.ticks(ticks), place.names(names))


def rows(title: str, told: str, names: Sequence[str], values: Sequence[int]) -> Chart:
    """Lying bars, one below the other, each with its name before and its number behind it."""
    most, room = max([*values, 1]), WIDTH - _NAMES - 70
    bars = [
        Bar(_NAMES, 6 + _ROW * n, round(room * value / most, 1), _ROW - 8, _short(names[n]), f"{value:,}")
        for n, value in enumerate(values)
    ]
    return Chart(title, told, _ROW * len(bars) + 10, bars, left=_NAMES)


@dataclass(frozen=True, slots=True)
class _Place:
    """Of things on the paper of a chart."""

    count: int
    most: int

    @property
    def room(self) -> float:
        return (WIDTH - _LEFT - 8) / max(self.count, 1)

    def x(self, number: int) -> float:
        return round(_LEFT + self.room * (number + 0.5), 1)

    def tall(self, value: float) -> float:
        return round((HEIGHT - _TOP - _BOTTOM) * value / self.most, 1)

    def y(self, value: float) -> float:
        return round(HEIGHT - _BOTTOM - self.tall(value), 1)

    def ticks(self, values: Sequence[int]) -> list[Mark]:
        return [Mark(_LEFT - 6, self.y(value), f"{value:,}") for value in values]

    def names(self, names: Sequence[str]) -> list[Mark]:
        every = -(-len(names) // _MOST_NAMED) if names else 1
        return [Mark(self.x(n), HEIGHT - 10, name) for n, name in enumerate(names) if n % every == 0]


def _line(place: _Place, names: Sequence[str], values: Sequence[int | None]) -> tuple[list[str], list[Bar]]:
    runs: list[list[str]] = [[]]
    dots: list[Bar] = []
    for number, value in enumerate(values):
        if value is None:
            runs.append([])
            continue
        x, y = place.x(number), place.y(value)
        runs[-1].append(f"{x},{y}")
        dots.append(Bar(x, y, 0, 0, names[number], f"{value:,}"))
    return [" ".join(run) for run in runs if len(run) > 1], dots


def _short(name: str) -> str:
    return name if len(name) <= 26 else name[:25] + "…"
