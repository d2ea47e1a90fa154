"""A talk that is not real: an invented resident in a database of its own, which is gone afterwards. What staff are about to
publish is met here as residents would meet it, through the same corridor."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from civic.message import Address, AddressKind, Choice, Inbound, Kind, Message
from flows.book import Book
from handlers.receive import Flood, receive
from handlers.world import World
from storage.outbox import list_queued, read_message
from storage.passing import passing_database
from storage.places import import_neighbourhoods
from storage.store import Connection

MOST = 60
"""Things said: whoever tries for longer begins anew."""
_ACCOUNT = "telegram:0"
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Said:
    """By the invented resident: words, or the token of a button with its label."""

    text: str
    token: str = ""


@dataclass(frozen=True, slots=True)
class Bubble:
    is_ours: bool
    text: str
    choices: tuple[Choice, ...] = ()


def rehearse(
    world: World, book: Book, opening: str, said: Sequence[Said], now: datetime, language: str = "es"
) -> list[Bubble]:
    """The talk so far, with this book. It opens with the flow of that id, or with a greeting when it is empty."""
    stage = replace(world, book=book, consultations=(), in_force=(), messages_per_minute=1000)
    with passing_database() as connection:
        import_neighbourhoods(connection, list(world.directory), "rehearsal", now)
        talk = _Talk(connection, stage, now, language)
        talk.open(opening)
        for one in said[:MOST]:
            talk.take(one)
        return talk.bubbles


class _Talk:
    def __init__(self, connection: Connection, world: World, now: datetime, language: str) -> None:
        self.bubbles: list[Bubble] = []
        self._connection = connection
        self._world = world
        self._now = now
        self._language = language
        self._flood = Flood(world.messages_per_minute)
        self._number = 0
        self._last = 0

    def open(self, flow: str) -> None:
        gate = self._world.book.menu.gate_flow
        self.take(Said("hola"))
        if flow and flow != gate:
            self._accept()
            self.bubbles.clear()
            self.take(Said(self._world.book.flows[flow].label, f"go:{flow}"))

    def take(self, one: Said) -> None:
        self._number += 1
        self._now += timedelta(seconds=20)
        self.bubbles.append(Bubble(False, one.text))
        receive(self._connection, [self._inbound(one)], world=self._world, flood=self._flood, now=self._now)
        for queued_id, body in list_queued(self._connection, after=self._last):
            self._last = queued_id
            self.bubbles.append(_ours(read_message(body)))

    def _accept(self) -> None:
        first = next((choice for choice in self.bubbles[-1].choices), None)
        if first:
            self.take(Said(first.label, first.token))

    def _inbound(self, one: Said) -> Inbound:
        return Inbound(
            account=_ACCOUNT, provider_id=str(self._number), message_id=f"m{self._number}", sender="1",
            addresses=(Address(AddressKind.TELEGRAM, "1"),), kind=Kind.CHOICE if one.token else Kind.TEXT,
            text=one.text[:_LONGEST], choice=one.token, language=self._language, sent_at=self._now,
        )  # fmt: skip


def _ours(message: Message) -> Bubble:
    return Bubble(True, message.text, message.choices)
