"""`voz initiative`: proposals that are followed together."""

import argparse
from collections.abc import Callable

from bot.build import utc_now
from bot.commands.exporting import read_store, write_store
from bot.commands.refusing import refusals
from bot.commands.world import with_world
from civic.initiative import Stage
from handlers.staff.initiatives import Steward, find
from handlers.world import World
from storage import initiatives
from storage.history import list_events
from storage.proposals import Wanted, list_proposals
from storage.store import Connection

_MOST = 200


def run(options: argparse.Namespace) -> None:
    with refusals():
        _ACTS[options.act](options)


def _act(options: argparse.Namespace, act: Callable[[Steward], None]) -> None:
    def write(connection: Connection, world: World) -> None:
        act(Steward(connection, world, options.staff, utc_now()))

    with_world(options, write_store, write)
    print("done")


def _list(options: argparse.Namespace) -> None:
    found = with_world(options, read_store, lambda connection, _: initiatives.list_initiatives(connection))
    lines = [f"{one.key:24}  {one.stage:14}  proposals {many:<5}  {one.title}" for one, many in found]
    print("\n".join(lines) or "there is no initiative yet")


def _show(options: argparse.Namespace) -> None:
    print("\n".join(with_world(options, read_store, lambda connection, _: _lines(connection, options.key))))


def _lines(connection: Connection, key: str) -> list[str]:
    one = find(connection, key)
    lines = [f"{one.key}  {one.stage}  {one.title}", "evidence:"]
    lines += [
        f"  {shown.stage} {shown.at:%Y-%m-%d} by {shown.by}: {shown.text} {shown.link}".rstrip()
        for shown in initiatives.list_evidence(connection, one.id)
    ]
    lines += ["proposals:"] + [
        f"  {listed.proposal.folio}  {listed.proposal.status}  people {listed.voices}"
        for listed in list_proposals(connection, Wanted(initiative=key), _MOST)
    ]
    lines += ["history:"] + [
        f"  {event.at:%Y-%m-%d %H:%M}Z {event.event} by {event.by}: {event.note}"
        for event in list_events(connection, "initiative", one.id)
    ]
    return lines


_ACTS: dict[str, Callable[[argparse.Namespace], None]] = {
    "list": _list,
    "show": _show,
    "add": lambda options: _act(options, lambda steward: steward.add(options.key, options.title)),
    "evidence": lambda options: _act(
        options,
        lambda steward: steward.add_evidence(options.key, Stage(options.stage), options.text, options.link),
    ),
    "move": lambda options: _act(
        options, lambda steward: steward.move(options.key, Stage(options.stage), options.text)
    ),
}
