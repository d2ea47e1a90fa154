"""`voz promoter`: who writes down in their chat what neighbours say."""

import argparse
from collections.abc import Callable

from bot.build import utc_now
from bot.commands.exporting import read_store, write_store
from bot.commands.refusing import refusals
from bot.commands.world import with_world
from handlers.staff.identity import FrontDesk
from handlers.world import World
from storage import registrations
from storage.store import Connection


def run(options: argparse.Namespace) -> None:
    _ACTS[options.act](options)


def at_the_front_desk(options: argparse.Namespace, act: Callable[[FrontDesk], None]) -> None:
    """Raises Failed."""

    def write(connection: Connection, world: World) -> None:
        act(FrontDesk(connection, world, options.staff, utc_now()))

    with refusals():
        with_world(options, write_store, write)
    print("done")


def _list(options: argparse.Namespace) -> None:
    found = with_world(options, read_store, lambda connection, _: registrations.list_promoters(connection))
    lines = [f"{one.name:30}  until {one.until}  by {one.by}" for one in found]
    print("\n".join(lines) or "there is no promoter yet")


_ACTS: dict[str, Callable[[argparse.Namespace], None]] = {
    "list": _list,
    "add": lambda o: at_the_front_desk(o, lambda desk: desk.add_promoter(o.code, o.name, o.until)),
    "end": lambda o: at_the_front_desk(o, lambda desk: desk.end_promoter(o.name)),
}
