"""The page and its four doors: what was said so far, what comes live, what one says, and files.

GET  /phone                  the page
GET  /phone/settings         {municipality, places: [{latitude, longitude, label}], file_limit}
GET  /phone/history?sender=  {mark, entries: [{name, ...}]}
GET  /phone/events?sender=&after=mark   server-sent events, continued by Last-Event-ID
POST /phone/messages         JSON, see parse.Posted; 200 after the commit, 503 when nothing was stored
POST /phone/files            the file itself, its type in Content-Type; {file, kind, mime, size}
GET  /phone/files/{ref}
"""

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.resources import files as package_files
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.channels.phone import parse
from bot.channels.phone.exchange import Entry, Exchange
from bot.channels.phone.faces import Face
from bot.channels.phone.files import FileRefused, Files
from bot.channels.port import Intake, NotKept
from civic.message import Inbound, Place

BEAT = 15.0
"""Seconds of silence after which a comment keeps proxies from closing the stream."""
BODY_LIMIT = 64 * 1024
_SENDER = re.compile(parse.SENDER)

_POLICY = (
    "default-src 'self'; img-src 'self' blob:; media-src 'self' blob:; object-src 'none'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Permissions-Policy": "geolocation=(self), microphone=(self), camera=(self)",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Look:
    """What the page shows of the municipality."""

    municipality: str
    places: Sequence[Place]
    """Named points to send as one's location, for a desk without GPS."""
    file_limit: int
    """Bytes."""


class Site:
    def __init__(self, exchange: Exchange, files: Files, look: Look) -> None:
        self._exchange = exchange
        self._files = files
        self._look = look

    def routes(self, intake: Intake) -> Sequence[Route]:
        return [
            *_pages(),
            Route("/phone/settings", self._settings),
            Route("/phone/history", self._history),
            Route("/phone/events", self._events),
            Route("/phone/messages", partial(self._message, intake), methods=["POST"]),
            Route("/phone/files", self._take_file, methods=["POST"]),
            Route("/phone/files/{ref}", self._give_file),
        ]

    async def _settings(self, _: Request) -> Response:
        return _json(self._look)

    async def _history(self, request: Request) -> Response:
        sender = request.query_params.get("sender", "")
        if not _SENDER.match(sender):
            return _json({"error": "sender"}, 400)
        conversation = self._exchange.conversation(sender)
        entries = [{"name": entry.name, **entry.data} for entry in conversation.since(0)]
        return _json({"mark": self._exchange.mark(conversation.last), "entries": entries})

    async def _events(self, request: Request) -> Response:
        sender = request.query_params.get("sender", "")
        if not _SENDER.match(sender):
            return _json({"error": "sender"}, 400)
        mark = request.headers.get("last-event-id") or request.query_params.get("after", "")
        headers = {**_HEADERS, "X-Accel-Buffering": "no"}
        return StreamingResponse(self._stream(sender, mark), media_type="text/event-stream", headers=headers)

    async def _stream(self, sender: str, mark: str) -> AsyncIterator[str]:
        number = self._exchange.number_at(sender, mark)
        if number is None:
            yield "event: stale\ndata: {}\n\n"
            return
        yield "retry: 1000\n\n"
        async for entry in self._exchange.follow(sender, number, BEAT):
            yield self._event(entry) if entry else ": quiet\n\n"

    def _event(self, entry: Entry) -> str:
        data = msgspec.json.encode({"name": entry.name, **entry.data}).decode()
        return f"id: {self._exchange.mark(entry.number)}\ndata: {data}\n\n"

    async def _message(self, intake: Intake, request: Request) -> Response:
        """The page's own id makes it safe to post the same thing until it is answered with 200."""
        try:
            posted = parse.read(await _body(request))
            inbound = parse.inbound(posted, self._files)
        except parse.Malformed as wrong:
            return _json({"error": str(wrong)}, 422)
        conversation = self._exchange.conversation(posted.sender)
        conversation.add_said(posted.id, {**parse.shown(posted), "at": datetime.now(UTC).isoformat()})
        try:
            await self._hand_over(intake, posted, inbound)
        except NotKept:
            return _json({"error": "not kept"}, 503)
        conversation.add("kept", {"id": posted.id})
        return _json({"kept": posted.id})

    async def _hand_over(self, intake: Intake, posted: parse.Posted, inbound: Inbound) -> None:
        """As in life, WhatsApp tells nobody that it was blocked: sends just fail. Raises NotKept."""
        if posted.does in parse.BLOCKING:
            self._exchange.conversation(posted.sender).blocked = posted.does is parse.Does.BLOCKED
            if posted.face is Face.WHATSAPP:
                return
        await intake.take([inbound])

    async def _take_file(self, request: Request) -> Response:
        try:
            kept = await self._files.keep(request.headers.get("content-type", ""), request.stream())
        except FileRefused as refused:
            return _json({"error": str(refused)}, refused.status)
        return _json({"file": kept.ref, "kind": kept.kind, "mime": kept.mime, "size": kept.size})

    async def _give_file(self, request: Request) -> Response:
        kept = self._files.find(request.path_params["ref"])
        if kept is None:
            return _json({"error": "no such file"}, 404)
        return FileResponse(kept.path, media_type=kept.mime, headers=_HEADERS)


def _pages() -> list[Route]:
    """Read once, so that a request never touches the disk and no path can lead out of the package."""
    folder = package_files(__package__) / "pages"
    return [_page(page.name, page.read_bytes()) for page in folder.iterdir()]


def _page(name: str, content: bytes) -> Route:
    path = "/phone" if name == "phone.html" else f"/phone/{name}"
    kind = _TYPES[name.rpartition(".")[2]]

    async def give(_: Request) -> Response:
        return Response(content, media_type=kind, headers=_HEADERS)

    return Route(path, give)


async def _body(request: Request) -> bytes:
    """Raises Malformed beyond the limit. JSON only: a form on a foreign page cannot post it without asking first."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise parse.Malformed("not JSON")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > BODY_LIMIT:
            raise parse.Malformed("too long")
    return bytes(body)


def _json(value: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, media_type="application/json", headers=_HEADERS)
