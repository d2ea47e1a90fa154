"""The folders of pictures and documents of whatever channel is tried."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bot.documents import keep_document
from bot.pictures import make_picture
from tests.bot.channels.contract import DOCUMENT, PHOTO


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Holds one, PHOTO: a grey road with a hole in it."""
    folder = tmp_path / "pictures"
    road = Image.new("RGB", (640, 480), (150, 150, 145))
    road.paste((60, 50, 45), (220, 180, 420, 330))
    content = BytesIO()
    road.save(content, "JPEG")
    (folder / f"{make_picture(content.getvalue(), folder)}.jpg").rename(folder / f"{PHOTO}.jpg")
    return folder


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """Holds one, DOCUMENT."""
    folder = tmp_path / "documents"
    (folder / keep_document(b"%PDF-1.7 one page", folder)).rename(folder / DOCUMENT.file)
    return folder
