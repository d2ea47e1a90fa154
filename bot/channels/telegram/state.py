"""How the channel is: what it counted, and what troubles it."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.channels.port import Health


class State:
    """Kept while the program runs. `now` is a monotonic clock in seconds."""

    def __init__(self, now: Callable[[], float], patience: float) -> None:
        self._now = now
        self._patience = patience
        """Seconds without a good word from Telegram before that alone is a trouble."""
        self._counts: Counter[str] = Counter()
        self._figures: dict[str, float] = {}
        self._last_good = now()
        self._trouble = ""
        self._watched = False

    @contextmanager
    def watched(self) -> Iterator[None]:
        """While something asks Telegram again and again; only then is its silence a trouble."""
        self._watched, self._last_good = True, self._now()
        try:
            yield
        finally:
            self._watched = False

    def count(self, what: str, times: int = 1) -> None:
        self._counts[what] += times

    def measure(self, what: str, figure: float) -> None:
        self._figures[what] = figure

    def well(self) -> None:
        """Telegram answered as it should, just now."""
        self._last_good = self._now()
        self._trouble = ""

    def ill(self, why: str) -> None:
        """`why`: one Spanish sentence for the operator, without secrets."""
        self._trouble = why

    def health(self) -> Health:
        age = self._now() - self._last_good
        silent = self._watched and age > self._patience
        said = self._trouble or (f"Telegram no responde desde hace {age:.0f} s." if silent else "")
        figures = {"last_good_age_seconds": age, **self._counts, **self._figures}
        return Health(good=not said, said=said, figures=figures)
