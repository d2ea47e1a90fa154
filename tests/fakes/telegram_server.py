"""A Bot API for one bot on the loopback: judged by Telegram's own description, and able to misbehave on script.

    async with TelegramServer() as server:
        ana = server.person("Ana")
        ana.says("hola")
        reply = await ana.hears()
        server.spoil("sendMessage", flood(2), lost())
        assert server.violations == []

It keeps what each chat received (`delivered`), also when the bot never saw the answer to its request.
"""

import asyncio
import json
import time
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import msgspec
from aiohttp import web

from tests.fakes.telegram_chats import Group, Person
from tests.fakes.telegram_courier import Courier
from tests.fakes.telegram_faults import Fault, Refusal
from tests.fakes.telegram_forms import fields_of
from tests.fakes.telegram_forums import Forum, Forums
from tests.fakes.telegram_spec import Judge, caption_fault, markup_fault, photo_fault, spec_path, words_fault
from tests.fakes.telegram_updates import Superseded, Updates

TOKEN = "424242:fake-token-for-loopback"
LARGEST_UPLOAD = 50_000_000
"""Bytes."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """One message that a chat received."""

    message_id: int
    chat_id: int
    text: str
    markup: Mapping[str, Any]
    at: float
    """Monotonic seconds."""
    photo: bytes = b""
    """What is shown above the text, which then is its caption."""
    document: bytes = b""
    """The same of a file."""
    voice: bytes = b""
    thread: int = 0
    """The topic it was sent to."""
    answers: int = 0
    """The message it answers."""


class TelegramServer:
    """`round_trip`: seconds that every answer takes. `judged=False` leaves out the judge, for benchmarks. `port`: for one
    that was promised before it is up."""

    def __init__(self, token: str = TOKEN, *, round_trip: float = 0.0, judged: bool = True, port: int = 0) -> None:
        self.token = token
        self._port = port
        self.bot_id = int(token.partition(":")[0])
        self.round_trip = round_trip
        path = spec_path() if judged else None
        self.judge = Judge(path) if path else None
        self.base_url = ""
        self.violations: list[str] = []
        self.requests: list[tuple[str, dict[str, Any]]] = []
        """Method and fields of all that was asked but for polls, spoiled requests included."""
        self.delivered: defaultdict[int, list[Delivered]] = defaultdict(list)
        self.acknowledged: list[str] = []
        self.open_presses: set[str] = set()
        self.blocked_by: set[int] = set()
        self.moved_to: dict[int, int] = {}
        self.files: dict[str, bytes] = {}
        self.forums = Forums(self)
        self.updates = Updates()
        self.courier = Courier(self)
        self._faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._arrival = asyncio.Event()
        self._last_id = 1000
        self._methods = {
            "getMe": self._get_me,
            "getUpdates": self._get_updates,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._get_webhook_info,
            "sendMessage": self._send_message,
            "sendPhoto": self._send_photo,
            "sendDocument": self._send_document,
            "sendVoice": self._send_voice,
            "answerCallbackQuery": self._answer_callback_query,
            "getFile": self._get_file,
            **self.forums.methods,
        }

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=LARGEST_UPLOAD)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.courier.close()
        self.updates.wake()
        await self._runner.cleanup()

    # What a test does

    def person(self, name: str = "Ana", language: str = "es") -> Person:
        return Person(self, self.next_id(), name, language)

    def group(self, title: str = "Comité") -> Group:
        return Group(self, -self.next_id(), title)

    def forum(self, title: str = "Personal") -> Forum:
        """A supergroup with topics, of which the bot is an administrator."""
        return self.forums.add(-1_000_000_000_000 - self.next_id(), title)

    def spoil(self, method: str, *faults: Fault) -> None:
        """The next requests of `method` meet these, one each, in order."""
        self._faults[method].extend(faults)

    def redeliver(self, *update_ids: int) -> None:
        """Deliver confirmed updates again, as Telegram does when a confirmation got lost."""
        for update in self.updates.forget_confirmed(update_ids):
            self._put(update)

    def busiest_second(self) -> int:
        """The most messages that were taken within any one second."""
        times = sorted(message.at for chat in self.delivered.values() for message in chat)
        first, most = 0, 0
        for last, at in enumerate(times):
            while at - times[first] >= 1.0:
                first += 1
            most = max(most, last - first + 1)
        return most

    async def arrival(self) -> None:
        """Until the next message is delivered to anybody."""
        await self._arrival.wait()

    # What chats do

    def next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def happens(self, kind: str, what: Mapping[str, Any]) -> int:
        """A new update; its id. Dropped, as Telegram does, when the bot did not ask for its kind."""
        update_id = self.next_id()
        if kind in self.updates.allowed:
            self._put({"update_id": update_id, kind: what})
        return update_id

    def _put(self, update: dict[str, Any]) -> None:
        self.updates.put(update)
        if self.courier.url:
            self.courier.carry(update)

    # What the bot asks

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if request.match_info["token"] != self.token:
            return _refusal(Fault(status=401, said="Unauthorized"))
        fields = await fields_of(request, method, self.judge)
        if method != "getUpdates":
            self.requests.append((method, fields))
        fault = self._faults[method].popleft() if self._faults[method] else Fault()
        if fault.until:
            await fault.until.wait()
        if wait := self.round_trip + fault.delay:
            await asyncio.sleep(wait)
        return await self._answer(request, method, fields, fault)

    async def _answer(
        self, request: web.Request, method: str, fields: dict[str, Any], fault: Fault
    ) -> web.StreamResponse:
        result: Any = None
        if fault.status == 200 and fault.carried_out:
            try:
                result = await self._carry_out(method, fields)
            except Refusal as refusal:
                return _refusal(refusal.fault)
        if fault.cut:
            return _hang_up(request)
        if fault.body is not None:
            return web.Response(status=fault.status, body=fault.body)
        return _refusal(fault) if fault.status != 200 else _good(result)

    async def _carry_out(self, method: str, fields: dict[str, Any]) -> Any:
        faults = self.judge.faults(method, fields) if self.judge else []
        self.violations += faults
        if faults or method not in self._methods:
            raise Refusal(400, f"Bad Request: {'; '.join(faults) or 'the fake has no ' + method}")
        return await self._methods[method](fields)

    async def _get_me(self, _: Mapping[str, Any]) -> Any:
        return {**self.bot, "can_join_groups": True, "can_read_all_group_messages": False}

    @property
    def bot(self) -> dict[str, Any]:
        return {"id": self.bot_id, "is_bot": True, "first_name": "Voz", "username": "voz_fake_bot"}

    async def _get_updates(self, fields: Mapping[str, Any]) -> Any:
        if self.courier.url:
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first")
        try:
            return await self.updates.poll(fields)
        except Superseded:
            raise Refusal(409, "Conflict: terminated by other getUpdates request") from None

    async def _set_webhook(self, fields: Mapping[str, Any]) -> Any:
        self.updates.allow(fields)
        self.courier.call_at(fields["url"], fields.get("secret_token", ""), fields.get("max_connections", 40))
        for update in list(self.updates.pending.values()):
            self.courier.carry(update)
        return True

    async def _delete_webhook(self, fields: Mapping[str, Any]) -> Any:
        self.courier.call_at("", "", 40)
        if fields.get("drop_pending_updates"):
            self.updates.pending.clear()
        return True

    async def _get_webhook_info(self, _: Mapping[str, Any]) -> Any:
        return {
            "url": self.courier.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates.pending),
            "allowed_updates": list(self.updates.allowed),
            **self.courier.last_error,
        }

    async def _send_message(self, fields: dict[str, Any]) -> Any:
        return self._deliver(fields, fields["text"], b"", words_fault(fields["text"]))

    async def _send_photo(self, fields: dict[str, Any]) -> Any:
        text, photo = fields.get("caption", ""), fields["photo"]
        return self._deliver(fields, text, photo, caption_fault(text) or photo_fault(photo))

    async def _send_document(self, fields: dict[str, Any]) -> Any:
        text, document = fields.get("caption", ""), fields["document"]
        fault = "" if document else "file must be non-empty"
        return self._deliver(fields, text, b"", caption_fault(text) or fault, document)

    async def _send_voice(self, fields: dict[str, Any]) -> Any:
        text = fields.get("caption", "")
        return self._deliver(
            fields, text, b"", caption_fault(text) or ("" if fields["voice"] else "file must be non-empty")
        )

    def _deliver(self, fields: dict[str, Any], text: str, photo: bytes, fault: str, document: bytes = b"") -> Any:
        chat, thread = int(fields["chat_id"]), int(fields.get("message_thread_id", 0))
        self.refuse_chat(chat)
        self.forums.refuse_thread(chat, thread)
        markup = fields.get("reply_markup") or {}
        if said := fault or markup_fault(markup, chat):
            raise Refusal(400, f"Bad Request: {said}")
        answers = int((fields.get("reply_parameters") or {}).get("message_id", 0))
        message = Delivered(
            self.next_id(),
            chat,
            text,
            markup,
            time.monotonic(),
            photo,
            document,
            fields.get("voice", b""),
            thread,
            answers,
        )
        self.delivered[chat].append(message)
        self._arrival.set()
        self._arrival = asyncio.Event()
        return self.told(message)

    def told(self, message: Delivered) -> dict[str, Any]:
        """A message of the bot as Telegram shows it."""
        chat = {"id": message.chat_id, "type": "private" if message.chat_id > 0 else "supergroup"}
        inline = {"reply_markup": message.markup} if "inline_keyboard" in message.markup else {}
        return {
            "message_id": message.message_id, "date": int(time.time()), "chat": chat,
            "from": self.bot, **_content(message), **inline,
            **({"message_thread_id": message.thread, "is_topic_message": True} if message.thread else {}),
        }  # fmt: skip

    def refuse_chat(self, chat: int) -> None:
        if chat in self.blocked_by:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        if chat in self.moved_to:
            said = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refusal(400, said, migrate_to_chat_id=self.moved_to[chat])

    async def _answer_callback_query(self, fields: Mapping[str, Any]) -> Any:
        press = fields["callback_query_id"]
        if press not in self.open_presses:
            raise Refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self.open_presses.discard(press)
        self.acknowledged.append(press)
        return True

    async def _get_file(self, fields: Mapping[str, Any]) -> Any:
        file = fields["file_id"]
        if file not in self.files:
            raise Refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        return {
            "file_id": file,
            "file_unique_id": file,
            "file_size": len(self.files[file]),
            "file_path": f"files/{file}",
        }

    async def _download(self, request: web.Request) -> web.StreamResponse:
        file = request.match_info["path"].removeprefix("files/")
        fault = self._faults["file"].popleft() if self._faults["file"] else Fault()
        if fault.cut:
            return _hang_up(request)
        if fault.status != 200 or request.match_info["token"] != self.token or file not in self.files:
            status = fault.status if fault.status != 200 else 404
            return web.Response(status=status, headers=dict(fault.parameters), body=fault.body)
        return web.Response(body=self.files[file])


def _content(message: Delivered) -> dict[str, Any]:
    if not (message.photo or message.document or message.voice):
        return {"text": message.text}
    size = {"file_id": f"AgAC{message.message_id}", "file_unique_id": f"AQ{message.message_id}"}
    caption = {"caption": message.text} if message.text else {}
    if message.document:
        return {"document": size, **caption}
    if message.voice:
        return {"voice": {**size, "duration": 3}, **caption}
    return {"photo": [{**size, "width": 90, "height": 67}], **caption}


def _good(result: Any) -> web.Response:
    return web.Response(body=msgspec.json.encode({"ok": True, "result": result}), content_type="application/json")


def _refusal(fault: Fault) -> web.Response:
    answer: dict[str, Any] = {"ok": False, "error_code": fault.status, "description": fault.said}
    if fault.parameters:
        answer["parameters"] = dict(fault.parameters)
    return web.Response(status=fault.status, text=json.dumps(answer), content_type="application/json")


def _hang_up(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response()
