"""WhatsApp through Twilio, as one Channel.

Nothing is sent twice on doubt: an answer that was lost is Unknown, and `trace` looks in the provider's own list
whether the message got there.
"""

import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from starlette.routing import Route

from bot.channels.documents import Documents, left_behind
from bot.channels.photos import Photos, left_out
from bot.channels.port import Finding, Health, Intake, Misconfigured, Pace, Part, Refused, Unknown
from bot.channels.whatsapp import checks, reconcile
from bot.channels.whatsapp.api import TWILIO_API, TWILIO_CONTENT, Api, understood
from bot.channels.whatsapp.content import Contents
from bot.channels.whatsapp.identity import PREFIX
from bot.channels.whatsapp.media import Files
from bot.channels.whatsapp.render import render
from bot.channels.whatsapp.signature import Signatures
from bot.channels.whatsapp.transport import utc_now
from bot.channels.whatsapp.webhooks import STATUS_PATH, Webhooks
from bot.channels.whatsapp.window import WINDOW
from bot.log import log
from civic.message import Media, Message

_STALE = timedelta(minutes=15)
_MEGABYTE = 1024 * 1024


class WhatsAppChannel:
    """One sender of one Twilio account. `sender` is `whatsapp:+` and its digits; `templates` maps our names to the
    Content SIDs (HX...) of approved templates; `content_buttons` off says every choice as a numbered list;
    `look_every` and `look_back` rule the search for messages that no webhook brought; `pictures` and `documents`
    are the folders of what messages may carry, served at `public_url`.
    """

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        sender: str,
        *,
        public_url: str,
        api_base_url: str = TWILIO_API,
        content_base_url: str = TWILIO_CONTENT,
        templates: Mapping[str, str] | None = None,
        previous_auth_token: str = "",
        content_buttons: bool = True,
        per_second: int = 60,
        timeout: timedelta = timedelta(seconds=15),
        largest_file: int = 16 * _MEGABYTE,
        look_every: timedelta = timedelta(minutes=3),
        look_back: timedelta = timedelta(hours=24),
        pictures: Path | None = None,
        documents: Path | None = None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self.account = PREFIX + sender.removeprefix(PREFIX)
        self.pace = Pace(per_second=per_second, per_recipient=timedelta(seconds=1))
        self._public_url = public_url.rstrip("/")
        self._templates = dict(templates or {})
        self._buttons = content_buttons
        self._now = now
        self._account_sid = account_sid
        self._api = Api(
            account_sid,
            auth_token,
            api_base_url=api_base_url,
            content_base_url=content_base_url,
            seconds=timeout.total_seconds(),
            now=now,
        )
        self._contents = Contents(self._api)
        self._photos = Photos(pictures)
        self._documents = Documents(documents)
        self._files = Files(account_sid, auth_token, api_base_url, largest_file)
        self._signatures = Signatures(auth_token, previous_auth_token)
        self._seen = reconcile.Seen()
        self._reconciler = reconcile.Reconciler(
            self._api, self.account, self._seen, now, every=look_every, look_back=look_back
        )
        self._counts: Counter[str] = Counter()
        self._refused_us = ""

    def parts(self, message: Message, *, window_open: bool) -> Sequence[Part]:
        return render(message, self._templates, window_open=window_open, buttons=self._buttons)

    def window(self) -> timedelta | None:
        return WINDOW

    async def send(self, to: str, part: Part, outbox_id: int) -> str:
        """Buttons that cannot be sent as buttons leave as the numbered text. Raises SendError."""
        try:
            return await self._send(to, part.request, outbox_id)
        except Misconfigured as error:
            self._refused_us = error.code
            raise

    def fetch(self, media: Media) -> AsyncIterator[bytes]:
        return self._files.fetch(media.ref)

    async def acknowledge(self, press: str) -> None:
        """Nothing to do: WhatsApp shows no spinner."""

    def routes(self, intake: Intake) -> Sequence[Route]:
        hooks = Webhooks(
            account=self.account,
            account_sid=self._account_sid,
            public_url=self._public_url,
            signatures=self._signatures,
            seen=self._seen,
            counts=self._counts,
            now=self._now,
            intake=intake,
        )
        return hooks.routes()

    async def run(self, intake: Intake) -> None:
        """Loads the library, then looks every three minutes for what the webhooks missed. Until cancelled."""
        await self._api.warm()
        await self._reconciler.run(intake)

    async def reconcile(self, intake: Intake) -> int:
        """One look for missed messages; how many there were. Raises SendError, NotKept."""
        return await self._reconciler.once(intake)

    async def trace(self, to: str, body: str, since: datetime) -> str | None:
        """The provider's id of a message whose answer was lost, None when it never got there. Raises SendError."""
        return await reconcile.trace(self._api, self.account, to, body, since)

    async def check(self) -> Sequence[Finding]:
        known = checks.settings(self._account_sid, self.account, self._public_url, self._templates)
        asked = checks.network(self._api, self.account, self._templates, buttons=self._buttons)
        return [*known, *[finding async for finding in asked]]

    def health(self) -> Health:
        said = self._trouble()
        return Health(good=not said, said=said, figures={**self._counts, **self._figures()})

    async def close(self) -> None:
        await self._api.close()
        await self._files.close()

    async def _send(self, to: str, request: Mapping[str, Any], outbox_id: int) -> str:
        callback = f"{self._public_url}{STATUS_PATH}?outbox={outbox_id}"
        if request.keys() & {"photo", "document"}:
            return await self._send_file(to, callback, request, outbox_id)
        if "template" in request:
            return await self._create(to, callback, _content(request["template"], request))
        if "content" in request:
            sent = await self._send_buttons(to, callback, request)
            if sent is not None:
                return sent
        return await self._create(to, callback, {"body": request["body"]})

    async def _send_file(self, to: str, callback: str, request: Mapping[str, Any], outbox_id: int) -> str:
        """Empty when it has to stay behind. Beside words it reports to nobody: the row is the words', so is what becomes
        of it, and whoever could read them is not written to again for its sake."""
        path, tell = await self._find(request, outbox_id)
        if not path and "reports" in request:
            raise Refused("the file is gone", "missing")
        if not path:
            return ""
        try:
            media = {"media_url": [f"{self._public_url}{path}"]}
            return await self._create(to, callback if "reports" in request else None, media)
        except (Refused, Unknown) as failure:
            if type(failure) not in {Refused, Unknown} or "reports" in request:
                raise
            tell(self.account, outbox_id, failure.code)
            return ""

    async def _find(self, request: Mapping[str, Any], outbox_id: int) -> tuple[str, Callable[[str, int, str], None]]:
        """Where Twilio gets the file, empty when it is gone; and whom to tell when it stays behind."""
        if "document" in request:
            file = request["document"]
            found = await self._documents.find(file, self.account, outbox_id)
            return (f"/documents/{file}" if found is not None else ""), left_behind
        name = request["photo"]
        found = await self._photos.find(name, self.account, outbox_id)
        return (f"/pictures/{name}.jpg" if found is not None else ""), left_out

    async def _send_buttons(self, to: str, callback: str, request: Mapping[str, Any]) -> str | None:
        """None when buttons cannot be had now."""
        shape = request["content"]
        sid = await self._contents.find(shape)
        if sid is None:
            return None
        try:
            return await self._create(to, callback, _content(sid, request))
        except Refused as error:
            if type(error) is not Refused:
                raise
            # About the buttons, not about the person or the hour: what it says still has to arrive.
            log.warning("whatsapp_buttons_refused", shape=shape, code=error.code)
            self._contents.refused(shape, error.code)
            return None

    async def _create(self, to: str, callback: str | None, content: Mapping[str, Any]) -> str:
        reported = {"status_callback": callback} if callback else {}
        async with understood():
            sent = await self._api.messages.create_async(to=to, from_=self.account, **reported, **content)
        self._refused_us = ""
        return str(sent.sid)

    def _trouble(self) -> str:
        if self._refused_us:
            return f"Twilio no acepta nuestra cuenta o nuestro número (código {self._refused_us})."
        if self._reconciler.age > _STALE:
            return "Hace más de quince minutos que no se puede leer la lista de mensajes de Twilio."
        return ""

    def _figures(self) -> Mapping[str, float]:
        return {
            "recovered": self._reconciler.found,
            "seconds_since_list": self._reconciler.age.total_seconds(),
            "buttons_resting": float(self._contents.resting),
        }


def _content(sid: str, request: Mapping[str, Any]) -> Mapping[str, str]:
    return {"content_sid": sid, "content_variables": json.dumps(request["variables"], ensure_ascii=False)}
