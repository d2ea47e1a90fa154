"""The running program: starts its parts, watches them, and stops them in the order in which nothing is lost."""

import asyncio
import contextlib
import gc
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette

from bot.channels.port import Channel
from bot.clock import Clock
from bot.delivery import Delivery
from bot.encoding import Encoding
from bot.fetching import Fetching
from bot.indexing import Indexing
from bot.intake import Intake
from bot.leader import Leader
from bot.log import log
from bot.publishing import Publishing
from bot.tracing import Tracing
from handlers.desk import Hub
from storage.ids import Ids
from storage.outbox import interrupted
from storage.store import Store, StoreUnavailable

if TYPE_CHECKING:
    from bot.bridging import Bridging

_STOP_LIMIT = 20
"""Seconds a clean stop may take before what is still under way is left to the next start."""
_LEASE_CHECK = timedelta(seconds=15)


class _Server(uvicorn.Server):
    """Signals are the program's, not the server's: it would end the process while messages are under way."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _open_door(host: str, port: int) -> socket.socket:
    """The listening socket. Raises RuntimeError: opened here, because the server would end the process with a bare number."""
    try:
        return socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=2048
        )
    except OSError as e:
        raise RuntimeError(
            f"[server] port: {port} on {host} cannot be opened ({e.strerror}). Stop what uses it, or choose another port."
        ) from e


@dataclass(slots=True, kw_only=True)
class Program:
    store: Store
    channels: Mapping[str, Channel]
    intake: Intake
    deliveries: Sequence[Delivery]
    fetching: Fetching
    publishing: Publishing
    tracing: Tracing
    encoding: Encoding | None
    indexing: Indexing
    bridging: "Bridging | None" = None
    clock: Clock | None
    leader: Leader
    hub: Hub
    web: Starlette
    worker: str
    ids: Ids
    now: Callable[[], datetime]
    host: str
    port: int
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    started: asyncio.Event = field(default_factory=asyncio.Event)
    bound_port: int = 0

    on_ready: Callable[["Program"], None] = lambda _: None
    ends_with: str = ""
    """Account of the channel whose end is the program's end: the terminal."""
    _listening: Sequence["asyncio.Task[None]"] = ()

    async def run(self) -> None:
        """Run until a signal or `stopping`. Raises AlreadyRunning, and what a part could not live without."""
        gc.collect()
        gc.freeze()  # what is loaded stays: going through it for garbage stopped everything for 150 ms at a time
        try:
            await self.leader.enter()
            await self._run()
        finally:
            await self._close()

    async def _run(self) -> None:
        self._hear_signals()
        door = _open_door(self.host, self.port)
        server = _Server(
            uvicorn.Config(
                self.web,
                log_config=None,
                access_log=False,
                lifespan="off",
                loop="none",
                timeout_graceful_shutdown=5,
                server_header=False,
                proxy_headers=False,
            )
        )
        parts = [
            asyncio.create_task(self._part("intake", self.intake.run)),
            asyncio.create_task(self._part("web", partial(server.serve, sockets=[door]))),
        ]
        leading = asyncio.create_task(self._lead())
        try:
            await self._wait_for_web(server, parts)
            if self.started.is_set():
                self.on_ready(self)
            await asyncio.wait(
                [*parts, leading, asyncio.create_task(self.stopping.wait())], return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            await self._stop(server, parts, leading)
        for task in (*parts, leading):
            if task.done() and not task.cancelled() and (fault := task.exception()):
                raise fault

    def _hear_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(
                NotImplementedError, RuntimeError, ValueError
            ):  # not the main thread: a test stops us itself
                loop.add_signal_handler(number, self.stopping.set)

    async def _wait_for_web(self, server: _Server, parts: Sequence["asyncio.Task[None]"]) -> None:
        while not server.started:
            if any(part.done() for part in parts) or self.stopping.is_set():
                return
            await asyncio.sleep(0.01)
        self.bound_port = server.servers[0].sockets[0].getsockname()[1]
        log.info("started", worker=self.worker, host=self.host, port=self.bound_port, accounts=sorted(self.channels))
        self.started.set()

    async def _listen(self, channel: Channel) -> None:
        await self._part(channel.account, partial(channel.run, self.intake))
        if channel.account == self.ends_with:
            self.stopping.set()

    async def _part(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        """One part for as long as the program lives. A fault in it is named; a channel's is tried again, so that one
        provider's trouble does not silence the other."""
        while True:
            try:
                await run()
                return
            except (Exception, SystemExit) as e:
                log.error("part_failed", part=name, error=type(e).__name__, trace=True)
                if isinstance(e, SystemExit):  # how uvicorn says that it cannot have its port
                    raise RuntimeError(
                        f"{self.host}:{self.port} cannot be opened: another program may be using it. Choose another port."
                    ) from e
                if name not in self.channels:
                    raise RuntimeError(f"{name} stopped: {e}") from e
                await asyncio.sleep(5)

    async def _lead(self) -> None:
        """Raises RuntimeError: a fault in what only the leader does ends the program, and whoever started it starts it again."""
        try:
            await self._lead_in_turn()
        except Exception as e:
            log.error("part_failed", part="leading", error=type(e).__name__, trace=True)
            raise RuntimeError(f"leading stopped: {type(e).__name__}") from e

    async def _lead_in_turn(self) -> None:
        """Be the one who polls, sends, fetches and rings the clock, as soon as nobody else is; step back when the lock is lost."""
        while not self.stopping.is_set():
            await self.leader.lead()
            await self._mend(new_leader=True)
            if self.clock:
                self.clock.start()
            workers = [asyncio.create_task(d.run()) for d in self.deliveries] + [
                asyncio.create_task(self.fetching.run()),
                asyncio.create_task(self.publishing.run()),
                asyncio.create_task(self.indexing.run()),
            ]
            if self.bridging:
                workers.append(asyncio.create_task(self.bridging.run()))
            if self.encoding:
                workers.append(asyncio.create_task(self.encoding.run()))
            self._listening = [asyncio.create_task(self._listen(channel)) for channel in self.channels.values()]
            log.info("leading", worker=self.worker)
            try:
                await self._while_leading(workers)
            finally:
                await self._hand_over(workers)

    async def _while_leading(self, workers: Sequence["asyncio.Task[None]"]) -> None:
        stopped = asyncio.create_task(self.stopping.wait())
        mended = self.now()
        while self.leader.leads() and not self.stopping.is_set():
            done, _ = await asyncio.wait([*workers, stopped], timeout=1, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
            if self.now() - mended > _LEASE_CHECK:
                await self._mend(new_leader=False)
                await self.tracing.look()
                mended = self.now()
        stopped.cancel()

    async def _mend(self, *, new_leader: bool) -> None:
        """Sends that were under way when their sender died."""
        try:
            unknown, again = await self.store.write(
                partial(interrupted, worker=self.worker, new_leader=new_leader, now=self.now(), ids=self.ids)
            )
        except StoreUnavailable as e:
            log.error("mend_store_unavailable", reason=str(e))
            return
        if unknown or again:
            log.warning("sends_interrupted", unknown=unknown, again=again)

    async def _hand_over(self, workers: Sequence["asyncio.Task[None]"]) -> None:
        await self._stop_listening()
        if self.clock:
            self.clock.stop()
        self.fetching.stop()
        self.publishing.stop()
        self.indexing.stop()
        if self.encoding:
            self.encoding.stop()
        if self.bridging:
            self.bridging.stop()
        for delivery in self.deliveries:
            delivery.stop()
        _, late = await asyncio.wait(workers, timeout=_STOP_LIMIT)
        for task in late:
            task.cancel()

    async def _stop(
        self,
        server: _Server,
        parts: Sequence["asyncio.Task[None]"],
        leading: "asyncio.Task[None]",
    ) -> None:
        """First nothing new comes in, then what came in is committed, then what was said is recorded."""
        self.stopping.set()
        self.hub.stop()
        await self._stop_listening()
        server.should_exit = True
        intake, web = parts
        await asyncio.wait([web], timeout=_STOP_LIMIT)
        self.intake.stop()
        await asyncio.wait([intake], timeout=_STOP_LIMIT)
        if not self.leader.leads():
            leading.cancel()
        await asyncio.wait([leading], timeout=_STOP_LIMIT)

    async def _stop_listening(self) -> None:
        for task in self._listening:
            task.cancel()
        await asyncio.gather(*self._listening, return_exceptions=True)

    async def _close(self) -> None:
        await self.leader.close()
        for channel in self.channels.values():
            await channel.close()
        await self.store.close()
        log.info("stopped", worker=self.worker)
