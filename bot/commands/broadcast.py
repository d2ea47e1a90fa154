"""`voz broadcast`: a message to many. Faults of its file are told in Spanish, to who wrote it."""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from bot.broadcast_files import BadFile, with_files
from bot.build import documents_of, pictures_of, utc_now
from bot.commands import Failed, WrongUse, settings_of
from bot.commands.audiences import AUDIENCE_ACTS, reach_lines
from bot.commands.exporting import read_store, write_store
from bot.commands.refusing import refusals
from bot.commands.showing import show_rows
from bot.commands.watching import show_status
from bot.commands.world import with_world
from civic import audience as audiences_of
from civic.broadcast import State
from civic.broadcast_document import Written, read_broadcast
from civic.document import Unreadable, read_document
from civic.document_table import Refused
from civic.estimate import Estimate
from handlers.broadcast.message import preview
from handlers.staff.broadcasts import Broadcaster, get_broadcast
from handlers.world import World
from storage.broadcasts import Broadcast
from storage.figures import list_lines
from storage.reach import list_sample
from storage.store import Connection

T = TypeVar("T")
_SAMPLE = 5
_LINES = ("person", "channel", "outcome", "reason", "sent_at", "reply")


def run(options: argparse.Namespace) -> None:
    with refusals("a broadcast"):
        _ACTS[options.act](options)


def _act(options: argparse.Namespace, act: Callable[[Broadcaster], T]) -> T:
    def write(connection: Connection, world: World) -> T:
        return act(Broadcaster(connection, world, options.staff, utc_now()))

    return with_world(options, write_store, write)


def _preview(options: argparse.Namespace) -> None:
    def shown(broadcaster: Broadcaster) -> list[str]:
        return _lines(broadcaster, _taken(options, broadcaster))

    print("\n".join(_act(options, shown)))


def _lines(broadcaster: Broadcaster, one: Broadcast) -> list[str]:
    content = one.content
    lines = [
        f"{one.key}  {one.state}  {one.title}{'  URGENT' if one.urgent else ''}",
        f"audience {one.audience_key}: {audiences_of.told(one.audience)}; written about {one.purpose}",
        *reach_lines(broadcaster.reach(one)),
        *map(partial(_estimate_line, broadcaster.world), broadcaster.estimate(one)),
    ]
    for language in content.text:
        lines += ["", f"text ({language}):", *_indented(content.text[language])]
    lines += [f"  [ {reply.label} ]  counted as {reply.id}" for reply in content.replies]
    if content.photo or content.document:
        lines.append("  with a picture" if content.photo else f"  with {content.document and content.document.name}")
    return [*lines, *_sample(broadcaster, one)]


def _sample(broadcaster: Broadcaster, one: Broadcast) -> list[str]:
    """As some of them would read it, without their names."""
    some = list_sample(broadcaster.connection, one.audience, one.purpose, broadcaster.now, _SAMPLE)
    lines: list[str] = []
    for person in (person for person in some if not person.reason):
        message = preview(broadcaster.world, one, person.language, person.neighbourhood_key)
        lines += ["", f"to one on {person.account.partition(':')[0]}:", *_indented(message.text)]
        if message.template and broadcaster.world.broadcasts.sender(person.account).window:
            lines.append(f"  outside the 24 hours, template {message.template}: {' | '.join(message.values)}")
    return lines


def _indented(text: str) -> list[str]:
    return [f"  {line}" for line in text.splitlines()]


def _estimate_line(world: World, one: Estimate) -> str:
    channel, currency = one.account.partition(":")[0], world.broadcasts.currency
    parts = [f"{channel}: {one.inside + one.outside} people, {_spoken(one.seconds)} at its pace"]
    if one.outside:
        parts.append(f"{one.outside} outside the 24 hours")
    parts += [f"{many} {category} templates" for category, many in one.templates.items()]
    if one.held:
        parts.append(f"{one.held} wait for their next message, as there is no template")
    if one.days > 1:
        parts.append(f"over {one.days} days, by the day's limit")
    if one.cost:
        parts.append(f"about {one.cost:,.2f} {currency}")
    return "; ".join(parts)


