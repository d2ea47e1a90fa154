"""Blocks of a paper as what the PDF library lays out. All text goes through `_words`: none of it is ever markup."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import singledispatch
from itertools import zip_longest
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer, Table
from reportlab.platypus import Paragraph as Lines

from bot.papers.letters import plain
from bot.papers.squares import QUIET, dark_runs, squares_of
from civic import paper

WIDTH = 484.0
"""Points from margin to margin."""
FACE, FACE_BOLD, _FACE_SLANTED = "Helvetica", "Helvetica-Bold", "Helvetica-Oblique"
INK, SOFT, LINE = HexColor("#17322b"), HexColor("#4a625b"), HexColor("#9db3ab")
_SHADE = HexColor("#e9f0ec")
_ROOM_TO_SIGN = 40
_PADDING = 12
"""Left and right of a cell, together."""
_SHORT = 130
"""Height of a table that stays whole."""
_PAGE, _TALLEST = 600, 560
"""Height of what fits on a page under a heading, and there in a cell under the heads of its table."""
_SIGNATURE, _BETWEEN = 220.0, 44.0
_MODULE = 3.4
"""Side of a module of a QR code: some 1.2 mm, which any telephone reads."""


def _style(size: float, face: str = FACE, **more: Any) -> ParagraphStyle:
    name = f"{face} {size} {sorted(more)}"
    return ParagraphStyle(name, fontName=face, fontSize=size, leading=size * 1.35, textColor=INK, **more)


_TITLE = _style(15, FACE_BOLD, spaceAfter=4)
_SUBTITLE = _style(11, spaceAfter=8)
_HEADING = _style(11, FACE_BOLD, spaceBefore=10, spaceAfter=4)
_TEXT = _style(10, spaceAfter=6)
_CELL, _CELL_BOLD = _style(9), _style(9, FACE_BOLD)
_NOTE = _style(8.5, _FACE_SLANTED, spaceBefore=6, spaceAfter=4)
_MIDDLE, _MIDDLE_BOLD = _style(9, alignment=1), _style(9.5, FACE_BOLD, alignment=1)
_HOW = _style(8.5, _FACE_SLANTED, alignment=1)
_CODE = _style(14, FACE_BOLD)


def head_of(what: paper.Paper) -> list[Flowable]:
    return [_words(what.title, _TITLE), _words(what.subtitle, _SUBTITLE)]


def laid(blocks: Iterable[paper.Block]) -> list[Flowable]:
    """A heading is never the last thing on a page."""
    every = list(blocks)
    return [one for block, after in zip_longest(every, every[1:]) for one in _with_room(block, after)]


def _with_room(block: paper.Block, after: paper.Block | None) -> list[Flowable]:
    if not isinstance(block, paper.Heading):
        return _laid(block)
    return [CondPageBreak(30 + min(_PAGE, _start_of(after))), *_laid(block)]


def _start_of(block: paper.Block | None) -> float:
    """Points that the least of it takes that may stand under its heading."""
    match block:
        case paper.Signatures(lines=(_, *_)):
            least = [_words(block.opening, _TEXT), _signed(block.lines[:2])]
            return 6 + sum(map(_height, least))
        case paper.Grid():
            first, few = (_height(_laid(replace(block, rows=block.rows[:most]))[0]) for most in (1, 5))
            return few if few < _SHORT and len(block.rows) <= 5 else first
        case _:
            return 60


def _height(flowable: Flowable) -> float:
    return float(flowable.wrap(WIDTH, _PAGE)[1])


def _words(text: str, style: ParagraphStyle) -> Lines:
    return Lines(escape(plain(text)).replace("\n", "<br/>"), style)


@singledispatch
def _laid(block: object) -> list[Flowable]:
    raise TypeError(f"no way to lay out {type(block).__name__}")


@_laid.register
def _(block: paper.Heading) -> list[Flowable]:
    return [_words(block.text, _HEADING)]


@_laid.register
def _(block: paper.Paragraph) -> list[Flowable]:
    return [_words(block.text, _TEXT)]


@_laid.register
def _(block: paper.Note) -> list[Flowable]:
    return [_words(block.text, _NOTE)]


@_laid.register
def _(block: paper.Verbatim) -> list[Flowable]:
    """A rule at the left of it. Indents are kept; an empty line is half a line high."""
    lines = [
        [_words(_indented(line), _TEXT) if line.strip() else Spacer(1, 4)] for line in plain(block.text).split("\n")
    ]
    rule = [("LINEBEFORE", (0, 0), (0, -1), 1.6, LINE), ("LEFTPADDING", (0, 0), (-1, -1), 12)]
    return _table(lines, [WIDTH], rule, tight=True)


def _indented(line: str) -> str:
    words = line.lstrip(" ")
    return "\xa0" * (len(line) - len(words)) + words


@_laid.register
def _(block: paper.Facts) -> list[Flowable]:
    rows = [[_words(name, _CELL_BOLD), _words(value, _CELL)] for name, value in block.pairs]
    return _table(rows, [WIDTH * 0.3, WIDTH * 0.7], [("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE)])


@_laid.register
def _(block: paper.Grid) -> list[Flowable]:
    shares = block.shares or (1,) * len(block.columns)
    head = [_words(column, _CELL_BOLD) for column in block.columns]
    widths = [WIDTH * share / sum(shares) for share in shares]
    rows = [whole for row in block.rows for whole in _no_higher_than_a_page(row, widths)]
    lines = [("GRID", (0, 0), (-1, -1), 0.4, LINE), ("BACKGROUND", (0, 0), (-1, 0), _SHADE)]
    return _table([head, *rows], widths, lines, heads=1)


def _no_higher_than_a_page(row: Sequence[str], widths: Sequence[float]) -> Iterable[Sequence[Flowable | str]]:
    """The row; several where a text in it is longer than a page. A row is not broken otherwise."""
    columns = [_pieces(_words(cell, _CELL), width - _PADDING) for cell, width in zip(row, widths, strict=True)]
    return zip_longest(*columns, fillvalue="")


def _pieces(cell: Lines, width: float) -> list[Flowable]:
    pieces: list[Flowable] = [cell]
    while pieces[-1].wrap(width, _TALLEST)[1] > _TALLEST:
        pieces[-1:] = pieces[-1].split(width, _TALLEST)
    return pieces


@_laid.register
def _(block: paper.Checks) -> list[Flowable]:
    rows = [[_words(one.question, _CELL), _words(one.answer, _CELL_BOLD)] for one in block.items]
    return _table(rows, [WIDTH * 0.76, WIDTH * 0.24], [("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE)])


@_laid.register
def _(block: paper.Signatures) -> list[Flowable]:
    """Two side by side, and whole on a page."""
    pairs = [block.lines[at : at + 2] for at in range(0, len(block.lines), 2)]
    return [_words(block.opening, _TEXT), *(KeepTogether([_signed(pair)]) for pair in pairs)]


def _signed(pair: Sequence[paper.Signature]) -> Table:
    """How each signed, over the line; name and role under it."""
    over = [_words(one.how, _HOW) for one in pair]
    under = [[_words(one.name, _MIDDLE_BOLD), _words(one.role, _MIDDLE)] for one in pair]
    rows = [[cells[0], "", *cells[1:]] for cells in (over, under)]
    columns = (0, 2)[: len(pair)]
    look = [
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("VALIGN", (0, 1), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, 0), _ROOM_TO_SIGN if not all(one.how for one in pair) else 20),
        *(("LINEABOVE", (column, 1), (column, 1), 0.7, INK) for column in columns),
    ]
    widths = [_SIGNATURE, _BETWEEN, _SIGNATURE][: len(rows[0])]
    return Table(rows, widths, style=look, spaceAfter=6, hAlign="LEFT", splitInRow=1)


@_laid.register
def _(block: paper.Verification) -> list[Flowable]:
    rows = [[_words("Código para comprobarlo", _CELL)], [_words(block.code, _CODE)], [_words(block.where, _CELL)]]
    box = [("BOX", (0, 0), (-1, -1), 0.8, LINE), ("BACKGROUND", (0, 0), (-1, -1), _SHADE)]
    return [Spacer(1, 8), KeepTogether(_table(rows, [WIDTH], [*box, ("LEFTPADDING", (0, 0), (-1, -1), 10)]))]


@_laid.register
def _(block: paper.Square) -> list[Flowable]:
    return [KeepTogether([Spacer(1, 8), _Squares(block.content), _words(block.caption, _CELL)])]


class _Squares(Flowable):  # type: ignore[misc]
    """A QR code with the light edge that a reader needs."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.squares = squares_of(text)
        self.width = self.height = (len(self.squares) + 2 * QUIET) * _MODULE

    def draw(self) -> None:
        """Rows count from the top, points from the bottom."""
        self.canv.setFillColor(HexColor("#000000"))
        for x, y, length in dark_runs(self.squares):
            left, bottom = (x + QUIET) * _MODULE, self.height - (y + QUIET + 1) * _MODULE
            self.canv.rect(left, bottom, length * _MODULE, _MODULE, stroke=0, fill=1)


def _table(
    rows: Sequence[Sequence[Flowable | str]],
    widths: Sequence[float],
    look: Sequence[tuple[Any, ...]],
    heads: int = 0,
    tight: bool = False,
) -> list[Flowable]:
    """Over as many pages as it takes. With heads they stand over each page, and rows stay whole."""
    if not rows:
        return []
    room = [(side, (0, 0), (-1, -1), 0 if tight else 3) for side in ("TOPPADDING", "BOTTOMPADDING")]
    style = [("VALIGN", (0, 0), (-1, -1), "TOP"), *room, *look]
    whole = {"repeatRows": heads} if heads else {"splitInRow": 1}
    table = Table([list(row) for row in rows], list(widths), style=style, spaceAfter=5, hAlign="LEFT", **whole)
    return [table]
