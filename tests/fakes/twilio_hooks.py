"""What the fake Twilio posts to our program: signed, repeated until answered, in any order."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any
from urllib.parse import urlencode

import aiohttp
from twilio.request_validator import RequestValidator

from tests.fakes.twilio_records import AUTH_TOKEN, Pairs, status_form
from tests.fakes.twilio_script import Callbacks

Post = Callable[[str, bytes, Mapping[str, str]], Awaitable[int]]
"""Path and query, form, headers to the HTTP status; raises OSError when nobody answers."""


@dataclass(slots=True)
class Call:
    """One answer our program gave to one of our webhooks."""

    path: str
    sid: str
    status: int
    token: str


@dataclass(slots=True)
class Hooks:
    auth_token: str = AUTH_TOKEN
    """What webhooks are signed with."""
    retries: int = 1
    """How often a webhook that was not answered with 2xx comes again."""
    callbacks: Callbacks = field(default_factory=Callbacks)
    calls: list[Call] = field(default_factory=list)
    public_url: str = ""
    _post: Post | None = None
    _session: aiohttp.ClientSession | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _random: random.Random = field(default_factory=lambda: random.Random(7))  # the same on every run
    _serial: int = 0

    def connect(self, public_url: str, *, target: str | Sequence[str] = "", post: Post | None = None) -> None:
        """Webhooks are signed for `public_url` and go to `target`, to each of several in turn, or through `post`."""
        self.public_url = public_url
        targets = cycle([target] if isinstance(target, str) else target)
        self._post = post or (lambda path, body, headers: self._over_http(next(targets) + path, body, headers))

    async def settled(self) -> None:
        """Every callback that is under way has been answered."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    def new_sid(self, kind: str) -> str:
        self._serial += 1
        return f"{kind}{self._serial:032x}"

    async def deliver(self, path: str, pairs: Pairs) -> int:
        token = self.new_sid("")
        status = 0
        for _ in range(1 + self.retries):
            status = await self._try(path, pairs, token)
            if 200 <= status < 300:
                break
        return status

    async def _try(self, path: str, pairs: Pairs, token: str) -> int:
        if self._post is None:
            return 0
        try:
            status = await self._post(path, urlencode(pairs).encode(), self.headers(path, pairs, token))
        except (OSError, aiohttp.ClientError):
            status = 0
        self.calls.append(Call(path, dict(pairs).get("MessageSid", ""), status, token))
        return status

    def headers(self, path: str, pairs: Pairs, token: str = "") -> dict[str, str]:
        signature = RequestValidator(self.auth_token).compute_signature(self.public_url + path, dict(pairs))
        return {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": signature,
            "I-Twilio-Idempotency-Token": token,
        }

    async def _over_http(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        assert self._session is not None
        async with self._session.post(url, data=body, headers=headers) as response:
            return response.status

    async def _report(self, record: Mapping[str, Any], callback: str, statuses: Sequence[str], code: int) -> None:
        path = callback.removeprefix(self.public_url)
        order = [status for status in statuses for _ in range(self.callbacks.times)]
        if self.callbacks.shuffled:
            self._random.shuffle(order)
        if self.callbacks.at_once:
            await asyncio.gather(*(self.deliver(path, status_form(record, status, code)) for status in order))
            return
        for status in order:
            await self.deliver(path, status_form(record, status, code))

    async def call_back(self, record: Mapping[str, Any], callback: str, code: int) -> None:
        if not callback or self._post is None:
            return
        statuses = ("undelivered",) if code else self.callbacks.statuses
        task = asyncio.create_task(self._report(record, callback, statuses, code))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        if self.callbacks.early:
            await task
