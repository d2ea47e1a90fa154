"""`voz programme`: scholarships and the like."""

import argparse
from collections.abc import Callable, Iterable

from bot.build import utc_now
from bot.commands.documents import document_in, faults_named
from bot.commands.exporting import read_store, write_store
from bot.commands.refusing import refusals
from bot.commands.world import with_world
from civic.programme import Programme
from handlers.programmes import in_force, programmes_from
from handlers.staff.programmes import ProgrammePublication, publish
from handlers.world import World
from storage.programmes import count_subscribers
from storage.store import Connection


def run(options: argparse.Namespace) -> None:
    with refusals(), faults_named(getattr(options, "file", None)):
        _ACTS[options.act](options)


def _check(options: argparse.Namespace) -> None:
    document = document_in(options.file)
    made = with_world(options, read_store, lambda _, world: programmes_from(document, world.hours.zone))
    print("\n".join(_told(made, {})))


def _told(made: Iterable[Programme], asked: dict[str, int]) -> list[str]:
    lines = []
    for one in made:
        lines.append(f"{one.id:20}  {one.name}, to be reminded: {asked.get(one.id, 0)}")
        lines += [
            f"  {day.id:18}  {day.day}  {', '.join(map(str, day.before)) or 'no'} days before: {day.text}"
            for day in one.dates
        ]
    return lines


def _publish(options: argparse.Namespace) -> None:
    document = document_in(options.file)

    def write(connection: Connection, world: World) -> ProgrammePublication:
        return publish(connection, world, document, options.why, options.staff, utc_now())

    made = with_world(options, write_store, write)
    if made.is_new:
        print(f"revision {made.number} is in force; days that were moved: {made.moved}")
    else:
        print(f"this is revision {made.number}, in force already: nothing to do")


def _list(options: argparse.Namespace) -> None:
    def read(connection: Connection, world: World) -> list[str]:
        return _told(in_force(connection, world), count_subscribers(connection))

    print("\n".join(with_world(options, read_store, read)) or "no programme is published yet")


_ACTS: dict[str, Callable[[argparse.Namespace], None]] = {"check": _check, "publish": _publish, "list": _list}
