"""A page, or one that asks for patience while the database is away."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from handlers.public.page import page
from storage.store import StoreUnavailable

Answer = Callable[[Request], Awaitable[Response]]


def kindly(answer: Answer, *, municipality: str) -> Answer:
    async def answered(request: Request) -> Response:
        try:
            return await answer(request)
        except StoreUnavailable:
            return page("unavailable.html", 503, municipality=municipality)

    return answered
