"""One face of the simulated phone as a channel."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any

from starlette.routing import Route

from bot.channels.documents import Documents
from bot.channels.phone import faces
from bot.channels.phone.exchange import Exchange
from bot.channels.phone.faces import Face
from bot.channels.phone.files import Files
from bot.channels.phone.parse import SENDER
from bot.channels.phone.site import Look, Site
from bot.channels.photos import Photos
from bot.channels.port import Finding, Health, Intake, Pace, Part, Unreachable
from civic.message import Media, Message, Place

FILE_LIMIT = 20_000_000
"""Bytes; what a bot may fetch on Telegram."""
_WINDOW = timedelta(hours=24)


def phone_channels(
    municipality: str,
    places: Sequence[Place] = (),
    *,
    folder: Path | None = None,
    pictures: Path | None = None,
    documents: Path | None = None,
) -> tuple["PhoneChannel", "PhoneChannel"]:
    """Both faces of one phone. `municipality`: as in a sentence, `Durango`. `folder`: where files are kept; None for a
    temporary one. `pictures`, `documents`: folders of what messages may carry."""
    exchange, files = Exchange(), Files(folder, FILE_LIMIT)
    site = Site(exchange, files, Look(municipality, places, FILE_LIMIT))
    telegram = PhoneChannel(Face.TELEGRAM, exchange, files, site, pictures=pictures, documents=documents)
    return telegram, PhoneChannel(Face.WHATSAPP, exchange, files, pictures=pictures, documents=documents)


class PhoneChannel:
    """The harmless twin of Telegram or of WhatsApp, with their manners: blocking, the 24 hours, buttons and lists."""

    def __init__(
        self,
        face: Face,
        exchange: Exchange,
        files: Files,
        site: Site | None = None,
        *,
        pictures: Path | None = None,
        documents: Path | None = None,
    ) -> None:
        """`site`: given to one of the two faces only, which brings the page that both share."""
        self.account = f"phone:{face}"
        self.pace = Pace(per_second=200, per_recipient=timedelta(0))
        self._face = face
        self._exchange = exchange
        self._files = files
        self._site = site
        self._photos = Photos(pictures)
        self._documents = Documents(documents)

    def parts(self, message: Message, *, window_open: bool) -> Sequence[Part]:
        """Raises OutsideWindow on WhatsApp's face."""
        return faces.parts(self._face, message, window_open=window_open)

    def window(self) -> timedelta | None:
        return _WINDOW if self._face is Face.WHATSAPP else None

    async def send(self, to: str, part: Part, outbox_id: int) -> str:
        """Raises Unreachable when the resident blocked us or lives on the other face."""
        if not re.fullmatch(SENDER, to) or not to.startswith(self._face):
            raise Unreachable
        conversation = self._exchange.conversation(to)
        if conversation.blocked:
            raise Unreachable
        provider_id = f"{self.account}:{token_hex(8)}"
        at = datetime.now(UTC).isoformat()
        conversation.add("sent", {**await self._shown(part, outbox_id), "id": provider_id, "at": at})
        return provider_id

    async def _shown(self, part: Part, outbox_id: int) -> Mapping[str, Any]:
        """What to draw, without a file that is not there."""
        drawn = dict(part.request)
        if "photo" in drawn and await self._photos.find(drawn["photo"], self.account, outbox_id) is None:
            del drawn["photo"]
        if (
            "document" in drawn
            and await self._documents.find(drawn["document"]["file"], self.account, outbox_id) is None
        ):
            del drawn["document"]
        return drawn

    def fetch(self, media: Media) -> AsyncIterator[bytes]:
        return self._files.read(media.ref)

    async def acknowledge(self, press: str) -> None:
        sender, _, posted = press.partition(":")
        if re.fullmatch(SENDER, sender):
            self._exchange.conversation(sender).add("acknowledged", {"id": posted})

    def routes(self, intake: Intake) -> Sequence[Route]:
        return self._site.routes(intake) if self._site else ()

    async def run(self, intake: Intake) -> None:
        """Listens until it is cancelled, then lets go of the open tabs, for which a web server that stops would wait."""
        try:
            await asyncio.Event().wait()
        finally:
            self._exchange.close()

    async def check(self) -> Sequence[Finding]:
        return (Finding(True, f"Teléfono simulado ({self._face}): listo en /phone"),)

    def health(self) -> Health:
        return Health(good=True, figures=self._exchange.figures())

    async def close(self) -> None:
        self._exchange.close()
        self._files.close()
