"""What a book is made of: the files of a folder, as tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

from flows.form import read_toml

FOLDER = Path(__file__).parent
_NOT_FLOWS = frozenset({"phrases", "menu", "words"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Source:
    """Never changed."""

    flows: Mapping[str, Mapping[str, Any]]
    """Flow ids to their tables."""
    phrases: Mapping[str, str]
    menu: Mapping[str, Any]
    words: Mapping[str, Any]
    catalogues: Mapping[str, Mapping[str, str]]


def read_source(folder: Path | None = None) -> Source:
    """The files of `folder` (default: the flows that ship). Raises FormError."""
    home = folder or FOLDER
    paths = sorted(path for path in home.glob("*.toml") if path.stem not in _NOT_FLOWS)
    return Source(
        flows={path.stem: read_toml(path) for path in paths},
        phrases=read_toml(home / "phrases.toml"),
        menu=read_toml(home / "menu.toml"),
        words=read_toml(home / "words.toml"),
        catalogues={path.stem: _catalogue(path) for path in sorted((home / "locale").glob("*.po"))},
    )


def _catalogue(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.stem)
    return {str(message.id): str(message.string) for message in catalogue if message.id and message.string}
