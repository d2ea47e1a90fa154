"""What the simulated phones show: one append-only log a conversation, followed live by any number of tabs.

In memory on purpose: it belongs to a demonstration in one process and ends with it.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

ENTRIES_KEPT = 1000
"""Of one conversation; older ones scroll away for good."""
CONVERSATIONS_KEPT = 1000
"""The one that was quiet the longest is forgotten first."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a log. `name` is what happened: `said`, `kept`, `sent`, `acknowledged`."""

    number: int
    """From 1, without gaps."""
    name: str
    data: Mapping[str, Any]


class Conversation:
    def __init__(self) -> None:
        self.blocked = False
        self.followers = 0
        self.last = 0
        """Number of the newest entry."""
        self._entries: deque[Entry] = deque(maxlen=ENTRIES_KEPT)
        self._said: set[str] = set()
        self._changed = asyncio.Event()

    def add(self, name: str, data: Mapping[str, Any]) -> None:
        self.last += 1
        self._entries.append(Entry(self.last, name, data))
        self.wake()

    def add_said(self, said: str, data: Mapping[str, Any]) -> None:
        """A resident's message; the same `said` again is the phone trying once more and adds nothing."""
        if said not in self._said:
            self._said.add(said)
            self.add("said", data)

    def since(self, number: int) -> Sequence[Entry]:
        return [entry for entry in self._entries if entry.number > number]

    def reaches_back_to(self, number: int) -> bool:
        """Whether nothing after `number` has been forgotten."""
        oldest = self._entries[0].number if self._entries else 1
        return oldest - 1 <= number <= self.last

    def wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def change(self, after: int, beat: float) -> bool:
        """Wait for an entry behind `after` or for `wake`; False when `beat` seconds brought neither."""
        if self.last > after:
            return True
        try:
            async with asyncio.timeout(beat):
                return await self._changed.wait()
        except TimeoutError:
            return False


class Exchange:
    def __init__(self) -> None:
        self.era = token_hex(4)
        """Differs after each start, so that a page knows when what it shows is from an earlier one."""
        self._conversations: dict[str, Conversation] = {}
        self._open = True

    def conversation(self, address: str) -> Conversation:
        """The log of this address, a new one when there is none."""
        found = self._conversations.pop(address, None) or Conversation()
        self._conversations[address] = found
        self._forget_quietest()
        return found

    def mark(self, number: int) -> str:
        """Where a page stands in a log, as it will give it back to `number_at`."""
        return f"{self.era}-{number}"

    def number_at(self, address: str, mark: str) -> int | None:
        """The number behind a mark; None when the log cannot be continued from there and must be read anew."""
        era, _, digits = mark.partition("-")
        if era != self.era or not digits.isdecimal():
            return None
        number = int(digits)
        return number if self.conversation(address).reaches_back_to(number) else None

    async def follow(self, address: str, after: int, beat: float) -> AsyncIterator[Entry | None]:
        """Every entry behind `after` as it comes, None for `beat` seconds of silence; ends with `close`."""
        conversation = self.conversation(address)
        conversation.followers += 1
        try:
            while self._open:
                for entry in conversation.since(after):
                    after = entry.number
                    yield entry
                if not await conversation.change(after, beat):
                    yield None
        finally:
            conversation.followers -= 1

    def close(self) -> None:
        """End every `follow`, so that a server may stop without waiting for open tabs."""
        self._open = False
        for conversation in self._conversations.values():
            conversation.wake()

    def figures(self) -> Mapping[str, float]:
        logs = self._conversations.values()
        return {"conversations": len(logs), "tabs": sum(log.followers for log in logs)}

    def _forget_quietest(self) -> None:
        """A conversation that someone is looking at is never forgotten."""
        if len(self._conversations) > CONVERSATIONS_KEPT:
            quiet = next((address for address, log in self._conversations.items() if not log.followers), None)
            if quiet is not None:
                del self._conversations[quiet]
