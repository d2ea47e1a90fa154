"""Spanish on a picture, with the one typeface that every installation has: the drawing library's own.

It has no letters with accents, so those are put together: the plain letter, and its mark drawn above.
"""

import unicodedata
from dataclasses import dataclass
from math import pi, sin
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

_ACUTE, _TILDE, _TWO_DOTS = "\u0301", "\u0303", "\u0308"
_ELLIPSIS = "..."
_STEM = 0.085
"""Width of an upright, by the height of the letters."""
_EDGES = str.maketrans({"¿": None, "¡": None, "«": '"', "»": '"', "…": _ELLIPSIS, "–": "-", "—": "-", "·": "-"})


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes in one size and colour."""

    draw: "ImageDraw"
    font: "FreeTypeFont"
    ink: str

    def width(self, text: str) -> float:
        """Pixels."""
        return sum(self.font.getlength(base) for base, _ in _letters(text))

    def fitted(self, text: str, room: float) -> str:
        """The text, or as much of it as fits with three dots behind."""
        if self.width(text) <= room:
            return text
        while text and self.width(text + _ELLIPSIS) > room:
            text = text[:-1]
        return text.rstrip() + _ELLIPSIS

    def write(self, x: float, baseline: float, text: str) -> None:
        for base, mark in _letters(text):
            if mark and base == "i":
                self._stem(x, baseline)
            else:
                self.draw.text((x, baseline), base, self.ink, self.font, anchor="ls")
            if mark:
                self._mark(x, baseline, base, mark)
            x += self.font.getlength(base)

    def _stem(self, x: float, baseline: float) -> None:
        """An i without its dot."""
        middle, half = x + self.font.getlength("i") / 2, self.font.size * _STEM / 2
        self.draw.rectangle((middle - half, baseline + self._top("x"), middle + half, baseline), fill=self.ink)

    def _top(self, letter: str) -> float:
        return self.font.getbbox(letter, anchor="ls")[1]

    def _mark(self, x: float, baseline: float, base: str, mark: str) -> None:
        size = self.font.size
        middle = x + self.font.getlength(base) / 2
        foot = baseline + self._top("x" if base == "i" else base) - size * 0.07
        thick = max(1, round(size * _STEM))
        if mark == _ACUTE:
            self.draw.line((middle - size * 0.04, foot, middle + size * 0.09, foot - size * 0.15), self.ink, thick)
        elif mark == _TILDE:
            wave = [(at / 12, sin(at / 12 * 2 * pi)) for at in range(13)]
            points = [(middle + size * 0.3 * (part - 0.5), foot - size * (0.06 + 0.035 * up)) for part, up in wave]
            self.draw.line(points, self.ink, thick, joint="curve")
        else:
            for side in (-0.12, 0.12):
                centre, half = middle + size * side, size * 0.055
                self.draw.ellipse((centre - half, foot - 2 * half, centre + half, foot), self.ink)


def _letters(text: str) -> list[tuple[str, str]]:
    """Each plain letter with the mark that belongs above it; a mark of another language is left out."""
    letters: list[tuple[str, str]] = []
    for sign in unicodedata.normalize("NFD", text.translate(_EDGES)):
        if not unicodedata.combining(sign):
            letters.append((sign if sign.isascii() else "?", ""))
        elif sign in (_ACUTE, _TILDE, _TWO_DOTS) and letters:
            letters[-1] = (letters[-1][0], sign)
    return letters
