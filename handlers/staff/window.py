"""How long a resident may still be written to freely."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from storage.chats import Chat
from storage.inbox import last_heard_at
from storage.store import Connection

_MARGIN = timedelta(minutes=10)
"""Before the end of WhatsApp's window: an answer written in the last minutes would come too late."""


def window_end_of(
    connection: Connection, windows: Mapping[str, timedelta], chat: Chat, now: datetime
) -> datetime | None:
    """None: always. `windows`: by account."""
    window = windows.get(chat.account)
    if window is None:
        return None
    heard_at = last_heard_at(connection, chat.address_id)
    return heard_at + window - _MARGIN if heard_at else now
