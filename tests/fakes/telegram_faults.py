"""Ways in which the fake Bot API misbehaves, one for each request that it is told to spoil."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What to do with one request instead of the right thing."""

    status: int = 200
    """Other than 200: refuse with it."""
    said: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    body: bytes | None = None
    """Answer with these bytes instead of JSON."""
    delay: float = 0.0
    """Seconds before anything else."""
    until: asyncio.Event | None = None
    """Wait for it before anything else."""
    cut: bool = False
    """Close the connection instead of answering."""
    carried_out: bool = True
    """Do what was asked before the answer goes wrong; refusals never do."""


class Refusal(Exception):
    """What the fake itself refuses, as the Bot API does."""

    def __init__(self, status: int, said: str, **parameters: Any) -> None:
        super().__init__(said)
        self.fault = Fault(status=status, said=said, parameters=parameters)


def flood(retry_after: int) -> Fault:
    return Fault(
        status=429, said=f"Too Many Requests: retry after {retry_after}", parameters={"retry_after": retry_after}
    )


def failing(status: int = 502) -> Fault:
    """The gateway's page, not JSON."""
    return Fault(status=status, body=b"<html><h1>Bad Gateway</h1></html>", carried_out=False)


def refused(said: str = "message is too long") -> Fault:
    return Fault(status=400, said=f"Bad Request: {said}")


def blocked() -> Fault:
    return Fault(status=403, said="Forbidden: bot was blocked by the user")


def moved(new_chat_id: int) -> Fault:
    return Fault(
        status=400,
        said="Bad Request: group chat was upgraded to a supergroup chat",
        parameters={"migrate_to_chat_id": new_chat_id},
    )


def conflict() -> Fault:
    return Fault(
        status=409,
        said="Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )


def unauthorized() -> Fault:
    return Fault(status=401, said="Unauthorized")


def lost() -> Fault:
    """Accepted and carried out, but the answer never arrives."""
    return Fault(cut=True)


def cut() -> Fault:
    """The connection breaks before anything is done."""
    return Fault(cut=True, carried_out=False)


def slow(seconds: float) -> Fault:
    return Fault(delay=seconds)


def held(until: asyncio.Event) -> Fault:
    return Fault(until=until)


def garbled() -> Fault:
    """Accepted, and answered with what is no JSON."""
    return Fault(body=b"<html>ok</html>")
