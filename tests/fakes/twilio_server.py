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
import re
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Self
from urllib.parse import parse_qsl

import aiohttp
from aiohttp import web

from tests.fakes.twilio_content import Rendered, Shelf, WrongError
from tests.fakes.twilio_hooks import Hooks
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
)
from tests.fakes.twilio_script import Fault

WINDOW = timedelta(hours=24)
_ADDRESS = re.compile(r"whatsapp:(\+[1-9]\d{6,14}|[A-Z]{2}\.\w{1,128})")


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a resident's telephone shows."""

    sid: str
    body: str
    buttons: tuple[tuple[str, str], ...] = ()
    """Label and payload."""
    shown_as: str = "text"
    """`text`, `media`, `twilio/quick-reply`, `twilio/list-picker`, `twilio/text`."""
    media: str = ""
    """The address of the picture that is shown."""


@dataclass(slots=True)
class TwilioServer(Hooks):
    judge: Judge | None = None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    date_header: str | None = None
    """What answers say of the time, in place of `now`."""
    round_trip: float = 0.0
    """Seconds that every request takes at least."""
    faults: deque[Fault] = field(default_factory=deque)
    """For the next requests that send a message, one each."""
    content_faults: deque[Fault] = field(default_factory=deque)
    list_faults: deque[Fault] = field(default_factory=deque)
    refuses_to: dict[str, int] = field(default_factory=dict)
    """Address to the error code that the API answers."""
    fails_to: dict[str, int] = field(default_factory=dict)
    """Address to the error code that comes by callback, after a 201."""
    file_faults: deque[Fault] = field(default_factory=deque)
    """For the next requests that list a message's files."""
    media_misses: int = 0
    """How many more requests for a file get a 404."""
    fetches_media_from: str = ""
    """Where `public_url` is in truth: pictures of ours are fetched from there, and one that is none fails by callback."""
    media_location: str = ""
    """Where a file redirects to in place of our own content network."""
    violations: list[str] = field(default_factory=list)
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
    delivered: dict[str, list[Delivered]] = field(default_factory=lambda: defaultdict(list))
    last_heard: dict[str, datetime] = field(default_factory=dict)
    _content_url: str = ""
    _runner: web.AppRunner | None = None

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

    def person(self, number: str = "", *, name: str = "", user_id: str = "", parent_user_id: str = "") -> Person:
        """Without a number the person is known by the business-scoped user id alone."""
        return Person(self, number, name, user_id, parent_user_id)

    async def receive(self, record: dict[str, Any], pairs: Pairs, *, times: int = 1, lost: bool = False) -> None:
        """A resident's message has come in: it is listed, and each of `times` deliveries tries until answered."""
        self.records.append(record)
        self.last_heard[str(record["from"])] = self.now()
        if not lost:
            await asyncio.gather(*(self.deliver("/webhooks/twilio", pairs) for _ in range(times)))

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
        await asyncio.sleep(self.round_trip)
        described = request.path.endswith(".json") or request.path.startswith("/v1/")
        if described and request.headers.get("Authorization") != aiohttp.encode_basic_auth(ACCOUNT_SID, AUTH_TOKEN):
            return refusal(401, 20003)
        if self.judge and described:
            self.violations += await self.judge.faults(request)
        answer: web.StreamResponse = await handler(request)
        if self.judge and described and isinstance(answer, web.Response) and _is_described(answer):
            self.violations += self.judge.answer_faults(request, await request.read(), answer)
        told = self.date_header
        answer.headers["Date"] = format_datetime(self.now(), usegmt=True) if told is None else told
        return answer

    async def _create(self, request: web.Request) -> web.StreamResponse:
        form = dict(parse_qsl((await request.read()).decode(), keep_blank_values=True))
        self.forms.append(form)
        fault = self.faults.popleft() if self.faults else Fault()
        if fault.status and not fault.accepted:
            return refusal(fault.status, fault.code, fault.retry_after)
        try:
            record = await self._accept(form)
        except WrongError as wrong:
            return refusal(400, wrong.code)
        await asyncio.sleep(fault.seconds)
        if fault.cut and request.transport:
            request.transport.abort()
        if fault.body:
            return web.Response(text=fault.body, status=fault.status, content_type="text/html")
        return refusal(fault.status, fault.code) if fault.status else web.json_response(record, status=201)

    async def _accept(self, form: Mapping[str, str]) -> dict[str, Any]:
        to = form.get("To", "")
        if not _ADDRESS.fullmatch(to):
            raise WrongError(21211)
        if to in self.refuses_to:
            raise WrongError(self.refuses_to[to])
        said = self._rendered(form)
        record = message_record(
            self.new_sid("SM"), self.now(), "outbound-api", from_=form["From"], to=to, body=said.body
        )
        self.records.append(record)
        media = form.get("MediaUrl", "")
        code = self._late_refusal(to, said) or (await self._fetch(media) if media else 0)
        if not code:
            self.delivered[to].append(Delivered(record["sid"], said.body, said.buttons, said.shown_as, media))
        await self.call_back(record, form.get("StatusCallback", ""), code)
        return record

    def _rendered(self, form: Mapping[str, str]) -> Rendered:
        if "ContentSid" in form:
            return self.shelf.render(form["ContentSid"], json.loads(form.get("ContentVariables", "{}")))
        if len(form.get("Body", "").encode("utf-16-le")) > 2 * 1600:
            raise WrongError(21617)
        if "MediaUrl" in form:
            return Rendered(form.get("Body", ""), shown_as="media")
        if not form.get("Body", "").strip():
            raise WrongError(21619)
        return Rendered(form["Body"])

    async def _fetch(self, media: str) -> int:
        """0, or the code of what is wrong with the file: 21620 no address, 63019 not to be had, 63021 neither picture nor PDF."""
        if not media.startswith("https://"):
            raise WrongError(21620)
        if not self.fetches_media_from:
            return 0
        assert self._session is not None
        async with self._session.get(self.fetches_media_from + media.removeprefix(self.public_url)) as answer:
            if answer.status != 200:
                return 63019
            return 0 if answer.content_type in ("image/jpeg", "application/pdf") else 63021

    def _late_refusal(self, to: str, said: Rendered) -> int:
        if to in self.fails_to:
            return self.fails_to[to]
        heard = self.last_heard.get(to)
        open_ = heard is not None and self.now() - heard < WINDOW
        return 0 if open_ or said.approved else 63016

    async def _list(self, request: web.Request) -> web.Response:
        if self.list_faults:
            fault = self.list_faults.popleft()
            return refusal(fault.status, fault.code, fault.retry_after)
        query = request.query
        found = [record for record in reversed(self.records) if asked_for(record, query)]
        return web.json_response(page(request, "messages", found))

    async def _list_files(self, request: web.Request) -> web.Response:
        if self.file_faults:
            fault = self.file_faults.popleft()
            return refusal(fault.status, fault.code)
        message = request.match_info["sid"]
        found = [file_record(sid, message, kind) for sid, (owner, _, kind) in self.files.items() if owner == message]
        return web.json_response(page(request, "media_list", found))

    async def _file(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != aiohttp.encode_basic_auth(ACCOUNT_SID, AUTH_TOKEN):
            return refusal(401, 20003)
        if self.media_misses or request.match_info["file"] not in self.files:
            self.media_misses = max(self.media_misses - 1, 0)
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

    async def _list_content(self, _: web.Request) -> web.Response:
        meta = {"key": "contents", "page": 0, "page_size": 50, "first_page_url": self.url, "url": self.url}
        nowhere = {"next_page_url": None, "previous_page_url": None}
        return web.json_response({"contents": self.shelf.listed(), "meta": {**meta, **nowhere}})

    async def _approval(self, request: web.Request) -> web.Response:
        status = self.shelf.approval(request.match_info["sid"])
        if status is None:
            return refusal(404, 20404)
        sid = request.match_info["sid"]
        return web.json_response(
            {"sid": sid, "account_sid": ACCOUNT_SID, "whatsapp": {"status": status}, "url": self.url}
        )


def _is_described(answer: web.Response) -> bool:
    return answer.status in {200, 201} and answer.content_type == "application/json"
