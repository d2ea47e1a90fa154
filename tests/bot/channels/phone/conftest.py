"""The simulated phone as it is served: uvicorn on loopback, a free port."""

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
import uvicorn
from starlette.applications import Starlette

from bot.channels.phone import PhoneChannel, phone_channels
from bot.pictures import pictures_route
from civic.message import Place
from tests.bot.channels.phone.echo import EchoBot

PLACES = (
    Place(24.02772, -104.65311, "Plaza de Armas"),
    Place(24.02440, -104.67920, "Parque Guadiana"),
    Place(24.03330, -104.64850, "Mercado Gómez Palacio"),
)


class Town:
    """One municipality's program: both faces, the echo bot behind them, a web server that can be taken away."""

    def __init__(self, pictures: Path) -> None:
        self.pictures = pictures
        self.channels: tuple[PhoneChannel, PhoneChannel] = phone_channels("Durango", PLACES, pictures=pictures)
        self.bot = EchoBot(self.channels)
        self.port = 0
        self._server: uvicorn.Server | None = None
        self._serving: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        routes = [route for channel in self.channels for route in channel.routes(self.bot)]
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        self.port = listener.getsockname()[1]
        app = Starlette(routes=[*routes, pictures_route(self.pictures)])
        config = uvicorn.Config(app, log_level="warning", lifespan="off")
        self._server = uvicorn.Server(config)
        self._serving = asyncio.create_task(self._server.serve([listener]))
        while not self._server.started:
            await asyncio.sleep(0.01)

    async def stop(self) -> None:
        """As a crash does: open streams are cut."""
        assert self._server
        assert self._serving
        self._server.should_exit = self._server.force_exit = True
        for connection in list(self._server.server_state.connections):
            connection.transport.abort()
        await self._serving

    async def close(self) -> None:
        for channel in self.channels:
            await channel.close()

    async def restart_empty(self) -> None:
        """As after an update of the program: the same address, nothing remembered."""
        await self.close()
        self.channels = phone_channels("Durango", PLACES, pictures=self.pictures)
        self.bot = EchoBot(self.channels)
        await self.start()


@pytest_asyncio.fixture(loop_scope="session")
async def town(pictures: Path) -> AsyncIterator[Town]:
    here = Town(pictures)
    await here.start()
    yield here
    await here.close()
    await here.stop()
