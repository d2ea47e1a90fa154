"""`voz complaint`: what staff do with reports, as they do at the desk. Words that residents read are written in Spanish by
whoever uses it; the program's own are English, but for what the desk says too."""

import argparse
from collections.abc import Callable
from pathlib import Path

from bot.build import pictures_of, utc_now
from bot.commands import Failed, WrongUse, settings_of
from bot.commands.exporting import read_store, write_store
from bot.commands.refusing import refusals
from bot.commands.world import with_world
from bot.darkroom import Darkroom
from bot.pictures import remove_picture
from bot.settings import Settings
from civic.complaint import Actor, Status, moves_of
from civic.routing import Labels, explain, route
from handlers.staff.complaints import Caseworker, Picture, StaffMember
from handlers.staff.finding import NotPossible, get_complaint
from handlers.world import World
from storage import complaints, media
from storage.history import list_events
from storage.store import Connection

_WORDS = 70
"""Characters shown of what a resident wrote, in a list."""


def run(options: argparse.Namespace) -> None:
    with refusals("a report"):
        _ACTS[options.act](options)


def _act(options: argparse.Namespace, act: Callable[[Caseworker], object]) -> None:
    def write(connection: Connection, world: World) -> object:
        return act(Caseworker(connection, world, StaffMember(name=options.staff, channel="cli"), utc_now()))

    said = with_world(options, write_store, write)
    print(said or "done")


def _list(options: argparse.Namespace) -> None:
    def read(connection: Connection, world: World) -> list[str]:
        found = complaints.list_complaints(
            connection,
            world.calendar.local_day(utc_now()),
            status=options.status or "",
            department=options.department or "",
            neighbourhood_key=options.neighbourhood or "",
            late=options.late,
            most=options.most,
        )
        return [_line(world, one) for one in found]

    lines = with_world(options, read_store, read)
    print("\n".join(lines) if lines else "no such report")


def _line(world: World, one: complaints.Listed) -> str:
    where = world.neighbourhood(one.neighbourhood_key)
    late = " LATE" if one.late else ""
    words = " ".join(one.text.split())[:_WORDS]
    return (
        f"{one.folio}  {one.status:16}  people {one.people:<3}  {one.department or '-':12}  "
        f"by {one.promised_on or '-'}{late}  {where.name if where else '-'}  {words}"
    )


def _show(options: argparse.Namespace) -> None:
    print("\n".join(with_world(options, read_store, lambda c, world: _lines(c, world, options.folio))))


def _lines(connection: Connection, world: World, folio: str) -> list[str]:
    one = get_complaint(connection, world, folio)
    where = world.neighbourhood(one.neighbourhood_key)
    lines = [
        f"{one.folio}  {one.status} since {one.status_at:%Y-%m-%d %H:%M}Z",
        f"category: {one.category}   neighbourhood: {where.name if where else one.place or '-'}",
        f"department: {one.department or '-'}   promised for: {one.promised_on or '-'}   {one.slip}".rstrip(),
    ]
    if one.duplicate_of:
        lines.append(f"merged into: {complaints.master_of(connection, one).folio}")
    if one.external_body:
        lines.append(f"passed to: {one.external_body} {one.external_folio}".rstrip())
    if one.public_work_key:
        lines.append(f"public work: {one.public_work_key}")
    lines += ["", one.text, "", "concerns:"]
    waiting = complaints.list_waiting_for_window(connection, one.id)
    for place, reporter in enumerate(complaints.list_reporters(connection, one.id), 1):
        anonymous = "anonymous" if reporter.anonymous else "named"
        held = "  [news wait until they write: WhatsApp]" if reporter.person_id in waiting else ""
        words = " ".join(reporter.text.split())[:_WORDS]
        lines.append(f"  {place}. {anonymous}, since {reporter.joined_at:%Y-%m-%d}{held}  {words}".rstrip())
    lines += ["files:"] + [
        f"  {exhibit.media_id} {exhibit.kind} of the {exhibit.shows} {exhibit.path or '(not fetched yet)'}"
        for exhibit in media.list_exhibits(connection, "complaint", one.id)
    ]
    lines += ["tasks:"] + [
        f"  {place}. {task.department}: {task.what} ({task.ended_as or 'open'})"
        for place, task in enumerate(complaints.list_tasks(connection, one.id), 1)
    ]
    lines += ["promises:"] + [
        f"  {promise.step} by {world.charter.day_of(promise.due_at)}: {promise.ended_as or 'running'}"
        + (f", escalated at {promise.level} %" if promise.level else "")
        for promise in complaints.list_promises(connection, one.id)
    ]
    lines += ["history:"] + [
        f"  {event.at:%Y-%m-%d %H:%M}Z {event.event} by {event.by}{f' ({event.account})' if event.account else ''}"
        + (f": {event.note}" if event.note else "")
        for event in list_events(connection, "complaint", one.id)
    ]
    return [*lines, f"can go to: {', '.join(moves_of(one.status, Actor.STAFF)) or 'nowhere'}"]


