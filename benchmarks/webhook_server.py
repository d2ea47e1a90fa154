"""The smallest webhook on starlette and uvicorn: the bare route that the others are measured against, or a peer's."""

from collections.abc import Awaitable, Callable

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

Receive = Callable[[bytes], Awaitable[None]]


async def serve(port: int, receive: Receive) -> None:
    async def webhook(request: Request) -> Response:
        await receive(await request.body())
        return PlainTextResponse("ok")

    async def ok(_: Request) -> Response:
        return PlainTextResponse("ok")

    web = Starlette(routes=[Route("/webhook", webhook, methods=["POST"]), Route("/ok", ok)])
    config = uvicorn.Config(web, port=port, log_level="warning", access_log=False, lifespan="off")
    await uvicorn.Server(config).serve()


async def ignore(_: bytes) -> None:
    """For the bare route: the body is read and thrown away."""
