"""The pictures folder of whatever channel is tried."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bot.pictures import make_picture
from tests.bot.channels.contract import PHOTO


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
