"""The buttons' Content resources: a handful of generic ones, made once and found again.

WhatsApp shows buttons and lists only from a stored Content resource. Ours are generic: everything a resident reads,
and every token, is a variable, so an account needs one resource per shape (`quick-1` to `quick-3`, `list-` with one
figure per row, 1 where the row has a description), not one per message. A resource is named after its shape and the
hash of its definition; after a restart the account's list is read once and those are used again, so restarts make
no new ones and a changed definition makes exactly one. Two programs starting at once may each make one: harmless.

Inside the 24-hour window such a resource needs no approval by WhatsApp; outside it none of these is ever sent.
Limits: 100 variables a resource (Twilio "using variables"), Content API 100 creates and 20 lists a second.
"""

import asyncio
import hashlib
import json
import time
from collections.abc import Callable
from typing import Any

from bot.channels.port import SendError
from bot.channels.whatsapp.api import Api, understood
from bot.log import log

_PREFIX = "voz_vecinal_"
_GONE = frozenset({"21655", "63027"})
_REST_SECONDS = 60.0
_PATIENCE_SECONDS = 5.0


def definition(shape: str) -> dict[str, Any]:
    """The `types` of the resource that `render` names, its variables numbered in render's order."""
    kind, _, rows = shape.partition("-")
    return _quick_reply(int(rows)) if kind == "quick" else _list_picker(rows)


def friendly_name(shape: str) -> str:
    told = json.dumps(definition(shape), sort_keys=True)
    return f"{_PREFIX}{shape}_{hashlib.sha256(told.encode()).hexdigest()[:8]}"


class Contents:
    """Shape to Content SID. When the Content API fails it rests a minute, so that no message waits for it again."""

    def __init__(self, api: Api, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._api = api
        self._elapsed = elapsed
        self._known: dict[str, str] = {}
        self._listed = False
        self._rests_until = 0.0
        self._one_at_a_time = asyncio.Lock()

    @property
    def resting(self) -> bool:
        return self._elapsed() < self._rests_until

    async def find(self, shape: str) -> str | None:
        """None while the Content API cannot be used: say it in plain text instead."""
        name = friendly_name(shape)
        if name not in self._known and not self.resting:
            async with self._one_at_a_time:
                await self._learn(shape, name)
        return self._known.get(name)

    def refused(self, shape: str, code: str) -> None:
        """A message with it was not taken. When it is gone, deleted by hand, the list is read again after a rest."""
        if code in _GONE:
            self._known.pop(friendly_name(shape), None)
            self._listed = False
            self._rest()

    async def _learn(self, shape: str, name: str) -> None:
        if name in self._known or self.resting:
            return  # learnt, or found to be out of order, while this one waited
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS), understood():
                await self._list()
                if name not in self._known:
                    self._known[name] = await self._create(shape, name)
        except (SendError, TimeoutError) as error:
            log.warning("whatsapp_content_unavailable", shape=shape, code=getattr(error, "code", "slow"))
            self._rest()

    async def _list(self) -> None:
        if self._listed:
            return
        async for content in await self._api.contents.stream_async(page_size=500):
            if (content.friendly_name or "").startswith(_PREFIX):
                self._known.setdefault(content.friendly_name, content.sid)
        self._listed = True

    async def _create(self, shape: str, name: str) -> str:
        from twilio.rest.content.v1.content import ContentList  # heavy: Api.warm loads it beforehand

        types = definition(shape)
        samples = {str(number): f"Texto {number}" for number in range(1, json.dumps(types).count("{{") + 1)}
        wanted = {"friendly_name": name, "language": "es", "variables": samples, "types": types}
        made = await self._api.contents.create_async(ContentList.ContentCreateRequest(wanted))
        log.info("whatsapp_content_created", shape=shape, sid=made.sid)
        return str(made.sid)

    def _rest(self) -> None:
        self._rests_until = self._elapsed() + _REST_SECONDS


def _quick_reply(buttons: int) -> dict[str, Any]:
    actions = [
        {"type": "QUICK_REPLY", "title": f"{{{{{2 * index}}}}}", "id": f"{{{{{2 * index + 1}}}}}"}
        for index in range(1, buttons + 1)
    ]
    return {"twilio/quick-reply": {"body": "{{1}}", "actions": actions}}


def _list_picker(rows: str) -> dict[str, Any]:
    numbers = iter(range(3, 100))
    fields = {"0": ("item", "id"), "1": ("item", "id", "description")}
    items = [{field: f"{{{{{next(numbers)}}}}}" for field in fields[row]} for row in rows]
    return {"twilio/list-picker": {"body": "{{1}}", "button": "{{2}}", "items": items}}