def _spoken(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"


def _schedule(options: argparse.Namespace) -> None:
    def go(broadcaster: Broadcaster) -> tuple[Broadcast, datetime | None]:
        at = _moment(options.at, broadcaster.world)
        return broadcaster.schedule(_taken(options, broadcaster).key, at), at

    one, at = _act(options, go)
    _tell(one, at)


def _send(options: argparse.Namespace) -> None:
    one = _act(options, lambda broadcaster: broadcaster.schedule(_taken(options, broadcaster).key, None))
    _tell(one, None)


def _tell(one: Broadcast, at: datetime | None) -> None:
    if one.state is State.WAITING_APPROVAL:
        print(f"{one.key}: waits for a second person: voz broadcast approve {one.key} --as NAME")
    elif one.state is State.SENDING:
        print(f"{one.key}: is being sent. `voz broadcast status {one.key} --watch` shows how far it is")
    else:
        print(f"{one.key}: {one.state} for {at or one.starts_at}")


def _moment(at: str, world: World) -> datetime | None:
    if at == "now":
        return None
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise WrongUse(f"--at {at}: write now, or a local time such as 2026-12-01T09:00") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=world.hours.zone)).astimezone(UTC)


def _taken(options: argparse.Namespace, broadcaster: Broadcaster) -> Broadcast:
    """What is kept under a key; a file becomes the draft of its key."""
    if not options.what.endswith(".toml"):
        return get_broadcast(broadcaster.connection, options.what)
    settings, file = settings_of(options), Path(options.what)
    written = _read(file, broadcaster.world)
    try:
        content = with_files(written, file.parent, pictures_of(settings), documents_of(settings))
    except BadFile as e:
        raise Failed(f"{file}: {e}") from None
    return broadcaster.save(written, content)


def _read(file: Path, world: World) -> Written:
    try:
        document = read_document(file.read_bytes().decode("utf-8-sig"))
        return read_broadcast(document, world.hours.zone, world.broadcasts.templates)
    except OSError as e:
        raise Failed(f"{file}: no se puede leer ({e.strerror})") from None
    except UnicodeDecodeError as e:
        raise Failed(f"{file}: no es UTF-8 en el byte {e.start}; guárdelo como texto UTF-8") from None
    except (Unreadable, Refused) as e:
        raise Failed(f"{file}: no se manda; corrija:\n{e}") from None


def _approve(options: argparse.Namespace) -> None:
    _tell(_act(options, lambda broadcaster: broadcaster.approve(options.key)), None)


def _does(options: argparse.Namespace, act: Callable[[Broadcaster], None]) -> None:
    _act(options, act)
    print("done")


def _report(options: argparse.Namespace) -> None:
    def read(connection: Connection, world: World) -> None:
        one = get_broadcast(connection, options.key)
        rows = (
            (number, line.channel, line.outcome, line.reason, line.sent_at, line.reply)
            for number, line in enumerate(list_lines(connection, one.id), 1)
        )
        show_rows(options, _LINES, rows)

    with_world(options, read_store, read)


_ACTS: dict[str, Callable[[argparse.Namespace], None]] = {
    "audience": lambda o: AUDIENCE_ACTS[o.audience_act](o),
    "preview": _preview,
    "schedule": _schedule,
    "send": _send,
    "approve": _approve,
    "pause": lambda o: _does(o, lambda broadcaster: broadcaster.pause(o.key)),
    "resume": lambda o: _does(o, lambda broadcaster: broadcaster.resume(o.key)),
    "cancel": lambda o: _does(o, lambda broadcaster: broadcaster.cancel(o.key, o.why)),
    "status": show_status,
    "report": _report,
}
