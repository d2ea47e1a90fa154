"""What one municipality allows itself, and its providers allow it, when it writes to many."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

MARGIN = timedelta(minutes=10)
"""Before a window closes it counts as closed: what is queued now leaves a little later."""
KEPT_FOR_STATUS = 10
"""Per cent of a day's conversations that broadcasts leave to news of residents' own reports."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderRules:
    """Of one account."""

    window: timedelta | None = None
    """How long after a resident's last message free text may be sent; None: always."""
    per_second: int = 25
    daily: int = 0
    """How many people may be written to outside of that window in any 24 hours; 0: there is no such limit."""

    @property
    def for_broadcasts(self) -> int:
        return self.daily - -(-self.daily * KEPT_FOR_STATUS // 100)

    def is_open(self, last_heard_at: datetime | None, now: datetime) -> bool:
        if self.window is None:
            return True
        return last_heard_at is not None and now < last_heard_at + self.window - MARGIN


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastRules:
    approve_above: int = 200
    """With more recipients a second person approves it."""
    urgent_staff: frozenset[str] = frozenset()
    """Who may send at night."""
    templates: Mapping[str, str] = field(default_factory=dict)
    """Those approved by Meta here, each with its category: `utility` or `marketing`."""
    prices: Mapping[str, float] = field(default_factory=dict)
    """Of one template by category, and of any `message`."""
    currency: str = "MXN"
    senders: Mapping[str, SenderRules] = field(default_factory=dict)
    """By account."""

    def sender(self, account: str) -> SenderRules:
        return self.senders.get(account, _FREE)


_FREE = SenderRules()
