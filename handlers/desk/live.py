"""What open pages are told: which pieces of them are new. One stream a page, for whoever may see it at that moment.

A piece carries its id, so one that comes twice changes nothing: after a break all is sent again that may have been missed.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from civic.access import Permission
from handlers.desk import chat, inbox
from handlers.desk.door import Door, NotSignedIn
from handlers.desk.errand import Errand, NotHere
from handlers.desk.hub import Hub
from handlers.desk.page import HEADERS, render
from handlers.desk.typed import number_of
from storage import chats, signing_in
from storage.access import visible_chats
from storage.chat_events import AT_ONCE, KEPT, ChatEvent, end_viewer, list_events, note_viewer
from storage.chat_lines import list_lines
from storage.chat_lists import Wanted, count_views, list_these
from storage.ids import OVERLAP, distance
from storage.store import Connection, StoreUnavailable

_SEEN_AGAIN = 20.0
_MOST_MISSED = 300


Pieces = Callable[[Errand, list[ChatEvent], int | None], list[tuple[str, Mapping[str, Any]]]]
"""Which pieces of a page some events change, as templates and what fills them; at first also all since it was made."""


_INSTEAD = {"_row.html": "_gone.html", "_gone.html": "_row.html"}
"""What a piece takes the place of."""


@dataclass(slots=True)
class _Watcher:
    """One open page."""

    door: Door
    request: Request
    csrf: str
    pieces: Pieces
    since: int
    sent: dict[str, str] = field(default_factory=dict)

    async def look(self, events: list[ChatEvent]) -> str:
        """The pieces that are not on the page as they should be. Raises NotSignedIn, NotHere."""

        def read(connection: Connection) -> list[tuple[str, Mapping[str, Any]]]:
            missed_since = None if self.sent else self.since - OVERLAP
            return self.pieces(self.door.errand(self.request, connection), events, missed_since)

        made = [(name, values) for name, values in await self.door.store.read(read)]
        around = {"csrf": self.csrf, "form_id": signing_in.new_token()[:16]}
        fresh = []
        for name, values in made:
            if name == "_gone.html" and not self._has(str(values["key"])):
                continue  # whoever never saw a chat is not told its number either
            key, html = f"{name}:{values.get('key', '')}", render(name, {**around, **values})
            told = {**around, **values, "form_id": ""}
            same = render(name, told)
            if self.sent.get(key) != same:
                self.sent[key] = same
                fresh.append(html)
            if name in _INSTEAD:
                self.sent.pop(f"{_INSTEAD[name]}:{values['key']}", None)
        return "".join(fresh)

    def _has(self, row: str) -> bool:
        """A line of the queue that the page named when it asked, or was sent since."""
        return f"_row.html:{row}" in self.sent or row in self.request.query_params.get("filas", "").split(",")


class Live:
    """The streams of the inbox and of a chat."""

    def __init__(self, door: Door, hub: Hub) -> None:
        self._door = door
        self._hub = hub

    def routes(self) -> list[Route]:
        return [Route("/desk/vivo", self._inbox), Route("/desk/chats/{chat:int}/vivo", self._chat)]

    async def _inbox(self, request: Request) -> Response:
        return await self._open(request, _counts if "cuenta" in request.query_params else _rows)

    async def _chat(self, request: Request) -> Response:
        return await self._open(request, _lines, int(request.path_params["chat"]))

    async def _open(self, request: Request, pieces: Pieces, chat_id: int = 0) -> Response:
        since = self._since(request)
        watcher = _Watcher(self._door, request, self._door.csrf(request), pieces, since)

        def may(connection: Connection) -> Errand:
            errand = self._door.errand(request, connection)
            if not errand.me.may(Permission.READ_CHATS):
                raise NotHere
            if chat_id:
                chat.access_chat(errand)
            return errand

        try:
            errand = await self._door.store.read(may)
        except (NotSignedIn, NotHere):
            return Response(status_code=404, headers=HEADERS)
        except StoreUnavailable:
            return Response(status_code=503, headers=HEADERS)
        stream = self._stream(watcher, since, chat_id, errand.me.account.id)
        return EventSourceResponse(stream, headers=HEADERS, ping=20, send_timeout=30)

    def _since(self, request: Request) -> int:
        told = request.headers.get("last-event-id", "") or request.query_params.get("desde_evento", "")
        from_now_on = not told or "cuenta" in request.query_params
        return self._door.world.ids.new() if from_now_on else number_of(told)

    async def _stream(
        self, watcher: _Watcher, since: int, chat_id: int, staff_id: int
    ) -> AsyncIterator[ServerSentEvent]:
        """Ends when the session or the right does: the page finds out by asking again."""
        oldest = self._door.world.ids.new() - distance(KEPT)
        if since < oldest:
            yield ServerSentEvent(event="recargar", data="")
            return
        async with self._hub.listening() as queue:
            try:
                await self._here(chat_id, staff_id)
                events = await self._door.store.read(partial(list_events, after=since - OVERLAP))
                if len(events) == AT_ONCE:  # too much was missed to be told piece by piece
                    yield ServerSentEvent(event="recargar", data="")
                    return
                last, until = since, _in_a_while()
                while not self._hub.stopping.is_set():
                    wanted = [one for one in events if chat_id in (0, one.chat_id)]
                    last = max([last, *(one.id for one in events)])
                    if wanted or not watcher.sent:
                        html = await watcher.look(wanted)
                        if html:
                            yield ServerSentEvent(data=html, id=str(last))
                    if "una" in watcher.request.query_params:  # the browser has no connection to spare
                        yield ServerSentEvent(event="hasta_luego", data="", id=str(last))
                        return
                    events = await self._next(queue, until)
                    if until <= asyncio.get_running_loop().time():
                        await self._here(chat_id, staff_id)
                        events, until = [*events, ChatEvent(0, chat_id)], _in_a_while()
            except (NotSignedIn, NotHere, StoreUnavailable):
                return
            finally:
                if chat_id:
                    await asyncio.shield(self._gone(chat_id, staff_id))

    @staticmethod
    async def _next(queue: asyncio.Queue[list[ChatEvent]], until: float) -> list[ChatEvent]:
        """What happened; from time to time nothing, so that a session that is over is found out."""
        try:
            async with asyncio.timeout_at(until):
                events = await queue.get()
        except TimeoutError:
            return []
        while not queue.empty():
            events = events + queue.get_nowait()
        return events

    async def _here(self, chat_id: int, staff_id: int) -> None:
        if not chat_id:
            return

        def note(connection: Connection) -> None:
            if note_viewer(connection, chat_id, staff_id, self._door.now()):
                chats.note_change(connection, self._door.world.ids, [chat_id])

        await self._door.store.write(note)
        self._hub.poke()

    async def _gone(self, chat_id: int, staff_id: int) -> None:
        def end(connection: Connection) -> None:
            end_viewer(connection, chat_id, staff_id)
            chats.note_change(connection, self._door.world.ids, [chat_id])

        try:
            await self._door.store.write(end)
        except StoreUnavailable:
            return  # it is not counted as here after a while anyway
        self._hub.poke()


def _in_a_while() -> float:
    return asyncio.get_running_loop().time() + _SEEN_AGAIN


def _counts(errand: Errand, _: list[ChatEvent], __: int | None) -> list[tuple[str, Mapping[str, Any]]]:
    """How many wait, for a page that is not in sight."""
    return [_tabs(errand, inbox.wanted_of(errand.query))]


def _rows(errand: Errand, events: list[ChatEvent], _: int | None) -> list[tuple[str, Mapping[str, Any]]]:
    """Lines of the queue: those that stand in the view now, and which went out of it."""
    touched = list(dict.fromkeys(one.chat_id for one in events if one.chat_id))
    me, wanted = errand.me, inbox.wanted_of(errand.query)
    within, near = visible_chats(me.access, me.name), errand.world.near(errand.now)
    found = (
        list_these(errand.connection, within, wanted, touched, name=me.name, now=errand.now, near=near)
        if touched
        else []
    )
    present = {row.chat.id for row in found}
    pieces: list[tuple[str, Mapping[str, Any]]] = [
        ("_row.html", {"key": row.chat.id, "row": inbox.listed(errand, row)}) for row in found
    ]
    pieces += [
        ("_gone.html", {"key": chat_id, "id": f"chat-{chat_id}"}) for chat_id in touched if chat_id not in present
    ]
    return [*pieces, _tabs(errand, wanted)]


def _tabs(errand: Errand, wanted: Wanted) -> tuple[str, Mapping[str, Any]]:
    within = visible_chats(errand.me.access, errand.me.name)
    now, near = errand.now, errand.world.near(errand.now)
    counts = count_views(errand.connection, within, inbox.COUNTED, name=errand.me.name, now=now, near=near)
    return "_tabs.html", {"tabs": inbox.tabs(errand, wanted, counts)}


def _lines(errand: Errand, events: list[ChatEvent], missed_since: int | None) -> list[tuple[str, Mapping[str, Any]]]:
    """The head of the chat and its last lines; after a break also all that is newer than that."""
    one = chat.access_chat(errand)
    head = chat.head(errand, one)
    last = list_lines(errand.connection, one.person_id, chat.within(errand), most=chat.LINES)
    if missed_since is not None and last and last[0].id > missed_since:
        last = list_lines(errand.connection, one.person_id, chat.within(errand), most=_MOST_MISSED, after=missed_since)
    lines = [("_line.html", {**head, "key": line.id, "one": chat.shown(errand, line)}) for line in last]
    return [("_head.html", head), *lines]
