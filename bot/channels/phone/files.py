"""Photos, voice notes and documents that simulated phones sent: checked by content, kept in a folder by reference."""

import asyncio
import re
from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe
from tempfile import TemporaryDirectory

from bot.channels.port import FetchError
from civic.message import MediaKind

PIECE = 64 * 1024
_REF = re.compile(r"[\w-]{22}\.[a-z0-9]{3,4}")

_STARTS: tuple[tuple[int, bytes, frozenset[str]], ...] = (
    (0, b"\xff\xd8\xff", frozenset({"image/jpeg"})),
    (0, b"\x89PNG\r\n\x1a\n", frozenset({"image/png"})),
    (8, b"WEBP", frozenset({"image/webp"})),
    (8, b"WAVE", frozenset({"audio/wav"})),
    (0, b"OggS", frozenset({"audio/ogg"})),
    (0, b"ID3", frozenset({"audio/mpeg"})),
    (0, b"\xff\xfb", frozenset({"audio/mpeg"})),
    (0, b"\x1aE\xdf\xa3", frozenset({"audio/webm", "video/webm"})),
    (4, b"ftyp", frozenset({"audio/mp4", "video/mp4"})),
    (0, b"%PDF-", frozenset({"application/pdf"})),
)
"""Offset and first bytes of every content we take, and the names that such a file may go by."""

_ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "audio/wav": "wav",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/webm": "weba",
    "audio/mp4": "m4a",
    "video/webm": "webm",
    "video/mp4": "mp4",
    "application/pdf": "pdf",
}
_MIMES = {ending: mime for mime, ending in _ENDINGS.items()}
_KINDS = {"image": MediaKind.PHOTO, "audio": MediaKind.VOICE, "video": MediaKind.VIDEO}


class FileRefused(Exception):
    """Not taken; the message is what the resident reads."""

    def __init__(self, said: str, status: int) -> None:
        super().__init__(said)
        self.status = status
        """HTTP status."""


class TooLarge(FileRefused):
    def __init__(self, limit: int) -> None:
        super().__init__(f"El archivo es muy grande. El máximo es de {limit // 1_000_000} MB.", 413)


class WrongContent(FileRefused):
    def __init__(self) -> None:
        super().__init__("Ese tipo de archivo no se puede enviar. Envíe una foto, un audio, un video o un PDF.", 415)


@dataclass(frozen=True, slots=True)
class Kept:
    """A file we hold. All of it follows from its path, so nothing is lost when the program starts again."""

    path: Path
    size: int

    @property
    def ref(self) -> str:
        return self.path.name

    @property
    def mime(self) -> str:
        return _MIMES[self.path.suffix[1:]]

    @property
    def kind(self) -> MediaKind:
        return _KINDS.get(self.mime.partition("/")[0], MediaKind.DOCUMENT)


class Files:
    def __init__(self, folder: Path | None, limit: int) -> None:
        """`folder`: None for a temporary one. `limit`: bytes a file may have."""
        self._temporary = TemporaryDirectory(prefix="voz-phone-")
        self._folder = folder or Path(self._temporary.name)
        self._limit = limit

    async def keep(self, mime: str, pieces: AsyncIterable[bytes]) -> Kept:
        """Take a file that calls itself `mime`. Raises FileRefused."""
        content = await self._read(pieces)
        path = self._folder / f"{token_urlsafe(16)}.{_ENDINGS[_checked(mime, content)]}"
        await asyncio.to_thread(path.write_bytes, content)
        return Kept(path, len(content))

    async def _read(self, pieces: AsyncIterable[bytes]) -> bytes:
        content = bytearray()
        async for piece in pieces:
            content += piece
            if len(content) > self._limit:
                raise TooLarge(self._limit)
        return bytes(content)

    def find(self, ref: str) -> Kept | None:
        """A reference comes from outside: only its exact shape may name a file."""
        path = self._folder / ref
        return Kept(path, path.stat().st_size) if _REF.fullmatch(ref) and path.is_file() else None

    async def read(self, ref: str) -> AsyncIterator[bytes]:
        """The file in pieces. Raises FetchError."""
        kept = self.find(ref)
        if kept is None:
            raise FetchError("the simulated phone no longer holds this file", again=False)
        content = await asyncio.to_thread(kept.path.read_bytes)
        for start in range(0, len(content), PIECE):
            yield content[start : start + PIECE]

    def close(self) -> None:
        """A folder given from outside stays as it is."""
        self._temporary.cleanup()


def _checked(mime: str, content: bytes) -> str:
    """The plain name of the content. Raises WrongContent when it is not taken or its first bytes say otherwise."""
    plain = mime.partition(";")[0].strip().lower()
    if any(plain in names and content.startswith(start, at) for at, start, names in _STARTS):
        return plain
    raise WrongContent
