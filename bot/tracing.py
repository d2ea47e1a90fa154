"""Looks for messages whose outcome was lost, where a provider can be asked what it sent."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol, runtime_checkable

from bot.channels.port import Channel, SendError
from bot.log import log
from storage.outbox import Lost, list_unknown, settle_unknown
from storage.store import Store, StoreUnavailable

_AFTER = timedelta(seconds=30)
"""The provider's list may lag behind; a receipt that brings our own id is quicker."""
_NO_LONGER = timedelta(hours=6)
_AT_ONCE = 5


@runtime_checkable
class Traceable(Protocol):
    """A channel that can be asked whether a message reached the provider."""

    async def trace(self, to: str, body: str, since: datetime) -> str | None:
        """The provider's id of the message with these words; None when there is none. Raises SendError."""
        ...


class Tracing:
    def __init__(self, store: Store, channels: Mapping[str, Channel], *, now: Callable[[], datetime]) -> None:
        self._store = store
        self._channels = {account: channel for account, channel in channels.items() if isinstance(channel, Traceable)}
        self._now = now
        self.found = 0

    async def look(self) -> None:
        """Settle what can be settled now. What the provider never got stays `unknown`: it is not said again by itself."""
        for account, channel in self._channels.items():
            try:
                await self._look_in(account, channel)
            except (SendError, StoreUnavailable) as e:
                log.warning("trace_put_off", account=account, error=type(e).__name__)

    async def _look_in(self, account: str, channel: Channel) -> None:
        now = self._now()
        since, until = now - _NO_LONGER, now - _AFTER
        lost = await self._store.read(partial(list_unknown, account=account, since=since, until=until, most=_AT_ONCE))
        for one in lost:
            body = str(channel.parts(one.message, window_open=True)[-1].request.get("body", ""))
            await self._settle(one, body, channel)

    async def _settle(self, one: Lost, body: str, channel: Channel) -> None:
        assert isinstance(channel, Traceable)
        provider_id = await channel.trace(one.to, body, one.created_at) if body else None
        if await self._store.write(partial(settle_unknown, outbox_id=one.id, provider_id=provider_id, now=self._now())):
            self.found += 1
            log.info("send_traced", outbox_id=one.id, account=one.account)
