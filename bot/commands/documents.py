"""Documents that staff write: read from a file, and what is wrong with them said by line."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.commands import Failed
from civic.document import Unreadable
from civic.document_table import Refused


def document_in(file: Path) -> str:
    """Raises Failed."""
    try:
        return file.read_bytes().decode("utf-8-sig")
    except OSError as e:
        raise Failed(f"{file}: no se puede leer ({e.strerror})") from None
    except UnicodeDecodeError as e:
        raise Failed(f"{file}: no es UTF-8 en el byte {e.start}; guárdelo como texto UTF-8") from None


@contextmanager
def faults_named(file: Path | None) -> Iterator[None]:
    """Raises Failed."""
    try:
        yield
    except Unreadable as e:
        raise Failed(f"{file}: {e}") from e
    except Refused as e:
        raise Failed(f"{file}: no se publica; corrija:\n{e}") from e
