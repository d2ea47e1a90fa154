"""QR codes: which squares are dark, and a picture of them."""

from collections.abc import Iterator, Sequence

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

QUIET = 4
"""Light modules around the code (ISO/IEC 18004)."""
MOST = 1200
"""Signs that are still read off a screen or a paper."""


def squares_of(text: str) -> Sequence[Sequence[bool]]:
    """Rows of modules, True for dark, bearing some 15 % of damage. Raises ValueError where the text is not fit for it.

    Readers disagree on letters beyond ASCII; an address has none.
    """
    if len(text) > MOST or not text.isascii():
        raise ValueError(f"a QR code takes up to {MOST} signs of ASCII")
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    return [[bool(module) for module in row] for row in code.modules]


def dark_runs(squares: Sequence[Sequence[bool]]) -> Iterator[tuple[int, int, int]]:
    """Column, row and length of each dark stretch of a row."""
    for y, row in enumerate(squares):
        start = 0
        for x, dark in enumerate([*row, False]):
            if not dark:
                if x > start:
                    yield start, y, x - start
                start = x + 1


def svg_of(squares: Sequence[Sequence[bool]]) -> str:
    side = len(squares) + 2 * QUIET
    path = "".join(f"M{x + QUIET} {y + QUIET}h{length}v1h-{length}z" for x, y, length in dark_runs(squares))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" aria-label="Código QR">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{path}"/></svg>'
    )
