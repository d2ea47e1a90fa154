"""What staff ask for and may not have, as one sentence that says what to do."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.commands import Failed
from civic.moves import MoveNotAllowed, WordsMissing
from handlers.staff.finding import NoSuch, NotPossible


@contextmanager
def refusals(what: str = "it") -> Iterator[None]:
    """`what` is moved: `a report`. Raises Failed."""
    try:
        yield
    except (NoSuch, NotPossible) as e:
        raise Failed(str(e)) from e
    except WordsMissing as e:
        raise Failed(f"moving to {e.to} is explained to those it concerns: add the words with --note") from e
    except MoveNotAllowed as e:
        allowed = ", ".join(e.allowed) or "nowhere"
        raise Failed(f"{what} that is {e.status} cannot become {e.to}; from here it can go to: {allowed}") from e
