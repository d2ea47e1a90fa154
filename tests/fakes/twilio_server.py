"""A Twilio that runs on loopback, is judged by Twilio's own descriptions, and misbehaves when told to.

    async with TwilioServer() as twilio:
        twilio.connect("https://bot.example.mx", target="http://127.0.0.1:8000")
        ana = twilio.person("+5216181234567", name="Ana")
        await ana.says("hola")
        await twilio.settled()
        assert ana.received[-1].body == "..."
        assert twilio.violations == []

What the resident received is kept per person, so a test counts what arrived and not what was asked for.
"""

import asyncio
import json
import random
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode

import aiohttp
from aiohttp import web
from twilio.request_validator import RequestValidator

from tests.fakes.twilio_content import Rendered, Shelf, Wrong
from tests.fakes.twilio_judge import Judge
from tests.fakes.twilio_person import Person
from tests.fakes.twilio_records import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    Pairs,
    asked_for,
    file_record,
    message_record,
    page,
    refusal,
    status_form,
)
from tests.fakes.twilio_script import Callbacks, Fault

WINDOW = timedelta(hours=24)
Post = Callable[[str, bytes, Mapping[str, str]], Awaitable[int]]
"""Path and query, form, headers to the HTTP status; raises OSError when nobody answers."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a resident's telephone shows."""

    sid: str
    body: str
    buttons: tuple[tuple[str, str], ...] = ()
    """Label and payload."""
    shown_as: str = "text"
    """`text`, `twilio/quick-reply`, `twilio/list-picker`, `twilio/text`."""


@dataclass(slots=True)
class Call:
    """One answer our program gave to one of our webhooks."""

    path: str
    sid: str
    status: int
    token: str


