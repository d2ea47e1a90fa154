"""The far side of a channel: an intake that remembers what it was given."""

import asyncio
from collections.abc import Sequence

from bot.channels.port import NotKept, Receipt
from civic.message import Inbound

PATIENCE = 5.0
"""Seconds to wait for something that was promised."""


class RememberingIntake:
    """Refuses as often as `refusals` says, then keeps. Like the real one it keeps each provider id once."""

    def __init__(self, refusals: int = 0) -> None:
        self.refusals = refusals
        self.kept: list[Inbound] = []
        self.batches: list[list[str]] = []
        """Provider ids as they were offered, refused batches included."""
        self.receipts: list[Receipt] = []
        self._changed = asyncio.Event()

    async def take(self, inbounds: Sequence[Inbound]) -> None:
        self.batches.append([inbound.provider_id for inbound in inbounds])
        self._tell()
        if self.refusals:
            self.refusals -= 1
            raise NotKept("the disk is full")
        known = {(inbound.account, inbound.provider_id) for inbound in self.kept}
        self.kept += [inbound for inbound in inbounds if (inbound.account, inbound.provider_id) not in known]

    async def report(self, receipts: Sequence[Receipt]) -> None:
        self.receipts += receipts
        self._tell()

    async def has(self, count: int) -> list[Inbound]:
        """All that is kept, once it is `count`."""
        async with asyncio.timeout(PATIENCE):
            while len(self.kept) < count:
                await self._changed.wait()
        return self.kept

    async def was_offered(self, times: int) -> list[list[str]]:
        """The batches, once they are `times`."""
        async with asyncio.timeout(PATIENCE):
            while len(self.batches) < times:
                await self._changed.wait()
        return self.batches

    def _tell(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        asyncio.get_running_loop().call_soon(changed.set)
