"""The pictures of a consultation's results. All that they show is also in the words that go with them.

They are drawn at twice their size; `bot.pictures` makes them smaller, and so smooth.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from bot.lettering import Pen
from civic.tiles import Group, legend

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

_WIDTH, _EDGE = 2560, 120
"""Pixels."""
_PAPER, _INK, _SOFT, _LEAF = "#ffffff", "#17322b", "#4a625b", "#12664f"
_SHADES = ("#e4ebe6", "#8fc9b3", "#2f8f72", "#0b3d2f")
"""Each far enough in lightness from the next to be told apart without colour."""
_TITLE, _TEXT, _SMALL = 92, 72, 60
_BAR_ROW, _BAR = 210, 84
_TILE, _GAP = 56, 8

Bar = tuple[str, int]


def bars_chart(title: str, heading: str, bars: Sequence[Bar], foot: str) -> bytes:
    """A PNG. Each bar has its name above and its number behind it; the longest goes from edge to edge."""
    image, draw = _sheet(460 + _BAR_ROW * len(bars) + 150)
    _head(draw, title, heading)
    most = max((count for _, count in bars), default=1)
    number = _pen(draw, _TEXT)
    room = _WIDTH - 2 * _EDGE - max((number.width(f" {count}") for _, count in bars), default=0)
    for place, (name, count) in enumerate(bars):
        top = 430 + place * _BAR_ROW
        name_pen = _pen(draw, _TEXT)
        name_pen.write(_EDGE, top, name_pen.fitted(name, _WIDTH - 2 * _EDGE))
        end = _EDGE + room * count / most
        draw.rectangle((_EDGE, top + 30, end, top + 30 + _BAR), fill=_LEAF)
        number.write(end, top + 30 + _BAR - 14, f" {count}")
    return _finished(image, draw, foot)


def tiles_chart(title: str, heading: str, groups: Sequence[Group], notes: Sequence[str]) -> bytes:
    """A PNG: a tile a neighbourhood, the darker the more proposals. `notes`: lines below, by the last of which it is told
    that this is no map."""
    across = (_WIDTH - 2 * _EDGE) // (_TILE + _GAP)
    heights = [100 + -(-len(group.tiles) // across) * (_TILE + _GAP) + 40 for group in groups]
    image, draw = _sheet(620 + sum(heights) + 80 * len(notes))
    _head(draw, title, heading)
    _legend(draw, 450)
    top = 540
    for group, height in zip(groups, heights, strict=True):
        heard = sum(tile.proposals > 0 for tile in group.tiles)
        _pen(draw, _SMALL).write(_EDGE, top + 60, f"{group.label}: {heard} de {len(group.tiles)}")
        for place, tile in enumerate(group.tiles):
            left, upper = _EDGE + place % across * (_TILE + _GAP), top + 100 + place // across * (_TILE + _GAP)
            draw.rectangle((left, upper, left + _TILE, upper + _TILE), fill=_SHADES[tile.shade])
        top += height
    return _finished(image, draw, *notes)


def _legend(draw: "ImageDraw", baseline: float) -> None:
    pen = _pen(draw, _SMALL, _SOFT)
    x: float = _EDGE
    for colour, words in zip(_SHADES, legend(), strict=True):
        draw.rectangle((x, baseline - _TILE + 8, x + _TILE, baseline + 8), fill=colour)
        pen.write(x + _TILE + 20, baseline, words)
        x += _TILE + 20 + pen.width(words) + 90


def _sheet(height: int) -> "tuple[Image, ImageDraw]":
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (_WIDTH, height), _PAPER)
    return image, ImageDraw.Draw(image)


def _pen(draw: "ImageDraw", size: int, ink: str = _INK) -> Pen:
    from PIL import ImageFont

    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise RuntimeError("Pillow was built without FreeType: install its wheel, which has it")
    return Pen(draw, font, ink)


def _head(draw: "ImageDraw", title: str, heading: str) -> None:
    for pen, baseline, words in ((_pen(draw, _SMALL, _SOFT), 150, title), (_pen(draw, _TITLE), 280, heading)):
        pen.write(_EDGE, baseline, pen.fitted(words, _WIDTH - 2 * _EDGE))


def _finished(image: "Image", draw: "ImageDraw", *notes: str) -> bytes:
    pen = _pen(draw, _SMALL, _SOFT)
    for place, note in enumerate(reversed(notes)):
        pen.write(_EDGE, image.height - 70 - 80 * place, pen.fitted(note, _WIDTH - 2 * _EDGE))
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
