"""The two addresses Twilio posts to: what residents send, and what became of what we sent."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.port import Intake, NotKept
from bot.channels.whatsapp.parse import as_fields, parse_message, parse_status, read_form
from bot.channels.whatsapp.reconcile import Seen
from bot.channels.whatsapp.signature import Pairs, Signatures
from bot.log import log

MESSAGE_PATH = "/webhooks/twilio"
STATUS_PATH = "/webhooks/twilio/status"
_MOST_BYTES = 64 * 1024
_NO_REPLY = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhooks:
    """Proof first, then the commit, only then the answer. `counts` tells what was turned away and why."""

    account: str
    account_sid: str
    public_url: str
    signatures: Signatures
    seen: Seen
    counts: Counter[str]
    now: Callable[[], datetime]
    intake: Intake

    def routes(self) -> Sequence[Route]:
        return [
            Route(MESSAGE_PATH, self._message, methods=["POST"]),
            Route(STATUS_PATH, self._status, methods=["POST"]),
        ]

    async def _message(self, request: Request) -> Response:
        pairs = await self._proven(request, MESSAGE_PATH)
        if isinstance(pairs, Response):
            return pairs
        inbound = parse_message(self.account, pairs, self.now())
        if inbound is None:
            self._unreadable(pairs)
            return _acknowledged()
        try:
            await self.intake.take([inbound])
        except NotKept:
            return self._not_kept()
        self.seen.add(inbound.provider_id)
        return _acknowledged()

    async def _status(self, request: Request) -> Response:
        pairs = await self._proven(request, STATUS_PATH)
        if isinstance(pairs, Response):
            return pairs
        receipt = parse_status(self.account, pairs, request.query_params, self.now())
        if receipt is None:
            self._unreadable(pairs)
            return Response(status_code=204)
        try:
            await self.intake.report([receipt])
        except NotKept:
            return self._not_kept()
        return Response(status_code=204)

    async def _proven(self, request: Request, path: str) -> Pairs | Response:
        """The fields of a request that is Twilio's and about our account, else the answer that turns it away."""
        body = await _read(request)
        if body is None:
            return self._turned_away("oversized", 413)
        pairs = read_form(body)
        signature = request.headers.get("X-Twilio-Signature", "")
        if pairs is None or not self.signatures.match(self._url(request, path), pairs, signature):
            return self._turned_away("forged", 403)
        if as_fields(pairs).get("AccountSid") != self.account_sid:
            return self._turned_away("foreign", 403)
        return pairs

    def _url(self, request: Request, path: str) -> str:
        """As Twilio knows us: from the settings, never from the request, which a proxy has rewritten."""
        query = request.scope["query_string"].decode("latin-1")
        return f"{self.public_url}{path}?{query}" if query else f"{self.public_url}{path}"

    def _turned_away(self, why: str, status: int) -> Response:
        self.counts[why] += 1
        return Response(status_code=status)

    def _unreadable(self, pairs: Pairs) -> None:
        """Signed, but about nothing we know: counted, with the names of its fields and never what they hold."""
        self.counts["unreadable"] += 1
        log.warning("whatsapp_webhook_unreadable", fields=sorted(as_fields(pairs)))

    def _not_kept(self) -> Response:
        self.counts["not_kept"] += 1
        return Response(status_code=503, headers={"Retry-After": "2"})


async def _read(request: Request) -> bytes | None:
    """The body, None when it is larger than any real one."""
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > _MOST_BYTES:
            return None
        pieces.append(piece)
    return b"".join(pieces)


def _acknowledged() -> Response:
    """An empty TwiML document: replies leave by the API. Any other type makes Twilio report error 11200."""
    return Response(_NO_REPLY, media_type="text/xml")
