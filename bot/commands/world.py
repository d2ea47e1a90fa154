"""What staff's commands share: the settings' world over one connection."""

import argparse
from collections.abc import Callable
from typing import Protocol, TypeVar

from bot.build import load_world
from bot.commands import settings_of
from bot.settings import Settings
from flows.book import load_book
from handlers.present import looked_up
from handlers.world import World
from storage.ids import Ids
from storage.store import Connection

T = TypeVar("T")


class Store(Protocol):
    """`read_store` or `write_store`."""

    def __call__(self, settings: Settings, fn: Callable[[Connection], T]) -> T: ...


def with_world(options: argparse.Namespace, store: Store, fn: Callable[[Connection, World], T]) -> T:
    settings, book, ids = settings_of(options), load_book(), Ids()

    def go(connection: Connection) -> T:
        return fn(connection, looked_up(connection, load_world(connection, settings, book, ids)))

    return store(settings, go)
