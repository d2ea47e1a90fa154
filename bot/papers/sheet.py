"""The sheet that blocks are laid on: margins, what stands over and under each page, and what the file says of itself."""

from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import letter
from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFInfo, PDFString
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import SimpleDocTemplate

from bot.papers.layout import FACE, FACE_BOLD, INK, LINE, SOFT, WIDTH, head_of, laid
from bot.papers.letters import plain
from civic.paper import Paper, sha256_of

_ACROSS, _DOWN = letter
_SIDE, _TOP, _FOOT = (_ACROSS - WIDTH) / 2, 64, 62
"""Margins in points."""
_PAGES = "pages"
_SMALL = 8


class _Told(PDFInfo):  # type: ignore[misc]
    """What the file says of itself: no days, and no program."""

    def format(self, document: object) -> bytes:
        said = {"Title": self.title, "Author": self.author, "Subject": self.subject}
        return bytes(PDFDictionary({name: PDFString(value) for name, value in said.items()}).format(document))


class _Canvas(Canvas):  # type: ignore[misc]
    """With the number of pages, which every page shows and which is known when all are drawn."""

    def save(self) -> None:
        self.beginForm(_PAGES)
        self.setFont(FACE, _SMALL)
        self.setFillColor(SOFT)
        self.drawString(0, 0, str(self.getPageNumber() - 1))
        self.endForm()
        super().save()


def rendered(paper: Paper) -> bytes:
    file, fingerprint = BytesIO(), sha256_of(paper)

    def canvas(*args: Any, **options: Any) -> Canvas:
        made = _Canvas(*args, **options)
        made._doc.info = _Told()
        made._doc._ID = f"[<{fingerprint}><{fingerprint}>]\n".encode()
        return made

    def edge(canvas: Canvas, _: SimpleDocTemplate) -> None:
        _head(canvas, paper)
        _foot(canvas, fingerprint)

    story = [*head_of(paper), *laid(paper.blocks)]
    _sheet(file, paper).build(story, onFirstPage=edge, onLaterPages=edge, canvasmaker=canvas)
    return file.getvalue()


def _sheet(file: BytesIO, paper: Paper) -> SimpleDocTemplate:
    return SimpleDocTemplate(
        file,
        pagesize=letter,
        leftMargin=_SIDE - 6,  # the frame has 6 points of padding
        rightMargin=_SIDE - 6,
        topMargin=_TOP,
        bottomMargin=_FOOT,
        title=plain(paper.title),
        author=plain(paper.municipality),
        subject=plain(paper.reference),
        lang="es-MX",
        invariant=1,
        pageCompression=0,
    )


def _head(canvas: Canvas, paper: Paper) -> None:
    top = _DOWN - 46
    _rule(canvas, top - 8)
    canvas.setFillColor(INK)
    canvas.setFont(FACE_BOLD, 9)
    canvas.drawString(_SIDE, top, _fitting(canvas, paper.municipality, WIDTH * 0.5))
    canvas.setFillColor(SOFT)
    canvas.setFont(FACE, _SMALL)
    canvas.drawRightString(_ACROSS - _SIDE, top, _fitting(canvas, paper.reference, WIDTH * 0.47))


def _foot(canvas: Canvas, fingerprint: str) -> None:
    _rule(canvas, 52)
    canvas.setFillColor(SOFT)
    canvas.setFont(FACE, _SMALL)
    canvas.drawRightString(_ACROSS - _SIDE, 40, f"Huella de este documento: {fingerprint[:12]}")
    words = f"Página {canvas.getPageNumber()} de "
    canvas.drawString(_SIDE, 40, words)
    canvas.saveState()
    canvas.translate(_SIDE + canvas.stringWidth(words), 40)
    canvas.doForm(_PAGES)
    canvas.restoreState()


def _rule(canvas: Canvas, height: float) -> None:
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.6)
    canvas.line(_SIDE, height, _ACROSS - _SIDE, height)


def _fitting(canvas: Canvas, text: str, room: float) -> str:
    """On one line; dots where it is too long."""
    line = " ".join(plain(text).split())
    if canvas.stringWidth(line) <= room:
        return line
    while line and canvas.stringWidth(line + "…") > room:
        line = line[:-1]
    return line.rstrip() + "…"
