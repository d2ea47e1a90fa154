"""PDF files and sounds that messages of ours carry, served to whoever knows the name.

They lie in one folder. The name is made of what is in the file, so one that is kept twice is there once; its ending says
what it is.
"""

import asyncio
import base64
import hashlib
import re
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

MOST_BYTES = 15_000_000
"""WhatsApp takes 16 MB of a document (Twilio media guidance); Telegram 50 MB (Bot API, sendDocument)."""
_NAME = re.compile(r"[A-Za-z0-9_-]{32}\.(pdf|mp3|ogg|m4a)")
_TYPES = {"pdf": "application/pdf", "mp3": "audio/mpeg", "ogg": "audio/ogg", "m4a": "audio/mp4"}
"""WhatsApp takes these (Twilio media guidance)."""
_BEGINS = {
    "pdf": re.compile(rb"%PDF-"),
    "mp3": re.compile(rb"ID3|\xff[\xfb\xf3\xf2]"),
    "ogg": re.compile(rb"OggS"),
    "m4a": re.compile(rb".{4}ftypM4A ", re.DOTALL),
}


class NotADocument(Exception):
    """The message is one Spanish sentence for whoever gave it."""


def documents_folder(media: Path) -> Path:
    """Where they lie inside `[database] media`."""
    return media / "documents"


def ending_of(content: bytes) -> str:
    """What a file is by what is in it, whatever it is called; empty: nothing that is sent on."""
    return next((ending for ending, begins in _BEGINS.items() if begins.match(content)), "")


def keep_document(content: bytes, folder: Path) -> str:
    """Write a PDF; its name. Raises NotADocument, OSError."""
    if ending_of(content) != "pdf":
        raise NotADocument("El archivo no es un PDF; guárdelo como PDF.")
    return keep_file(content, folder)


def keep_file(content: bytes, folder: Path) -> str:
    """Write a PDF or a sound; its name. Raises NotADocument, OSError."""
    ending = ending_of(content)
    if not ending:
        raise NotADocument("El archivo no es un PDF ni un audio.")
    if len(content) > MOST_BYTES:
        raise NotADocument(f"El archivo pesa más de {MOST_BYTES // 1_000_000} MB; hágalo más ligero.")
    name = f"{base64.urlsafe_b64encode(hashlib.sha256(content).digest()[:24]).decode()}.{ending}"
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f"{name}.part"
    unfinished.write_bytes(content)
    unfinished.replace(folder / name)
    return name


def find_document(name: str, folder: Path) -> bytes | None:
    """None when the name is none of ours or its file is gone or cannot be read."""
    if not _NAME.fullmatch(name):
        return None
    try:
        return (folder / name).read_bytes()
    except OSError:
        return None


def documents_route(folder: Path) -> Route:
    """`GET /documents/{name}`, for anybody who knows a name."""

    async def give(request: Request) -> Response:
        name = request.path_params["name"]
        found = await asyncio.to_thread(find_document, name, folder)
        headers = {"X-Robots-Tag": "noindex", "X-Content-Type-Options": "nosniff"}
        if found is None:
            return Response(status_code=404, headers=headers)
        return Response(found, media_type=_TYPES[name.rpartition(".")[2]], headers=headers)

    return Route("/documents/{name}", give)
