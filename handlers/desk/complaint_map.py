"""Where complaints are: a plan of squares drawn here, and a table beside it that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from civic.plan import Plan, Point, Square, legend, plan
from handlers.desk.complaints import PATH, choices, departments_of, kept_of, tabs, today_of, wanted_of
from handlers.desk.errand import Errand, Page
from storage.complaint_lists import visible_complaints
from storage.complaint_places import Place, list_places, list_spots

_SIDE = 32
"""Of a square on the page."""
_MOST_NAMES, _MOST_LINES = 12, 200


@dataclass(frozen=True, slots=True)
class DrawnSquare:
    x: int
    y: int
    square: Square
    path: str


@dataclass(frozen=True, slots=True)
class DrawnName:
    x: float
    y: float
    name: str


@dataclass(frozen=True, slots=True)
class Line:
    """Of the table."""

    name: str
    path: str
    place: Place


def show(errand: Errand) -> Page:
    wanted, kept = wanted_of(errand), kept_of(errand)
    here = {"ver": wanted.view.value, **kept}
    asked = (errand.connection, visible_complaints(errand.me.access), wanted)
    which = {"departments": departments_of(errand), "today": today_of(errand)}
    places = list_places(*asked, **which)  # type: ignore[arg-type]
    spots = list_spots(*asked, **which)  # type: ignore[arg-type]
    drawn = plan(Point(one.latitude, one.longitude, one.count, one.late) for one in spots)
    lines = [_line(errand, here, place) for place in places]
    values = {
        "title": "Mapa de quejas",
        "tabs": tabs(errand, wanted, f"{PATH}/mapa", kept),
        "lines": lines[:_MOST_LINES],
        "left_out": len(lines) - _MOST_LINES,
        "total": sum(place.count for place in places),
        "pinned": sum(place.pinned for place in places),
        "plan": drawn,
        "side": _SIDE,
        "squares": [_square(here, one) for one in drawn.squares] if drawn else [],
        "names": _names(drawn, lines) if drawn else [],
        "legend": legend(),
        "list": f"{PATH}?{urlencode(here)}",
        "clear": f"{PATH}/mapa?{urlencode({'ver': wanted.view.value})}" if kept else "",
        **choices(errand, wanted),
    }
    return Page("complaint_map.html", values)


def _line(errand: Errand, here: dict[str, str], place: Place) -> Line:
    there = errand.world.neighbourhood(place.neighbourhood_key)
    path = f"{PATH}?{urlencode({**here, 'colonia': place.neighbourhood_key})}" if there else ""
    return Line(there.name if there else "Sin colonia", path, place)


def _square(here: dict[str, str], one: Square) -> DrawnSquare:
    area = ",".join(f"{edge:.6f}" for edge in (one.south, one.west, one.north, one.east))
    return DrawnSquare(one.column * _SIDE, one.row * _SIDE, one, f"{PATH}?{urlencode({**here, 'zona': area})}")


def _names(drawn: Plan, lines: Sequence[Line]) -> list[DrawnName]:
    """Of the neighbourhoods with the most, where there is room."""
    found: list[DrawnName] = []
    for line in lines:
        place = line.place
        if len(found) == _MOST_NAMES:
            break
        if not line.path or place.latitude is None or place.longitude is None:
            continue
        column, row = drawn.place(place.latitude, place.longitude)
        name = DrawnName(round(column * _SIDE, 1), round(row * _SIDE, 1), line.name)
        if drawn.holds(place.latitude, place.longitude) and not any(_touches(name, other) for other in found):
            found.append(name)
    return found


def _touches(one: DrawnName, other: DrawnName) -> bool:
    letters = (len(one.name) + len(other.name)) / 2
    return abs(one.y - other.y) < 20 and abs(one.x - other.x) < letters * 9