@dataclass(slots=True)
class TwilioServer:
    judge: Judge | None = None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    auth_token: str = AUTH_TOKEN
    retries: int = 1
    faults: deque[Fault] = field(default_factory=deque)
    """For the next requests that send a message, one each."""
    content_faults: deque[Fault] = field(default_factory=deque)
    list_faults: deque[Fault] = field(default_factory=deque)
    refuses_to: dict[str, int] = field(default_factory=dict)
    """Address to the error code that the API answers."""
    fails_to: dict[str, int] = field(default_factory=dict)
    """Address to the error code that comes by callback, after a 201."""
    media_misses: int = 0
    """How many more requests for a file get a 404."""
    media_location: str = ""
    """Where a file redirects to in place of our own content network."""
    callbacks: Callbacks = field(default_factory=Callbacks)
    violations: list[str] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    requests: list[tuple[str, str]] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)
    """Every message request as it came."""
    content_network: list[dict[str, str]] = field(default_factory=list)
    """Headers of each request that reached the content network."""
    shelf: Shelf = field(default_factory=Shelf)
    records: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, tuple[str, bytes, str]] = field(default_factory=dict)
    """Media id to message id, bytes and type."""
    url: str = ""
    public_url: str = ""
    delivered: dict[str, list[Delivered]] = field(default_factory=lambda: defaultdict(list))
    last_heard: dict[str, datetime] = field(default_factory=dict)
    _post: Post | None = None
    _content_url: str = ""
    _runner: web.AppRunner | None = None
    _session: aiohttp.ClientSession | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _random: random.Random = field(default_factory=lambda: random.Random(7))
    _serial: int = 0

    async def __aenter__(self) -> Self:
        self._runner = web.AppRunner(self._app(), shutdown_timeout=0.2)
        await self._runner.setup()
        for _ in ("api", "content network"):
            await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url, self._content_url = (f"http://127.0.0.1:{port}" for _, port in self._runner.addresses)
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.settled()
        if self._session and self._runner:
            await self._session.close()
            await self._runner.cleanup()

    def connect(self, public_url: str, *, target: str = "", post: Post | None = None) -> None:
        """Webhooks are signed for `public_url` and go to `target`, or through `post`."""
        self.public_url = public_url
        self._post = post or (lambda path, body, headers: self._over_http(target + path, body, headers))

    def person(self, number: str = "", *, name: str = "", user_id: str = "", parent_user_id: str = "") -> Person:
        """Without a number the person is known by the business-scoped user id alone."""
        return Person(self, number, name, user_id, parent_user_id)

    async def settled(self) -> None:
        """Every callback that is under way has been answered."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    def new_sid(self, kind: str) -> str:
        self._serial += 1
        return f"{kind}{self._serial:032x}"

    # Towards our program

    async def receive(self, record: dict[str, Any], pairs: Pairs, *, times: int = 1, lost: bool = False) -> None:
        """A resident's message has come in: it is listed, and each of `times` deliveries tries until answered."""
        self.records.append(record)
        self.last_heard[str(record["from"])] = self.now()
        if not lost:
            await asyncio.gather(*(self.deliver("/webhooks/twilio", pairs) for _ in range(times)))

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
        for status in order:
            await self.deliver(path, status_form(record, status, code))

    # The API

    def _app(self) -> web.Application:
        app = web.Application(middlewares=[self._judged])
        root = "/2010-04-01/Accounts/{account}/Messages"
        app.router.add_post(f"{root}.json", self._create)
        app.router.add_get(f"{root}.json", self._list)
        app.router.add_get(root + "/{sid}/Media.json", self._list_files)
        app.router.add_get(root + "/{sid}/Media/{file}", self._file)
        app.router.add_get("/files/{file}", self._from_content_network)
        app.router.add_post("/v1/Content", self._create_content)
        app.router.add_get("/v1/Content", self._list_content)
        app.router.add_get("/v1/Content/{sid}/ApprovalRequests", self._approval)
        return app

    @web.middleware
    async def _judged(self, request: web.Request, handler: Callable[[web.Request], Any]) -> web.StreamResponse:
        self.requests.append((request.method, request.path))
        described = request.path.endswith(".json") or request.path.startswith("/v1/")
        if described and request.headers.get("Authorization") != aiohttp.encode_basic_auth(ACCOUNT_SID, AUTH_TOKEN):
            return refusal(401, 20003)
        if self.judge and described:
            self.violations += await self.judge.faults(request)
        answer: web.StreamResponse = await handler(request)
        as_described = isinstance(answer, web.Response) and answer.status in {200, 201} and "json" in answer.content_type
        if self.judge and described and as_described:
            self.violations += self.judge.answer_faults(request, await request.read(), answer)
        return answer

    async def _create(self, request: web.Request) -> web.StreamResponse:
        form = dict(parse_qsl((await request.read()).decode(), keep_blank_values=True))
        self.forms.append(form)
        fault = self.faults.popleft() if self.faults else Fault()
        if fault.status and not fault.accepted:
            return refusal(fault.status, fault.code, fault.retry_after)
        try:
            record = await self._accept(form)
        except Wrong as wrong:
            return refusal(400, wrong.code)
        await asyncio.sleep(fault.seconds)
        if fault.cut and request.transport:
            request.transport.abort()
        if fault.body:
            return web.Response(text=fault.body, status=fault.status, content_type="text/html")
        return refusal(fault.status, fault.code) if fault.status else web.json_response(record, status=201)

    async def _accept(self, form: Mapping[str, str]) -> dict[str, Any]:
        to = form["To"]
        if to in self.refuses_to:
            raise Wrong(self.refuses_to[to])
        said = self._rendered(form)
        record = message_record(self.new_sid("SM"), self.now(), "outbound-api", form["From"], to, said.body)
        self.records.append(record)
        code = self._late_refusal(to, form, said)
        if not code:
            self.delivered[to].append(Delivered(record["sid"], said.body, said.buttons, said.shown_as))
        await self._call_back(record, form.get("StatusCallback", ""), code)
        return record

    def _rendered(self, form: Mapping[str, str]) -> Rendered:
        if "ContentSid" in form:
            return self.shelf.render(form["ContentSid"], json.loads(form.get("ContentVariables", "{}")))
        if len(form.get("Body", "").encode("utf-16-le")) > 2 * 1600:
            raise Wrong(21617)
        if not form.get("Body", "").strip():
            raise Wrong(21619)
        return Rendered(form["Body"])

    def _late_refusal(self, to: str, form: Mapping[str, str], said: Rendered) -> int:
        if to in self.fails_to:
            return self.fails_to[to]
        heard = self.last_heard.get(to)
        open_ = heard is not None and self.now() - heard < WINDOW
        return 0 if open_ or said.approved else 63016

    async def _call_back(self, record: Mapping[str, Any], callback: str, code: int) -> None:
        if not callback or self._post is None:
            return
        statuses = ("undelivered",) if code else self.callbacks.statuses
        task = asyncio.create_task(self._report(record, callback, statuses, code))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        if self.callbacks.early:
            await task

    async def _list(self, request: web.Request) -> web.Response:
        if self.list_faults:
            fault = self.list_faults.popleft()
            return refusal(fault.status, fault.code, fault.retry_after)
        query = request.query
        found = [record for record in reversed(self.records) if asked_for(record, query)]
        return web.json_response(page(request, "messages", found))

    async def _list_files(self, request: web.Request) -> web.Response:
        message = request.match_info["sid"]
        found = [file_record(sid, message, kind) for sid, (owner, _, kind) in self.files.items() if owner == message]
        return web.json_response(page(request, "media_list", found))

    async def _file(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != aiohttp.encode_basic_auth(ACCOUNT_SID, AUTH_TOKEN):
            return refusal(401, 20003)
        if self.media_misses:
            self.media_misses -= 1
            return refusal(404, 20404)
        location = self.media_location or f"{self._content_url}/files/{request.match_info['file']}?signed=1"
        return web.Response(status=307, headers={"Location": location})

    async def _from_content_network(self, request: web.Request) -> web.Response:
        self.content_network.append(dict(request.headers))
        _, data, kind = self.files[request.match_info["file"]]
        return web.Response(body=data, content_type=kind)

    async def _create_content(self, request: web.Request) -> web.Response:
        if self.content_faults:
            fault = self.content_faults.popleft()
            await asyncio.sleep(fault.seconds)
            return refusal(fault.status, fault.code, fault.retry_after)
        made = self.shelf.add(self.new_sid("HX"), await request.json())
        return web.json_response({**made, "account_sid": ACCOUNT_SID}, status=201)

    async def _list_content(self, request: web.Request) -> web.Response:
        meta = {"key": "contents", "page": 0, "page_size": 50, "first_page_url": self.url, "url": self.url}
        nowhere = {"next_page_url": None, "previous_page_url": None}
        return web.json_response({"contents": self.shelf.listed(), "meta": {**meta, **nowhere}})

    async def _approval(self, request: web.Request) -> web.Response:
        status = self.shelf.approval(request.match_info["sid"])
        if status is None:
            return refusal(404, 20404)
        sid = request.match_info["sid"]
        return web.json_response({"sid": sid, "account_sid": ACCOUNT_SID, "whatsapp": {"status": status}, "url": self.url})
