"""Files of residents, for whoever may see the chat, complaint or proposal they belong to. Hostile until shown
otherwise: only what is a picture or a sound by its own first bytes is shown in the page, all else is handed out to be saved."""

import asyncio
from functools import partial
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from handlers.desk.door import Door, NotSignedIn
from handlers.desk.errand import NotHere
from handlers.desk.page import HEADERS
from storage.access import visible_chats
from storage.chat_lines import StoredFile, find_file
from storage.exhibits import find_evidence
from storage.store import Connection, StoreUnavailable

_SHOWN = (
    (b"\xff\xd8\xff", 0, "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"WEBP", 8, "image/webp"),
    (b"OggS", 0, "audio/ogg"),
    (b"ID3", 0, "audio/mpeg"),
    (b"ftyp", 4, "video/mp4"),
)


def files_route(door: Door, folder: Path) -> Route:
    """`GET /desk/archivos/{file}`."""

    async def give(request: Request) -> Response:
        try:
            stored = await door.store.read(partial(_find, door, request))
            content = await asyncio.to_thread((folder / stored.path).read_bytes)
        except (NotSignedIn, NotHere, OSError):
            return door.plain(404, "El archivo no está, o no está a su alcance.")
        except StoreUnavailable:
            return door.plain(503, "La base de datos no responde. Espere un momento e intente otra vez.")
        mime = mime_of(content)
        headers = {**HEADERS, "Content-Security-Policy": "default-src 'none'; sandbox"}
        if not mime:
            headers["Content-Disposition"] = f'attachment; filename="archivo-{stored.id}"'
        return Response(content, media_type=mime or "application/octet-stream", headers=headers)

    return Route("/desk/archivos/{file:int}", give)


def _find(door: Door, request: Request, connection: Connection) -> StoredFile:
    """Raises NotSignedIn, NotHere."""
    errand = door.errand(request, connection)
    file, access = int(request.path_params["file"]), errand.me.access
    found = find_file(connection, file, visible_chats(access, errand.me.name)) or find_evidence(
        connection, file, access
    )
    if found is None:
        raise NotHere
    return found


def mime_of(content: bytes) -> str:
    """By its first bytes; empty: nothing that may be shown."""
    return next((mime for sign, at, mime in _SHOWN if content[at : at + len(sign)] == sign), "")
