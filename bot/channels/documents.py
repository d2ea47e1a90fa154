"""The PDF that a message of ours carries. Whatever becomes of it, the words go."""

import asyncio
from pathlib import Path

from bot.documents import find_document
from bot.log import log


class Documents:
    """What a channel may send of the PDFs in `folder`; None: it has none."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    async def find(self, file: str, account: str, outbox_id: int) -> bytes | None:
        """None when it is gone or cannot be read, which the operator is told."""
        found = await asyncio.to_thread(find_document, file, self._folder) if self._folder else None
        if found is None:
            left_behind(account, outbox_id, "missing")
        return found


def left_behind(account: str, outbox_id: int, why: str) -> None:
    """Never the file's name: whoever reads the log could open it."""
    log.warning("document_left_out", account=account, outbox_id=outbox_id, reason=why)
