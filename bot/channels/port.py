"""What a channel is to the rest of the program, and what can go wrong with a send.

SendError
├── NotSent           never left us, or was refused for being too much: try again, not before `after`
├── Unknown           written, but the answer was lost: never sent again by itself
├── Refused           the provider will never take this one
│   ├── Unreachable   the resident blocked us, or the number is none: stop writing to this address
│   ├── Moved         the group lives at a new address
│   └── OutsideWindow WhatsApp's 24 hours are over and no approved template fits
└── Misconfigured     our own credentials are wrong: stop this account and tell the operator
FetchError            a file could not be brought; `again` says whether later may help
NotKept               intake could not store what arrived: do not acknowledge it, the provider sends again
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

from starlette.routing import Route

from civic.message import Inbound, Media, Message
from civic.message import Receipt as Receipt


class SendError(Exception):
    def __init__(self, reason: str = "", code: str = "") -> None:
        super().__init__(reason or (self.__doc__ or "").strip())
        self.reason = reason
        self.code = code


class NotSent(SendError):
    """Never left us."""

    def __init__(
        self, reason: str = "", code: str = "", after: timedelta | None = None, *, whole_account: bool = False
    ) -> None:
        super().__init__(reason, code)
        self.after = after
        """The server's own delay; None when it gave none."""
        self.whole_account = whole_account
        """The delay holds for every recipient, not for this one only."""


class Unknown(SendError):
    """Written, but the answer was lost."""


class Refused(SendError):
    """The provider will never take this one."""


class Unreachable(Refused):
    """The resident blocked us, or the address is none."""


class Moved(Refused):
    """The group lives at a new address."""

    def __init__(self, new_address: str) -> None:
        super().__init__("moved", "moved")
        self.new_address = new_address


class OutsideWindow(Refused):
    """WhatsApp's 24 hours are over and no approved template fits."""


class Misconfigured(SendError):
    """Our own credentials are wrong."""


class FetchError(Exception):
    def __init__(self, reason: str, *, again: bool) -> None:
        super().__init__(reason)
        self.again = again


class NotKept(Exception):
    """Not stored: the provider must send again."""


@dataclass(frozen=True, slots=True)
class Part:
    """One request to the provider. `request` is the channel's own and is what the degrade tests compare."""

    request: Mapping[str, Any]
    aside: bool = False
    """It goes with the message without being it: what becomes of the row is what becomes of the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast a provider lets us speak. Counts are per sliding window of the length given."""

    per_second: int
    per_recipient: timedelta
    """Between two messages to one person."""
    per_group_minute: int = 0
    in_flight: int = 64
    """Requests under way at once."""


class Intake(Protocol):
    """The one way in. Both return only after the commit, and raise NotKept when nothing was stored."""

    async def take(self, inbounds: Sequence[Inbound]) -> None: ...

    async def report(self, receipts: Sequence[Receipt]) -> None: ...


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of `voz doctor`."""

    good: bool
    what: str
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    good: bool
    said: str = ""
    """Why not; one sentence, no secrets."""
    figures: Mapping[str, float] = field(default_factory=dict)


class Channel(Protocol):
    """One account of one provider. Twins: console, simulated phone."""

    account: str
    pace: Pace

    def parts(self, message: Message, *, window_open: bool) -> Sequence[Part]:
        """The degrade table: what to send so that this channel says `message`. Pure. Raises OutsideWindow."""
        ...

    def window(self) -> timedelta | None:
        """How long after a resident's last message free text may be sent; None: always."""
        ...

    async def send(self, to: str, part: Part, outbox_id: int) -> str:
        """Send one part to the exact address; the provider's id of it, empty for a file that had to stay behind.
        Raises SendError, but never because of a file that is missing or not taken while there are words: they go
        without it."""
        ...

    def fetch(self, media: Media) -> AsyncIterator[bytes]:
        """The file, in pieces, at most the configured size. Raises FetchError."""
        ...

    async def acknowledge(self, press: str) -> None:
        """Stop the spinner of a pressed button. Best effort: never raises."""
        ...

    def routes(self, intake: Intake) -> Sequence[Route]:
        """The channel's own webhook routes."""
        ...

    async def run(self, intake: Intake) -> None:
        """Whatever must run for as long as the program does (polling, reconciliation); returns at once when nothing must."""
        ...

    async def check(self) -> Sequence[Finding]:
        """For `voz doctor`: credentials, webhook, clock skew. Reaches the provider; never raises."""
        ...

    def health(self) -> Health: ...

    async def close(self) -> None: ...
