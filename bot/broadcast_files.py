"""The picture or document that a broadcast's file names, kept where channels find it."""

from pathlib import Path

from msgspec.structs import replace

from bot.documents import NotADocument, keep_document
from bot.pictures import NotAPicture, make_chart
from civic.broadcast import Content
from civic.broadcast_document import Written
from civic.message import Document


class BadFile(Exception):
    """It cannot be used; the message says in Spanish why and what to do."""


def with_files(written: Written, beside: Path, pictures: Path, documents: Path) -> Content:
    """`beside`: the folder that names are from. Raises BadFile."""
    content = written.content
    try:
        if written.photo:
            content = replace(content, photo=make_chart((beside / written.photo).read_bytes(), pictures))
        if written.document:
            file = keep_document((beside / written.document).read_bytes(), documents)
            content = replace(content, document=Document(file, Path(written.document).name))
    except OSError as e:
        raise BadFile(f"{written.photo or written.document}: no se puede leer ({e.strerror})") from None
    except (NotAPicture, NotADocument) as e:
        raise BadFile(f"{written.photo or written.document}: {e}") from None
    return content
