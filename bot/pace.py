"""Our own pacing of one account: never more than the permitted count in any one second, and a pause for each recipient.

python-telegram-bot's AIORateLimiter starts with a full bucket (59 sends in the first second) and does not pace a
private chat, so it is not used.
"""

from bisect import bisect_right
from collections import deque
from datetime import timedelta

from bot.channels.port import Pace

_MARGIN = 0.006
"""Seconds by which a request may leave late without crowding the next second at the provider."""
_WINDOW = 1 + _MARGIN


class Pacer:
    """Counts sends in a sliding window. Times are seconds of a monotonic clock, given by the caller."""

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self._sent: deque[float] = deque()
        self._resting: dict[int, float] = {}
        self._group_sent: dict[int, deque[float]] = {}
        self._stopped_until = 0.0

    def room(self, now: float) -> int:
        """How many sends may start now."""
        if now < self._stopped_until:
            return 0
        free = bisect_right(self._sent, now - _WINDOW)
        return self.pace.per_second - (len(self._sent) - free)

    def started(self, lane: int, now: float, *, group: bool = False) -> None:
        self._sent.append(self._slot(now))
        rest = self.pace.per_recipient.total_seconds()
        if rest > 0:
            self._resting[lane] = now + rest
        if group and self.pace.per_group_minute:
            self._rest_group(lane, now)

    def _slot(self, now: float) -> float:
        """When this send could have left: a few milliseconds spent on finding out are not lost to the next ones. One that is
        later than the margin counts from when it leaves."""
        if len(self._sent) < self.pace.per_second:
            return now
        slot = self._sent.popleft() + _WINDOW
        last = self._sent[-1] if self._sent else slot
        return max(slot, last) if now - slot <= _MARGIN else now

    def _rest_group(self, lane: int, now: float) -> None:
        sent = self._group_sent.setdefault(lane, deque())
        sent.append(now)
        while sent[0] <= now - 60:
            sent.popleft()
        if len(sent) >= self.pace.per_group_minute:
            self._resting[lane] = sent[0] + 60

    def remember(self, lane: int, at: float, now: float) -> None:
        """A group was sent something at `at`, before we began to count."""
        if self.pace.per_group_minute and at > now - 60:
            self._rest_group(lane, at)

    def resting(self, now: float) -> list[int]:
        """Lanes that must not be written to yet."""
        for lane in [lane for lane, until in self._resting.items() if until <= now]:
            del self._resting[lane]
        return list(self._resting)

    def stop(self, now: float, pause: timedelta) -> None:
        """The provider said: nobody, for so long."""
        self._stopped_until = max(self._stopped_until, now + pause.total_seconds())

    def next_change(self, now: float) -> float | None:
        """Seconds until more may be sent; None when nothing is held back."""
        moments = list(self._resting.values())
        if now < self._stopped_until:
            moments.append(self._stopped_until)
        if self._sent and len(self._sent) >= self.pace.per_second:
            moments.append(self._sent[0] + _WINDOW)
        later = [moment - now for moment in moments if moment > now]
        return min(later, default=None)
