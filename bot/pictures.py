"""Pictures that residents may be shown: made anew from what somebody sent, and served to whoever knows the name.

They lie as `<name>.jpg` in one folder. The name is the key to it: 32 signs nobody can guess, listed nowhere.
"""

import asyncio
import base64
import hashlib
import re
import secrets
import tempfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

if TYPE_CHECKING:
    from PIL.Image import Image

LONGEST_SIDE = 1280
"""Pixels. What Telegram itself makes of a photo; well within WhatsApp's 5 MB."""
MOST_PIXELS = 50_000_000
"""Of an upload; decoded they are some 200 MB."""
MOST_STRETCHED = 20
"""The long side by the short one; Telegram refuses more (Bot API, sendPhoto)."""
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP")

_NAME = re.compile(r"[A-Za-z0-9_-]{32}")
_ORIENTATION = 0x0112
"""The EXIF tag."""
_HEADERS = {
    "Cache-Control": "private, max-age=86400",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


class NotAPicture(Exception):
    """The message is one Spanish sentence for whoever sent it."""


def pictures_folder(media: Path) -> Path:
    """Where they lie inside `[database] media`."""
    return media / "pictures"


def make_picture(content: bytes, folder: Path) -> str:
    """Write a JPEG of what `content` shows, and of nothing else that is in it; its name. Raises NotAPicture, OSError.

    Takes JPEG, PNG and WebP, of moving ones the first frame. Blocks for some tenths of a second.
    """
    return _kept(_encoded(_decoded(content)), secrets.token_urlsafe(24), folder)


def make_chart(drawing: bytes, folder: Path) -> str:
    """The same of a drawing of ours, which anybody may see: named after what it shows, so that it is there once. Raises
    OSError."""
    name = base64.urlsafe_b64encode(hashlib.sha256(drawing).digest()[:24]).decode()
    return name if _path(name, folder).exists() else _kept(_encoded(_decoded(drawing)), name, folder)


def _kept(picture: bytes, name: str, folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        temporary = Path(file.name)
        try:
            file.write(picture)
            file.close()
            temporary.replace(_path(name, folder))
        finally:
            temporary.unlink(missing_ok=True)
    return name


def find_picture(name: str, folder: Path) -> bytes | None:
    """The JPEG; None when the name is none of ours or its file is gone or cannot be read."""
    if not _NAME.fullmatch(name):
        return None
    try:
        return _path(name, folder).read_bytes()
    except OSError:
        return None


def remove_picture(name: str, folder: Path) -> None:
    """Nobody is shown it any more; one that is gone already harms nobody. Raises OSError."""
    if _NAME.fullmatch(name):
        _path(name, folder).unlink(missing_ok=True)


def pictures_route(folder: Path) -> Route:
    """`GET /pictures/{name}.jpg`, for anybody who knows a name."""

    async def give(request: Request) -> Response:
        picture = await asyncio.to_thread(find_picture, request.path_params["name"], folder)
        if picture is None:
            return Response(status_code=404, headers={"X-Robots-Tag": "noindex"})
        return Response(picture, media_type="image/jpeg", headers=_HEADERS)

    return Route("/pictures/{name}.jpg", give)


def _path(name: str, folder: Path) -> Path:
    return folder / f"{name}.jpg"


def _decoded(content: bytes) -> "Image":
    """Upright, in plain colours, small. Raises NotAPicture."""
    from PIL import Image

    try:
        with Image.open(BytesIO(content), formats=FORMATS) as opened:
            _refuse_shape(*opened.size)
            opened.draft("RGB", (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))  # a large JPEG is never decoded whole
            opened.load()
            return _upright(_on_white(_small(opened)), _orientation(opened))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large() from None
    except NotAPicture:
        raise
    except Exception as e:  # a hostile file makes the decoders raise whatever they like
        raise NotAPicture("El archivo no es una foto JPEG, PNG o WebP que se pueda abrir.") from e


def _refuse_shape(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise _too_large()
    if max(width, height) > MOST_STRETCHED * min(width, height):
        raise NotAPicture("La imagen es demasiado angosta para mostrarla como foto.")


def _too_large() -> NotAPicture:
    return NotAPicture(f"La foto tiene más de {MOST_PIXELS // 1_000_000} millones de puntos; envíe una más pequeña.")


def _small(opened: "Image") -> "Image":
    """In RGBA where something shows through, else in RGB. Shrunk in place: a large upload is in memory once."""
    from PIL.Image import Resampling

    mode = "RGBA" if opened.has_transparency_data else "RGB"
    image = opened if opened.mode == mode else opened.convert(mode)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Resampling.LANCZOS)
    return image


def _on_white(image: "Image") -> "Image":
    from PIL import Image

    if image.mode == "RGB":
        return image
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")


def _orientation(opened: "Image") -> int:
    """How the camera was held (EXIF); 1, upright, when its notes cannot be read: the photo is none the worse."""
    try:
        return int(opened.getexif().get(_ORIENTATION, 1))
    except Exception:
        return 1


def _upright(image: "Image", orientation: int) -> "Image":
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    return image.transpose(turns[orientation]) if orientation in turns else image


def _encoded(image: "Image") -> bytes:
    """The pixels alone: what the upload said of place, time, device and author stays behind."""
    from PIL import Image

    bare = Image.frombytes(image.mode, image.size, image.tobytes())
    picture = BytesIO()
    bare.save(picture, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return picture.getvalue()
