"""PDF files that messages of ours carry, served to whoever knows the name.

They lie as `<name>.pdf` in one folder. The name is made of what is in the file, so one that is kept twice is there once.
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
_NAME = re.compile(r"[A-Za-z0-9_-]{32}")
_BEGINS = b"%PDF-"


class NotADocument(Exception):
    """The message is one Spanish sentence for whoever gave it."""


def documents_folder(media: Path) -> Path:
    """Where they lie inside `[database] media`."""
    return media / "documents"


def keep_document(content: bytes, folder: Path) -> str:
    """Write a PDF; its name. Raises NotADocument, OSError."""
    if not content.startswith(_BEGINS):
        raise NotADocument("El archivo no es un PDF; guárdelo como PDF.")
    if len(content) > MOST_BYTES:
        raise NotADocument(f"El PDF pesa más de {MOST_BYTES // 1_000_000} MB; hágalo más ligero.")
    name = base64.urlsafe_b64encode(hashlib.sha256(content).digest()[:24]).decode()
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f"{name}.part"
    unfinished.write_bytes(content)
    unfinished.replace(_path(name, folder))
    return name


def find_document(name: str, folder: Path) -> bytes | None:
    """None when the name is none of ours or its file is gone or cannot be read."""
    if not _NAME.fullmatch(name):
        return None
    try:
        return _path(name, folder).read_bytes()
    except OSError:
        return None


def documents_route(folder: Path) -> Route:
    """`GET /documents/{name}.pdf`, for anybody who knows a name."""

    async def give(request: Request) -> Response:
        found = await asyncio.to_thread(find_document, request.path_params["name"], folder)
        headers = {"X-Robots-Tag": "noindex", "X-Content-Type-Options": "nosniff"}
        if found is None:
            return Response(status_code=404, headers=headers)
        return Response(found, media_type="application/pdf", headers=headers)

    return Route("/documents/{name}.pdf", give)


def _path(name: str, folder: Path) -> Path:
    return folder / f"{name}.pdf"
