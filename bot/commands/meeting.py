"""`voz meeting`: a committee meets."""

import argparse
from collections.abc import Callable
from datetime import datetime

from bot.build import utc_now
from bot.commands.committee import convene
from bot.commands.documents import document_in
from bot.commands.exporting import read_store
from bot.commands.refusing import refusals
from bot.commands.world import with_world
from handlers.staff.calling import GOING, Caller, key_of
from handlers.staff.committees import Convener
from handlers.staff.meetings import Secretary
from handlers.world import World
from storage import committees, meetings
from storage.broadcasts import find_broadcast
from storage.figures import count_replies
from storage.meetings import Agreement, Meeting
from storage.store import Connection


def run(options: argparse.Namespace) -> None:
    with refusals():
        _ACTS[options.act](options)


def _list(options: argparse.Namespace) -> None:
    def read(connection: Connection, world: World) -> list[str]:
        committee = Convener(connection, world, "", utc_now()).find(options.key)
        return [_line(world, one) for one in meetings.list_meetings(connection, committee.id)]

    print("\n".join(with_world(options, read_store, read)) or "no meeting was called yet")


def _line(world: World, one: Meeting) -> str:
    state = "called off" if one.called_off_at else "held" if one.held_at else "called"
    return (
        f"{one.id}  {one.starts_at.astimezone(world.hours.zone):%Y-%m-%d %H:%M}  {state:10}  {one.place}: {one.agenda}"
    )


def _show(options: argparse.Namespace) -> None:
    print("\n".join(with_world(options, read_store, lambda c, world: _lines(c, world, options.id))))


def _lines(connection: Connection, world: World, meeting_id: int) -> list[str]:
    one = Secretary(Convener(connection, world, "", utc_now())).find(meeting_id)
    names = {m.id: m.name for m in committees.list_members(connection, one.committee_id, with_past=True)}
    there = meetings.list_attendance(connection, one.id)
    lines = [_line(world, one), "there:"]
    lines += [f"  {names.get(member, '')}" for member, was in there.items() if was] or ["  nobody was written down"]
    lines += _replies(connection, one.id)
    lines += ["minutes:", f"  {one.minutes or '-'}", "agreements:"]
    agreed = meetings.list_agreements(connection, one.committee_id, with_ended=True)
    return lines + [agreement_line(a, names.get(a.member_id or 0, "")) for a in agreed if a.meeting_id == one.id]


def _replies(connection: Connection, meeting_id: int) -> list[str]:
    called = find_broadcast(connection, key_of(meeting_id))
    if called is None:
        return ["nobody was called to it yet"]
    said = count_replies(connection, called.id)
    return [f"come: {said.get(GOING, 0)}, do not come: {sum(said.values()) - said.get(GOING, 0)}"]


def agreement_line(one: Agreement, member: str) -> str:
    who = member or one.department or "all"
    return f"{one.id}  {one.due_on}  {one.ended_as or 'open':8}  {who}: {one.text}"


def _plan(options: argparse.Namespace) -> None:
    def act(convener: Convener) -> int:
        at: datetime = options.at
        starts_at = at if at.tzinfo else at.replace(tzinfo=convener.world.hours.zone)
        return Secretary(convener).plan(options.key, starts_at, options.place, options.agenda)

    made = convene(options, act)
    print(f"meeting {made}; call its members with `voz meeting call {made}`")


def _call(options: argparse.Namespace) -> None:
    many = convene(options, lambda one: Caller(Secretary(one)).call(options.id))
    print(f"called: {many}; who comes: `voz meeting show {options.id}`")


def _call_off(options: argparse.Namespace) -> None:
    convene(options, lambda one: Caller(Secretary(one)).call_off(options.id, options.why))
    print("done")


def _minutes(options: argparse.Namespace) -> None:
    words = document_in(options.file)
    convene(options, lambda one: Secretary(one).write_down(options.id, words, options.present))
    print("done")


_ACTS: dict[str, Callable[[argparse.Namespace], None]] = {
    "list": _list,
    "show": _show,
    "plan": _plan,
    "call": _call,
    "call-off": _call_off,
    "minutes": _minutes,
}
