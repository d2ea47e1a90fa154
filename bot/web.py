"""The web server's own routes: is it up, is it able, what are its figures, and the page a passer-by sees."""

import asyncio
import html
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import resources

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channels.port import Channel
from bot.delivery import Delivery
from bot.fetching import Fetching
from bot.intake import Intake
from handlers.desk import ChannelState, Running
from storage.store import Store, StoreUnavailable
from storage.waiting import prove_writable, waiting_counts

_STORE_LIMIT = 3
"""Seconds after which a store that does not answer counts as out of reach."""


class Watch:
    """What `/readyz` and `/metrics` look at."""

    def __init__(
        self,
        store: Store,
        intake: Intake,
        deliveries: Sequence[Delivery],
        fetching: Fetching,
        channels: Mapping[str, Channel],
        leads: Callable[[], bool],
    ) -> None:
        self._store = store
        self.intake = intake
        self.deliveries = deliveries
        self.fetching = fetching
        self.channels = channels
        self.leads = leads
        self.began = time.monotonic()

    async def troubles(self) -> list[str]:
        """Why we cannot do our work now; empty when we can."""
        found = []
        try:
            async with asyncio.timeout(_STORE_LIMIT):
                await self._store.write(prove_writable)
        except (StoreUnavailable, TimeoutError):
            found.append("store")
        if not self.intake.alive:
            found.append("intake")
        if self.leads():  # only the leader speaks with the providers
            found += [f"delivery:{d.account}" for d in self.deliveries if not d.alive or d.trouble]
            found += [channel.account for channel in self.channels.values() if not channel.health().good]
        return found

    def running(self, schedules: tuple[str, ...]) -> Running:
        """What the desk shows of it. `schedules`: what the clock rings for."""
        leads = self.leads()
        delivering = {d.account: d.trouble or ("" if d.alive else "stopped") for d in self.deliveries}
        states = [
            ChannelState(one.account, delivering.get(one.account) or _trouble_of(one))
            for one in (self.channels.values() if leads else ())
        ]
        return Running(leads, tuple(states), schedules)

    async def waiting(self) -> Mapping[str, int]:
        return await self._store.read(waiting_counts)


def _trouble_of(channel: Channel) -> str:
    health = channel.health()
    return "" if health.good else health.said or "not good"


class _Figures(Collector):
    def __init__(self, watch: Watch, waiting: Mapping[str, int]) -> None:
        self._watch = watch
        self._waiting = waiting

    def collect(self) -> list[Metric]:
        watch = self._watch
        taken = CounterMetricFamily(
            "voz_intake_messages", "Messages taken in, by what became of the batch.", labels=["what"]
        )
        for name, count in watch.intake.counts.items():
            taken.add_metric([name], count)
        sent = CounterMetricFamily("voz_sends", "Sends that ended, by outcome.", labels=["account", "outcome"])
        for delivery in watch.deliveries:
            for name, count in delivery.counts.items():
                sent.add_metric([delivery.account, name], count)
        waiting = GaugeMetricFamily("voz_waiting", "Rows that wait.", labels=["what"])
        for name, count in self._waiting.items():
            waiting.add_metric([name], count)
        channels = GaugeMetricFamily("voz_channel", "Figures of a channel's own.", labels=["account", "figure"])
        for channel in watch.channels.values():
            for name, figure in channel.health().figures.items():
                channels.add_metric([channel.account, name], figure)
        up = GaugeMetricFamily("voz_up_seconds", "Seconds since the start.", value=time.monotonic() - watch.began)
        return [taken, sent, waiting, channels, up]


def web_app(watch: Watch, routes: Sequence[BaseRoute], *, municipality: str, demo: bool) -> Starlette:
    """`routes`: those of the channels, the public pages and the pictures."""

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(_: Request) -> Response:
        troubles = await watch.troubles()
        return JSONResponse({"ready": not troubles, "troubles": troubles}, status_code=503 if troubles else 200)

    async def metrics(_: Request) -> Response:
        registry = CollectorRegistry(auto_describe=False)
        registry.register(_Figures(watch, await watch.waiting()))
        return Response(generate_latest(registry), media_type="text/plain; version=0.0.4; charset=utf-8")

    async def front(_: Request) -> Response:
        page = (resources.files("bot") / "pages" / "front.html").read_text(encoding="utf-8")
        link = '<p><a class="button" href="/phone">Abrir el teléfono de prueba</a></p>' if demo else ""
        return HTMLResponse(
            page.replace("{municipality}", html.escape(municipality)).replace("{phone}", link),
            headers={
                "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
                "X-Content-Type-Options": "nosniff",
            },
        )

    own = [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics), Route("/", front)]
    return Starlette(routes=[*routes, *own])
