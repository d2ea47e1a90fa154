"""Bringing a file that a resident sent."""

from collections.abc import AsyncIterator
from contextlib import aclosing

import telegram
from telegram.error import TelegramError

from bot.channels.port import FetchError, Refused
from bot.channels.telegram.errors import classify
from bot.channels.telegram.http import AiohttpRequest
from civic.message import Media

SIZE_LIMIT = 20 * 1000 * 1000
"""Bytes; getFile gives no larger ones (Bot API, getFile)."""


async def fetch(bot: telegram.Bot, request: AiohttpRequest, media: Media, limit: int) -> AsyncIterator[bytes]:
    """The file in pieces, at most `limit` bytes in all. Raises FetchError."""
    _within(media.size, limit)
    try:
        async with aclosing(request.stream(await _address(bot, media, limit))) as pieces:  # type: ignore[type-var]
            so_far = 0
            async for piece in pieces:
                so_far += len(piece)
                _within(so_far, limit)
                yield piece
    except TelegramError as error:
        raise FetchError(type(error).__name__, again=_may_help_later(error)) from error


async def _address(bot: telegram.Bot, media: Media, limit: int) -> str:
    """Where the file lies: always below our own file address, whatever path the answer names."""
    file = await bot.get_file(media.ref)
    _within(file.file_size or 0, limit)
    path = file.file_path or ""
    if not path.startswith(bot.base_file_url + "/") or ".." in path:
        raise FetchError("the file's path leaves the file server", again=False)
    return path


def _within(size: int, limit: int) -> None:
    if size > limit:
        raise FetchError(f"larger than {limit} bytes", again=False)


def _may_help_later(error: TelegramError) -> bool:
    """Also for a link that ran out (404): asking for the file again gives a new one."""
    return not isinstance(classify(error), Refused)
