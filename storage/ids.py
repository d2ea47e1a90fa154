"""Row ids: 63 bits, growing with time, made without asking the database."""

import secrets
import threading
import time
from datetime import UTC, datetime, timedelta

_EPOCH_MS = 1_704_067_200_000  # 2024-01-01
_SEQUENCE_BITS, _NODE_BITS = 12, 10


def distance(span: timedelta) -> int:
    """How far apart the ids of two moments are between which this time passed."""
    return span // timedelta(milliseconds=1) << (_NODE_BITS + _SEQUENCE_BITS)


OVERLAP = distance(timedelta(seconds=10))
"""What commits late has a number from before: whoever reads on from an id begins this far before it."""


def id_at(moment: datetime) -> int:
    """Smaller than every id that was made since then, larger than every one from before."""
    return (int(moment.timestamp() * 1000) - _EPOCH_MS) << (_NODE_BITS + _SEQUENCE_BITS)


def moment_of(row_id: int) -> datetime:
    """When it was made, to the millisecond."""
    return datetime.fromtimestamp(((row_id >> (_NODE_BITS + _SEQUENCE_BITS)) + _EPOCH_MS) / 1000, UTC)


class Ids:
    """41 bits of milliseconds, 10 of this process (drawn at start), 12 of sequence. Two processes that draw the same
    number and write in the same millisecond collide on the primary key; the batch is then tried again with new ids."""

    def __init__(self) -> None:
        self._node = secrets.randbelow(1 << _NODE_BITS)
        self._lock = threading.Lock()
        self._ms = 0
        self._sequence = 0

    def new(self) -> int:
        with self._lock:
            now = int(time.time() * 1000) - _EPOCH_MS
            if now > self._ms:
                self._ms, self._sequence = now, 0
            elif self._sequence == (1 << _SEQUENCE_BITS) - 1:
                self._ms, self._sequence = self._ms + 1, 0
            else:
                self._sequence += 1
            return (self._ms << (_NODE_BITS + _SEQUENCE_BITS)) | (self._node << _SEQUENCE_BITS) | self._sequence
