"""The corridor without a network: what a channel would hand in goes through the real handlers into a real store, and
what is queued for each resident is read back from the outbox."""

import csv
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.build import charter_of, quiet_hours, routes_of
from bot.commands.importing import shipped
from bot.settings import Settings
from civic.catalogue import neighbourhoods_from
from civic.hours import OfficeHours
from civic.message import Address, AddressKind, Inbound, Kind, Media, Message, Place
from civic.places import Directory
from flows.book import Book, load_book
from flows.talk import Work
from handlers.present import refreshed
from handlers.receive import Flood, give_up, receive
from handlers.world import World
from storage.ids import Ids
from storage.outbox import read_message
from storage.store import Connection, Store
from storage.tables import metadata

TUESDAY = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
"""Ten in the morning in Durango: the office is open."""
_numbers = count(1)


@lru_cache
def durango() -> Directory:
    with shipped("asentamientos_durango.csv").open(encoding="utf-8", newline="") as file:
        return Directory(neighbourhoods_from(csv.DictReader(file))[0])


@lru_cache
def book() -> Book:
    return load_book()


def a_world(directory: Directory | None = None, works: Sequence[Work] = (), **changes: Any) -> World:
    hours = OfficeHours((1, 2, 3, 4, 5), time(9), time(15), ZoneInfo("America/Monterrey"))
    world = World(
        municipality="Durango", folio_prefix="DGO", hours=hours, notice_version="2026-11", notice_url="", book=book(),
        directory=directory or durango(), works=tuple(works), ids=Ids(), messages_per_minute=1000,
        charter=charter_of(Settings()), routes=routes_of(Settings()), quiet=quiet_hours(Settings()),
    )  # fmt: skip
    return replace(world, **changes)


def inbound(who: str, text: str = "", *, account: str = "telegram:1", **more: Any) -> Inbound:
    """One message of one resident; every call is a new one."""
    number = str(next(_numbers))
    plain = {
        "account": account,
        "provider_id": number,
        "message_id": f"m{number}",
        "sender": f"chat-{who}",
        "addresses": (Address(AddressKind.TELEGRAM if account.startswith("telegram") else AddressKind.PHONE, who),),
        "kind": Kind.TEXT,
        "text": text,
        "sent_at": TUESDAY,
        "raw": json.dumps({"text": text}),
    }
    return Inbound(**{**plain, **more})


@dataclass(slots=True)
class Corridor:
    """`says` and its sisters hand in one thing and give back what is queued in answer."""

    store: Store
    world: World = field(default_factory=a_world)
    now: datetime = TUESDAY
    flood: Flood = field(default_factory=lambda: Flood(1000))
    last: dict[str, Message] = field(default_factory=dict)

    async def says(self, who: str, text: str, **more: Any) -> list[Message]:
        return await self.takes(inbound(who, text, **more))

    async def presses(self, who: str, label: str, **more: Any) -> list[Message]:
        """A button of the last message, by its label."""
        token = next(choice.token for choice in self.last[who].choices if choice.label == label)
        return await self.takes(inbound(who, label, kind=Kind.CHOICE, choice=token, **more))

    async def sends(self, who: str, media: Media, text: str = "", **more: Any) -> list[Message]:
        return await self.takes(inbound(who, text, kind=Kind.MEDIA, media=(media,), **more))

    async def shares(self, who: str, place: Place, **more: Any) -> list[Message]:
        return await self.takes(inbound(who, kind=Kind.PLACE, place=place, **more))

    async def takes(self, *batch: Inbound) -> list[Message]:
        """What is newly queued for the senders of a batch, in order."""
        before = {row.id for row in await self.rows("outbox")}
        self.world = await self.store.write(lambda connection: refreshed(connection, self.world))
        await self.store.write(
            lambda connection: receive(connection, batch, world=self.world, flood=self.flood, now=self.now)
        )
        self.now += timedelta(seconds=1)
        new = [row for row in await self.rows("outbox") if row.id not in before]
        said = [read_message(row.body) for row in new]
        owners = await self._owners()
        for row, message in zip(new, said, strict=True):
            self.last[owners[row.address_id]] = message
        return said

    async def gives_up(self, broken: Inbound, error: str = "ValueError") -> None:
        await self.store.write(
            lambda connection: give_up(connection, broken, error=error, world=self.world, now=self.now)
        )

    async def _owners(self) -> dict[int, str]:
        return {row.id: row.value for row in await self.rows("addresses")}

    async def rows(self, table: str, **where: Any) -> list[Any]:
        source = metadata.tables[table]

        def read(connection: Connection) -> list[Any]:
            statement = select(source).order_by(*source.primary_key)
            for name, value in where.items():
                statement = statement.where(source.c[name] == value)
            return list(connection.execute(statement).all())

        return await self.store.read(read)

    async def does(self, fn: Callable[[Connection], Any]) -> Any:
        return await self.store.write(fn)

    async def agrees(self, who: str, **more: Any) -> None:
        """A newcomer accepts the privacy notice."""
        await self.says(who, "hola", **more)
        await self.presses(who, "Sí, acepto", **more)

    async def files(self, who: str, what: str = "hay un bache enorme en la colonia Azcapotzalco", **more: Any) -> str:
        """A complaint of one who agreed already; its folio."""
        await self.says(who, what, **more)
        await self.says(who, "saltar", **more)
        said = await self.says(who, "sí", **more)
        return next(word for word in said[-1].text.split() if word.startswith("DGO-"))


def text(said: Sequence[Message]) -> str:
    return "\n".join(message.text for message in said)
