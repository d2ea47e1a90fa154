"""`voz broadcast status`: how far each is, once or until it is over."""

import argparse
import sys
import time
from collections import Counter
from dataclasses import dataclass
from typing import TextIO

from bot.commands.exporting import read_store
from bot.commands.world import with_world
from civic.broadcast import Outcome, State
from handlers.staff.broadcasts import get_broadcast
from handlers.world import World
from storage.broadcasts import Broadcast, list_broadcasts
from storage.figures import Figure, count_outcomes, count_replies
from storage.store import Connection

_MOST = 50
_EVERY = 1.0
"""Seconds."""
_WIDTH = 30
_AHEAD = (Outcome.PLANNED, Outcome.QUEUED)
_OVER = (State.DONE, State.CANCELLED)


@dataclass(frozen=True, slots=True)
class _Status:
    broadcast: Broadcast
    figures: list[Figure]
    replies: dict[str, int]

    @property
    def outcomes(self) -> Counter[str]:
        counted: Counter[str] = Counter()
        for one in self.figures:
            counted[one.outcome] += one.people
        return counted


def show_status(options: argparse.Namespace) -> None:
    if not options.key:
        print("\n".join(_all(options)) or "there is no broadcast yet")
    elif options.watch:
        _watch(options, sys.stdout)
    else:
        print("\n".join(_lines(_read(options))))


def _all(options: argparse.Namespace) -> list[str]:
    def read(connection: Connection, world: World) -> list[str]:
        return [
            f"{one.key:24}  {one.state:16}  {_when(world, one):16}  {one.title}"
            for one in list_broadcasts(connection, _MOST)
        ]

    return with_world(options, read_store, read)


def _when(world: World, one: Broadcast) -> str:
    return f"{one.starts_at.astimezone(world.hours.zone):%Y-%m-%d %H:%M}" if one.starts_at else "-"


def _read(options: argparse.Namespace) -> _Status:
    def read(connection: Connection, world: World) -> _Status:
        one = get_broadcast(connection, options.key)
        return _Status(one, count_outcomes(connection, one.id), count_replies(connection, one.id))

    return with_world(options, read_store, read)


def _lines(status: _Status) -> list[str]:
    one, outcomes = status.broadcast, status.outcomes
    return [
        f"{one.key}: {one.state}{f' ({one.why})' if one.why else ''}",
        f"people: {outcomes.total()}",
        *(f"  {each:10} {outcomes[each]:>8}{_reasons(status, each)}" for each in Outcome if outcomes[each]),
        *(f"replied {reply}: {many}" for reply, many in status.replies.items()),
    ]


def _reasons(status: _Status, outcome: Outcome) -> str:
    reasons: Counter[str] = Counter()
    for one in status.figures:
        if one.outcome is outcome and one.reason:
            reasons[one.reason] += one.people
    told = ", ".join(f"{reason} {many}" for reason, many in sorted(reasons.items()))
    return f"   {told}" if told else ""


def _watch(options: argparse.Namespace, terminal: TextIO) -> None:
    """One line that changes; each look a line of its own where that cannot be."""
    begin, end = ("\r\033[K", "") if terminal.isatty() else ("", "\n")
    while True:
        status = _read(options)
        terminal.write(f"{begin}{bar(status.outcomes)}  {status.broadcast.state}{end}")
        terminal.flush()
        if status.broadcast.state in _OVER:
            break
        time.sleep(_EVERY)
    print("\n".join(["", *_lines(status)]))


def bar(outcomes: Counter[str]) -> str:
    """How many are dealt with, of all."""
    total = outcomes.total()
    ended = total - sum(outcomes[one] for one in _AHEAD)
    full = _WIDTH * ended // total if total else 0
    per_cent = 100 * ended // total if total else 0
    return f"[{'#' * full}{'.' * (_WIDTH - full)}] {per_cent:3} %  {ended:,} of {total:,}"
