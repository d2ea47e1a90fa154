"""How the fake misbehaves."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What one request meets. `accepted`: the message is taken and delivered all the same."""

    status: int = 0
    code: int = 0
    retry_after: str = ""
    accepted: bool = False
    cut: bool = False
    seconds: float = 0.0
    body: str = ""


def too_many(after: str = "2") -> Fault:
    return Fault(status=429, code=20429, retry_after=after)


def refuses(code: int, status: int = 400) -> Fault:
    return Fault(status=status, code=code)


def fails_after_accepting(status: int = 503) -> Fault:
    return Fault(status=status, accepted=True)


def loses_the_answer() -> Fault:
    """The message is delivered, the connection closed."""
    return Fault(accepted=True, cut=True)


def slow(seconds: float) -> Fault:
    return Fault(accepted=True, seconds=seconds)


def talks_nonsense() -> Fault:
    """Accepted, and a proxy's page comes back in place of the answer."""
    return Fault(status=201, accepted=True, body="<html>ok</html>")


@dataclass(slots=True, kw_only=True)
class Callbacks:
    """How status callbacks come. `early`: before our own request is answered."""

    statuses: tuple[str, ...] = ("sent", "delivered", "read")
    shuffled: bool = False
    times: int = 1
    early: bool = False
    at_once: bool = False
    """All of one message side by side."""
