"""The one way in: gathers what is waiting, has it received in one transaction, and only then lets the sender know."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from bot.channels.port import Channel, NotKept
from bot.log import log
from civic.message import Inbound, Receipt
from storage.store import Connection, Store, StoreUnavailable


class Handlers(Protocol):
    """What intake hands on: the use cases of `handlers/receive`, bound to everything they need but the connection."""

    def receive(self, connection: Connection, inbounds: Sequence[Inbound]) -> int: ...

    def give_up(self, connection: Connection, inbound: Inbound, error: str) -> int: ...

    def take_receipts(self, connection: Connection, receipts: Sequence[Receipt]) -> int: ...


@dataclass(slots=True)
class _Waiting:
    inbounds: Sequence[Inbound]
    done: "asyncio.Future[None]"


class Intake:
    """Takes everything that waits into one batch: one message when idle, up to `batch` under load. No timer."""

    def __init__(
        self,
        store: Store,
        handlers: Handlers,
        *,
        batch: int,
        said: Callable[[Sequence[Inbound]], None],
        channels: Mapping[str, Channel],
    ) -> None:
        self._store = store
        self._handlers = handlers
        self._batch = batch
        self._said = said
        self._channels = channels
        self._acknowledging: set[asyncio.Task[None]] = set()
        self._waiting: deque[_Waiting] = deque()
        self._arrived = asyncio.Event()
        self._stopping = False
        self.alive = False
        self.counts = {"received": 0, "batches": 0, "retried": 0, "failed": 0, "refused": 0}

    async def take(self, inbounds: Sequence[Inbound]) -> None:
        """Returns when they are committed. Raises NotKept."""
        if self._stopping:
            raise NotKept("the program is stopping")
        if not inbounds:
            return
        waiting = _Waiting(inbounds, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        self._arrived.set()
        await waiting.done
        self._acknowledge(inbounds)

    def _acknowledge(self, inbounds: Sequence[Inbound]) -> None:
        """Stop the spinners of pressed buttons, beside everything else."""
        for inbound in inbounds:
            if inbound.press and inbound.account in self._channels:
                task = asyncio.create_task(self._channels[inbound.account].acknowledge(inbound.press))
                self._acknowledging.add(task)
                task.add_done_callback(self._acknowledging.discard)

    async def report(self, receipts: Sequence[Receipt]) -> None:
        try:
            await self._store.write(lambda connection: self._handlers.take_receipts(connection, receipts))
        except StoreUnavailable as e:
            raise NotKept(str(e)) from e

    async def run(self) -> None:
        """Work until `stop`; what is held then is finished first."""
        self.alive = True
        try:
            while not (self._stopping and not self._waiting):
                await self._arrived.wait()
                self._arrived.clear()
                while self._waiting:
                    await self._work(self._next_batch())
        finally:
            self.alive = False

    def stop(self) -> None:
        self._stopping = True
        self._arrived.set()

    def _next_batch(self) -> list[_Waiting]:
        taken: list[_Waiting] = []
        size = 0
        while self._waiting and (not taken or size + len(self._waiting[0].inbounds) <= self._batch):
            taken.append(self._waiting.popleft())
            size += len(taken[-1].inbounds)
        return taken

    async def _work(self, batch: list[_Waiting]) -> None:
        inbounds = [inbound for waiting in batch for inbound in waiting.inbounds]
        error: NotKept | None = None
        try:
            await self._keep(inbounds)
        except StoreUnavailable as e:
            self.counts["refused"] += len(inbounds)
            log.error("intake_refused", count=len(inbounds), reason=str(e))
            error = NotKept(str(e))
        except Exception as e:  # not even kept as it came: the provider sends again, and everybody else is served
            log.error("intake_fault", count=len(inbounds), error=type(e).__name__, trace=True)
            error = NotKept(type(e).__name__)
        for waiting in batch:
            if not waiting.done.cancelled():
                waiting.done.set_exception(error) if error else waiting.done.set_result(None)
        self._said(inbounds)

    async def _keep(self, inbounds: list[Inbound]) -> None:
        self.counts["batches"] += 1
        try:
            self.counts["received"] += await self._store.write(partial(self._handlers.receive, inbounds=inbounds))
        except StoreUnavailable:
            raise
        except Exception as e:  # a row the database will not have: find out whose, and let the others pass
            log.warning("batch_broken", count=len(inbounds), error=type(e).__name__)
            for inbound in inbounds:
                await self._keep_alone(inbound)

    async def _keep_alone(self, inbound: Inbound) -> None:
        self.counts["retried"] += 1
        try:
            await self._store.write(partial(self._handlers.receive, inbounds=[inbound]))
        except StoreUnavailable:
            raise
        except Exception as e:  # this one is broken: kept as it came, answered calmly, shown to staff
            self.counts["failed"] += 1
            log.error(
                "message_failed", account=inbound.account, provider_id=inbound.provider_id, error=type(e).__name__
            )
            await self._store.write(partial(self._handlers.give_up, inbound=inbound, error=type(e).__name__))
