"""The photo that a message of ours carries. Whatever becomes of it, the words go."""

import asyncio
from pathlib import Path

from bot.log import log
from bot.pictures import find_picture


class Photos:
    """What a channel may show of the pictures in `folder`; None: it has none."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    async def find(self, name: str, account: str, outbox_id: int) -> bytes | None:
        """The JPEG; None when it is gone or cannot be read, which the operator is told."""
        found = await asyncio.to_thread(find_picture, name, self._folder) if self._folder else None
        if found is None:
            left_out(account, outbox_id, "missing")
        return found


def left_out(account: str, outbox_id: int, why: str) -> None:
    """Never the picture's name: whoever reads the log could look at it."""
    log.warning("photo_left_out", account=account, outbox_id=outbox_id, reason=why)
