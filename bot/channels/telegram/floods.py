"""Whether a 429 is about one chat or about the whole bot: Telegram does not say."""

from collections.abc import Callable
from datetime import timedelta

MANY = 3
"""Different chats refused at the same time, from which on it is taken for the bot's own limit."""


class Floods:
    """Remembers the chats that are being refused. `now` is a monotonic clock in seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._until: dict[str, float] = {}

    def refused(self, chat: str, after: timedelta) -> bool:
        """Note that `chat` is refused for `after`; whether that many are that the whole bot must wait."""
        now = self._now()
        self._until = {known: until for known, until in self._until.items() if until > now}
        self._until[chat] = now + after.total_seconds()
        return len(self._until) >= MANY