def _move(options: argparse.Namespace) -> None:
    picture = _picture(settings_of(options), options.photo) if options.photo else None

    def act(desk: Caseworker) -> None:
        if picture:
            desk.show_repair(options.folio, picture)
        desk.move(options.folio, Status(options.status), options.note)

    _act(options, act)


def _picture(settings: Settings, file: Path) -> Picture:
    try:
        return Darkroom(Path(settings.database.media)).develop(file.read_bytes())
    except OSError as e:
        raise Failed(f"{file}: cannot be read or kept ({e.strerror})") from e
    except NotPossible as e:
        raise Failed(f"{file}: {e}") from e


def _publish(options: argparse.Namespace) -> None:
    settings = settings_of(options)
    path = "" if options.hide else read_store(settings, lambda connection: media.get_path(connection, options.file))
    if not (path or options.hide):
        raise Failed(f"there is no file {options.file} yet. `voz complaint show` lists those of a report.")
    name = "" if options.hide else _picture(settings, Path(settings.database.media) / path).name

    before: list[str] = []
    _act(options, lambda desk: before.append(desk.publish(options.folio, options.file, name)))
    remove_picture(before[-1], pictures_of(settings))


def _close(options: argparse.Namespace) -> None:
    _act(options, lambda desk: desk.move(options.folio, Status.CLOSED, options.reason))


def _refer(options: argparse.Namespace) -> None:
    _act(options, lambda desk: desk.refer(options.folio, options.department, options.note))


def _schedule(options: argparse.Namespace) -> None:
    _act(options, lambda desk: desk.schedule(options.folio, options.day, options.note))


def _forward(options: argparse.Namespace) -> None:
    _act(options, lambda desk: desk.forward(options.folio, options.body, options.note, options.external_folio))


def _not_competent(options: argparse.Namespace) -> None:
    _act(options, lambda desk: desk.not_competent(options.folio, options.body, options.note))


def _ask(options: argparse.Namespace) -> None:
    _act(options, lambda desk: desk.ask(options.folio, options.question, options.days))


def _note(options: argparse.Namespace) -> None:
    _act(options, lambda desk: desk.note(options.folio, options.text))


def _merge(options: argparse.Namespace) -> None:
    _act(options, lambda desk: desk.merge(options.folio, options.into, options.note))


def _split(options: argparse.Namespace) -> None:
    if options.person:
        _act(options, lambda desk: desk.split_person_at(options.folio, options.person, options.note))
    else:
        _act(options, lambda desk: desk.split(options.folio, options.note))


def _task(options: argparse.Namespace) -> None:
    _act(options, lambda desk: desk.add_task(options.folio, options.department, options.what))


def _end_task(options: argparse.Namespace) -> None:
    _act(options, lambda desk: desk.end_task(options.folio, options.number, dropped=options.dropped))


def _route(options: argparse.Namespace) -> None:
    def read(_connection: Connection, world: World) -> list[str]:
        categories = [o.id for o in world.book.flows["complain"].question("category").options]  # type: ignore[union-attr]
        if options.category and options.category not in categories:
            raise WrongUse(f"there is no category {options.category!r}; there are {', '.join(categories)}")
        labels = Labels(
            categories={one: world.category(one, "es") for one in categories},
            neighbourhoods={one.key: one.name for one in world.directory},
            departments=world.routes.names,
        )
        routed = route(
            world.routes.rules,
            world.routes.default,
            category=options.category,
            neighbourhood_key=options.neighbourhood,
            text=options.text,
        )
        return explain(routed, labels)

    print("\n".join(with_world(options, read_store, read)))


_ACTS: dict[str, Callable[[argparse.Namespace], None]] = {
    "list": _list,
    "show": _show,
    "move": _move,
    "close": _close,
    "refer": _refer,
    "schedule": _schedule,
    "forward": _forward,
    "not-competent": _not_competent,
    "ask": _ask,
    "note": _note,
    "publish": _publish,
    "merge": _merge,
    "split": _split,
    "task": _task,
    "task-done": _end_task,
    "route": _route,
}
