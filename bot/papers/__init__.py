"""Papers as PDF, the same bytes wherever and whenever the same content is rendered; and QR codes for a page.

The library that draws them takes a while to import, and most commands never need it.
"""

from civic.paper import Paper


def pdf_of(paper: Paper) -> bytes:
    """A PDF of letter size. It holds no day, no compressed part and no typeface: nothing that differs by machine.

    Raises ValueError where a QR code is asked for that `qr_svg` refuses. Takes some 10 ms, for a table of 300 rows 250 ms.
    """
    from bot.papers.sheet import rendered

    return rendered(paper)


def qr_svg(text: str) -> str:
    """A square picture that scales, 4 light modules around it. Raises ValueError where the text is too long or not ASCII."""
    from bot.papers.squares import squares_of, svg_of

    return svg_of(squares_of(text))
