"""The page of pictures shows each that there is, and each is small."""

import re
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"
LARGEST = 120_000
"""Bytes."""


def test_every_picture_of_the_desk_is_shown_and_small() -> None:
    shown = set(re.findall(r"\(images/desk/([\w-]+\.png)\)", (DOCS / "screens.md").read_text(encoding="utf-8")))
    taken = {picture.name: picture.stat().st_size for picture in (DOCS / "images" / "desk").iterdir()}
    assert shown == set(taken)
    assert [name for name, size in taken.items() if size > LARGEST] == []
