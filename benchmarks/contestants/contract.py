"""What the harness asks of a contestant."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from benchmarks.ledger import Ledger

TOKEN = "1:benchmark"


@dataclass(frozen=True, slots=True)
class Setup:
    directory: Path
    """On a real disk. Empty at the first start; after a kill, whatever the killed process left."""
    ledger: Ledger
    """Where the stub transport records each reply."""
    api: str = ""
    """Base URL of the fake Bot API; empty means the stub: the library's request hook answers at once."""
    complaints: int = 0
    """Rows already stored before the talk begins."""
    permitted: int = 0
    """Messages the provider takes in any one second; 0: as many as it gets."""


class Taker(Protocol):
    one_by_one: str
    """Why more than one message in flight is not allowed, in the library's own terms; empty where it is safe."""

    async def feed(self, raw: bytes) -> None:
        """Takes one webhook body and returns when the message counts as processed: when a 200 would be honest."""


class Contestant(Taker, Protocol):
    def __init__(self, setup: Setup) -> None: ...

    async def open(self, parked: range) -> None:
        """Starts on the directory as it finds it, with these residents waiting in mid-talk (at PARKED_AT)."""

    async def settle(self) -> None:
        """Returns when every reply owed has been sent; at once for those whose `feed` sends it."""

    async def positions(self, residents: Sequence[int]) -> dict[int, int]:
        """Messages of the talk that the contestant has taken (1 to 7), for those in mid-talk."""

    async def complaints(self) -> dict[int, int]:
        """Complaints filed per resident, those stored before the talk left out."""

    def commits(self) -> int | None:
        """Durable writes since the start: transactions, or files written. None where they cannot be counted."""

    async def serve(self, port: int) -> None:
        """Answers POST /webhook on that loopback port, as the contestant would in production, until cancelled."""

    async def staff_page(self) -> int:
        """Reads what a staff page shows (complaints by category, the newest twenty); returns how many rows."""

    async def invite(self, chats: Sequence[int]) -> None:
        """These chats wrote long ago: whoever keeps residents in a store has them there before the broadcast."""

    async def broadcast(self, chats: Sequence[int], in_flight: int) -> dict[str, float]:
        """Sends one text to each chat; returns when all are sent, with figures of its own such as `plan_ms`."""

    async def close(self) -> None: ...
