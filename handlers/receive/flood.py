"""One sender who writes too fast is kept but not played, and told once; everybody else notices nothing."""

from collections import deque
from datetime import datetime, timedelta
from enum import Enum


class Verdict(Enum):
    PLAY = 1
    TELL = 2
    KEEP_SILENT = 3


class Flood:
    """Counts in memory, per process: a restart forgives, which harms nobody."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._heard: dict[int, deque[datetime]] = {}
        self._told: set[int] = set()

    def judge(self, address_id: int, now: datetime) -> Verdict:
        heard = self._heard.setdefault(address_id, deque())
        while heard and heard[0] <= now - timedelta(minutes=1):
            heard.popleft()
        heard.append(now)
        if len(heard) <= self._per_minute:
            self._told.discard(address_id)
            return Verdict.PLAY
        heard.pop()  # what was not played does not lengthen the wait
        if address_id in self._told:
            return Verdict.KEEP_SILENT
        self._told.add(address_id)
        return Verdict.TELL

    def forget(self, now: datetime) -> None:
        """Drop those who have been quiet for a minute."""
        quiet = [
            address for address, heard in self._heard.items() if not heard or heard[-1] <= now - timedelta(minutes=1)
        ]
        for address in quiet:
            del self._heard[address]
            self._told.discard(address)
