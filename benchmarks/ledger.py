"""Which replies left, to whom and when: the stub transport and the fake Bot API keep the same books."""

import json
import time
from collections import defaultdict, deque
from collections.abc import Iterable


class Ledger:
    def __init__(self) -> None:
        self.times: dict[int, list[float]] = defaultdict(list)
        """Chat -> seconds of the machine's monotonic clock, the same in all processes, one per reply received."""

    def record(self, chat: int) -> None:
        self.times[chat].append(time.monotonic())

    def total(self) -> int:
        return sum(map(len, self.times.values()))

    def busiest_second(self) -> int:
        """The most replies received within any one second, wherever that second begins."""
        return busiest_second(at for times in self.times.values() for at in times)

    def dump(self) -> str:
        return json.dumps(self.times)

    @classmethod
    def load(cls, text: str) -> "Ledger":
        ledger = cls()
        ledger.times.update({int(chat): times for chat, times in json.loads(text).items()})
        return ledger


def busiest_second(moments: Iterable[float]) -> int:
    window: deque[float] = deque()
    most = 0
    for moment in sorted(moments):
        window.append(moment)
        while window[0] <= moment - 1.0:
            window.popleft()
        most = max(most, len(window))
    return most


def api_answer(chat: int, text: str = "ok") -> bytes:
    """What the Bot API answers to sendMessage, as far as a client library insists on it."""
    message = {"message_id": 1, "date": 1_790_000_000, "chat": {"id": chat, "type": "private"}, "text": text}
    return json.dumps({"ok": True, "result": message}).encode()


BOT = json.dumps({"ok": True, "result": {"id": 1, "is_bot": True, "first_name": "Voz", "username": "voz_bot"}}).encode()
"""The answer to getMe."""
