"""`voz agreement`: what committees agreed, and by when."""

import argparse
from collections.abc import Callable

from bot.build import utc_now
from bot.commands.committee import convene
from bot.commands.exporting import read_store
from bot.commands.meeting import agreement_line
from bot.commands.refusing import refusals
from bot.commands.world import with_world
from handlers.staff.committees import Convener
from handlers.staff.meetings import Secretary
from handlers.world import World
from storage import committees, meetings
from storage.store import Connection


def run(options: argparse.Namespace) -> None:
    with refusals():
        _ACTS[options.act](options)


def _list(options: argparse.Namespace) -> None:
    def read(connection: Connection, world: World) -> list[str]:
        key = options.committee
        committee = Convener(connection, world, "", utc_now()).find(key) if key else None
        found = meetings.list_agreements(connection, committee.id if committee else None, with_ended=options.ended)
        named = [one.member_id for one in found if one.member_id]
        names = {one: committees.get_member(connection, one).name for one in named}
        return [agreement_line(one, names.get(one.member_id or 0, "")) for one in found]

    print("\n".join(with_world(options, read_store, read)) or "nothing is agreed")


def _add(options: argparse.Namespace) -> None:
    made = convene(
        options,
        lambda one: Secretary(one).agree(
            options.key, options.text, options.due, meeting_id=options.meeting, who=options.who
        ),
    )
    print(f"agreement {made}")


def _settle(options: argparse.Namespace) -> None:
    convene(options, lambda one: Secretary(one).settle(options.id, done=options.act == "done", note=options.note))
    print("done")


_ACTS: dict[str, Callable[[argparse.Namespace], None]] = {
    "list": _list,
    "add": _add,
    "done": _settle,
    "drop": _settle,
}
