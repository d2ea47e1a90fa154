"""`voz series`: what is sent again and again."""

import argparse
from collections.abc import Callable
from datetime import datetime
from itertools import islice
from typing import TypeVar

from bot.build import utc_now
from bot.commands.documents import document_in, faults_named
from bot.commands.exporting import read_store, write_store
from bot.commands.refusing import refusals
from bot.commands.world import with_world
from handlers.series.run import seen_lately, series_from, times_ahead
from handlers.staff.series import NoSuchSeries, Planned, Scheduler
from handlers.world import World
from storage import series as stored
from storage.store import Connection

T = TypeVar("T")
_NEXT, _LAST = 5, 10


def run(options: argparse.Namespace) -> None:
    with refusals(), faults_named(getattr(options, "file", None)):
        _ACTS[options.act](options)


def _act(options: argparse.Namespace, act: Callable[[Scheduler], T]) -> T:
    def write(connection: Connection, world: World) -> T:
        return act(Scheduler(connection, world, options.staff, utc_now()))

    return with_world(options, write_store, write)


def _list(options: argparse.Namespace) -> None:
    def read(connection: Connection, world: World) -> list[str]:
        return [_line(world, one) for one in Scheduler(connection, world, "", utc_now()).list()]

    print("\n".join(with_world(options, read_store, read)) or "there is no series yet")


def _line(world: World, one: Planned) -> str:
    if one.series is None:
        return f"{one.kept.key:24}  {'on' if one.kept.is_on else 'off'}, and cannot be read any more: write it again"
    coming = _local(world, one.next_at) if one.next_at else "off"
    return f"{one.series.key:24}  {one.series.kind:8}  {one.series.rule:16}  next {coming:16}  {one.series.title}"


def _local(world: World, moment: datetime) -> str:
    return f"{moment.astimezone(world.hours.zone):%Y-%m-%d %H:%M}"


def _show(options: argparse.Namespace) -> None:
    print("\n".join(with_world(options, read_store, lambda c, world: _lines(c, world, options.key))))


def _lines(connection: Connection, world: World, key: str) -> list[str]:
    kept = stored.find_series(connection, key)
    if kept is None:
        raise NoSuchSeries(f"there is no series {key!r}. `voz series list` shows all.")
    series = series_from(kept.document, world)
    state = f"on since {kept.since:%Y-%m-%d}, by {kept.approved_by}" if kept.is_on else "off"
    lines = [f"{key}  {series.kind}  {state}  written by {kept.by}", f"off for: {_off(connection, key)}", "next:"]
    now = utc_now()
    coming = islice(times_ahead(world, series, now, seen_lately(connection, now)), _NEXT)
    lines += [f"  {_local(world, one.due)}{'  skipped' if is_skipped else ''}" for one, is_skipped in coming]
    lines.append("last:")
    return lines + [
        f"  {_local(world, one.due_at)}  {one.state:8}  broadcasts {one.broadcasts:<4}  {one.why}".rstrip()
        for one in stored.list_occurrences(connection, key, _LAST)
    ]


def _off(connection: Connection, key: str) -> str:
    return ", ".join(stored.list_off(connection, key)) or "nobody"


def _save(options: argparse.Namespace) -> None:
    document = document_in(options.file)
    saved = _act(options, lambda scheduler: scheduler.save(document))
    print(
        f"{saved.key} is written down, and off: somebody else switches it on with `voz series on {saved.key} --as NAME`"
    )


def _preview(options: argparse.Namespace) -> None:
    def read(connection: Connection, world: World) -> list[str]:
        said = Scheduler(connection, world, "", utc_now()).preview(options.key, options.date)
        return [
            f"-- to {', '.join(one.audience.committees) or 'the audience'}\n{one.content.text_in('es')}" for one in said
        ]

    print("\n\n".join(with_world(options, read_store, read)) or "nobody would get it")


def _skip(options: argparse.Namespace) -> None:
    due_at = _act(options, lambda scheduler: scheduler.skip(options.key, options.date, options.why))
    print(f"skipped: {due_at:%Y-%m-%d %H:%M}Z")


def _done(options: argparse.Namespace, act: Callable[[Scheduler], None]) -> None:
    _act(options, act)
    print("done")


_ACTS: dict[str, Callable[[argparse.Namespace], None]] = {
    "list": _list,
    "show": _show,
    "save": _save,
    "preview": _preview,
    "on": lambda o: _done(o, lambda one: one.switch_on(o.key)),
    "off": lambda o: _done(o, lambda one: one.switch_off(o.key)),
    "switch": lambda o: _done(o, lambda one: one.switch_committee(o.key, o.committee, on=o.state == "on")),
    "skip": _skip,
}
