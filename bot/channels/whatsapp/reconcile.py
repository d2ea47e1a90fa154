"""What the webhooks missed, found in the provider's own list of messages.

Twilio calls a webhook again only for some failures, and only for seconds; its list keeps every message. So every few
minutes the list is read from a little before the last good reading, and what this program has not seen goes to
intake, oldest first. Intake drops what it already has.

A message is left to its webhook for two minutes before it is taken from here, because the list knows less: no button
token, no location, only the text and the files.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.channels.port import Intake, Misconfigured
from bot.channels.whatsapp.api import TWILIO_API, Api, understood
from bot.channels.whatsapp.parse import parse_message
from bot.log import log
from civic.message import Inbound

_GRACE = timedelta(minutes=2)  # the webhook's own tries: 15 s each, five at most
_OVERLAP = timedelta(minutes=10)
_REMEMBERED = 20_000
_BATCH = 200
_TRACED = 50
_NOT_FOUND = frozenset({"404", "20404"})
_ROUNDING = timedelta(seconds=2)  # the provider's times are whole seconds


@dataclass(slots=True)
class Seen:
    """The last ids that reached intake, so that the list need not be asked for their files again."""

    _ids: OrderedDict[str, None] = field(default_factory=OrderedDict)

    def add(self, sid: str) -> None:
        self._ids[sid] = None
        while len(self._ids) > _REMEMBERED:
            self._ids.popitem(last=False)

    def __contains__(self, sid: str) -> bool:
        return sid in self._ids


class Reconciler:
    """`look_back` is how far before the start the first reading goes; the reply window of WhatsApp is 24 hours."""

    def __init__(
        self,
        api: Api,
        account: str,
        seen: Seen,
        now: Callable[[], datetime],
        *,
        every: timedelta,
        look_back: timedelta,
    ) -> None:
        self._api = api
        self._account = account
        self._seen = seen
        self._now = now
        self._every = every
        self._since = now() - look_back
        self._last_good = now()
        self.found = 0
        """Messages taken from the list since the start."""

    @property
    def age(self) -> timedelta:
        """Since the last good reading, or since the start."""
        return self._now() - self._last_good

    async def run(self, intake: Intake) -> None:
        """Until cancelled. A failed reading is logged and made good by the next, which starts where it stood."""
        while True:
            try:
                await self.once(intake)
            except Exception as error:  # whatever it is, the next reading must come
                log.error("whatsapp_reconcile_failed", trace=True, code=getattr(error, "code", ""))
            await asyncio.sleep(self._every.total_seconds())

    async def once(self, intake: Intake) -> int:
        """How many were missing. Raises SendError when the list cannot be read, NotKept when intake cannot store."""
        until = self._api.their_time() - _GRACE
        missed = await self._missed(until)
        for start in range(0, len(missed), _BATCH):
            await intake.take(missed[start : start + _BATCH])
        for inbound in missed:
            self._seen.add(inbound.provider_id)
        self._since, self._last_good = until - _OVERLAP, self._now()
        self._count(len(missed))
        return len(missed)

    async def _missed(self, until: datetime) -> Sequence[Inbound]:
        async with understood():
            listed = await self._api.messages.stream_async(
                to=self._account, date_sent_after=self._since, page_size=_BATCH
            )
            missed = [message async for message in listed if self._is_missed(message, until)]
            taken = [await self._inbound(message, until) for message in reversed(missed)]
        return sorted((inbound for inbound in taken if inbound), key=lambda inbound: inbound.sent_at)

    def _is_missed(self, message: Any, until: datetime) -> bool:
        if message.direction != "inbound" or message.sid in self._seen:
            return False
        # The filter of the API may be by whole days.
        return bool(self._since <= _when(message, until) <= until)

    async def _inbound(self, message: Any, until: datetime) -> Inbound | None:
        files = await self._files(message)
        pairs = [
            ("MessageSid", message.sid),
            ("From", message.from_ or ""),
            ("To", message.to or ""),
            ("Body", message.body or ""),
            ("NumMedia", str(len(files))),
            *(pair for number, file in enumerate(files) for pair in _media_fields(number, file)),
        ]
        return parse_message(self._account, pairs, _when(message, until))

    async def _files(self, message: Any) -> Sequence[tuple[str, str]]:
        if not int(message.num_media or 0):
            return ()
        try:
            listed = await self._api.messages(message.sid).media.list_async(limit=20)
        except Misconfigured as error:
            if error.code not in _NOT_FOUND:
                raise
            return ()  # deleted meanwhile: its words still count
        root = f"{TWILIO_API}/2010-04-01/Accounts/{self._api.account_sid}/Messages/{message.sid}/Media"
        return [(f"{root}/{file.sid}", file.content_type or "") for file in listed]

    def _count(self, missed: int) -> None:
        self.found += missed
        if missed:
            log.warning("whatsapp_messages_missed", count=missed)


async def trace(api: Api, sender: str, to: str, body: str, since: datetime) -> str | None:
    """Whether a message whose answer was lost was accepted: its id, or None. `body` as `Part.request["body"]`, which
    for buttons is the numbered text, of which the provider knows only the beginning; `since` by our clock, just
    before the send. Raises SendError. The same words twice within seconds cannot be told apart: the caller must see
    that the id is not already that of another row.

    Only the last fifty to that person are read, without the date filter: a message still queued has no date sent.
    """
    async with understood():
        listed = await api.messages.list_async(to=to, from_=sender, limit=_TRACED)
    earliest = since - timedelta(seconds=api.clock_skew or 0.0) - _ROUNDING
    return next((str(one.sid) for one in listed if _when(one, since) >= earliest and _same(one.body, body)), None)


def _when(message: Any, otherwise: datetime) -> datetime:
    moment: datetime = message.date_sent or message.date_created or otherwise
    return moment


def _media_fields(number: int, file: tuple[str, str]) -> tuple[tuple[str, str], tuple[str, str]]:
    return (f"MediaUrl{number}", file[0]), (f"MediaContentType{number}", file[1])


def _same(listed: str | None, body: str) -> bool:
    said = (listed or "").strip()
    return bool(said) and (body == said or body.startswith(f"{said}\n\n1 "))
