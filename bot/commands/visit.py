"""`voz visit`: what members of committees saw at public works."""

import argparse
from collections.abc import Callable

from bot.build import utc_now
from bot.commands import Failed
from bot.commands.exporting import read_store
from bot.commands.refusing import refusals
from bot.commands.showing import show_rows
from bot.commands.world import with_world
from handlers.staff.committees import Convener
from handlers.world import World
from storage.media import list_exhibits
from storage.store import Connection
from storage.visits import Visit, find_visit, list_visits

_NAMES = ("id", "visited_at", "committee", "work", "observed", "reported", "alerted", "note")


def run(options: argparse.Namespace) -> None:
    with refusals():
        _ACTS[options.act](options)


def _list(options: argparse.Namespace) -> None:
    def read(connection: Connection, world: World) -> list[Visit]:
        key = options.committee
        committee = Convener(connection, world, "", utc_now()).find(key) if key else None
        committee_id = committee.id if committee else None
        return list_visits(connection, work=options.work, committee_id=committee_id, alerts=options.alerts)

    found = with_world(options, read_store, read)
    show_rows(options, _NAMES, [_row(one) for one in found])


def _row(one: Visit) -> tuple[object, ...]:
    at = f"{one.visited_at:%Y-%m-%dT%H:%M:%SZ}"
    seen, told = ("" if value is None else f"{value:g}" for value in (one.observed, one.reported))
    return (one.id, at, one.committee, one.public_work_key, seen, told, "yes" if one.alerted else "no", one.note)


def _show(options: argparse.Namespace) -> None:
    print("\n".join(with_world(options, read_store, lambda connection, _: _lines(connection, options.id))))


def _lines(connection: Connection, visit_id: int) -> list[str]:
    one = find_visit(connection, visit_id)
    if one is None:
        raise Failed(f"no visit has the id {visit_id}. `voz visit list` shows them.")
    seen, told = ("-" if value is None else f"{value:g} %" for value in (one.observed, one.reported))
    lines = [
        f"{one.visited_at:%Y-%m-%d %H:%M}Z  {one.committee}  {one.public_work_key}  by {one.member or '(erased)'}",
        f"seen: {seen}   reported: {told}{'   ALERT' if one.alerted else ''}",
    ]
    lines += [f"  {point['answer']:6}  {point['text']}" for point in one.answers]
    lines += [f"note: {one.note or '-'}", f"place: {one.place or '-'} {_pin(one)}".rstrip(), "files:"]
    return lines + [
        f"  {shown.media_id} {shown.kind} {shown.path or '(not fetched yet)'}"
        for shown in list_exhibits(connection, "visit", one.id)
    ]


def _pin(one: Visit) -> str:
    return "" if one.latitude is None else f"{one.latitude:.5f}, {one.longitude:.5f}"


_ACTS: dict[str, Callable[[argparse.Namespace], None]] = {"list": _list, "show": _show}
