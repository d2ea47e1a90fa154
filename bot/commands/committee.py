"""`voz committee`: who watches public works, and their scheme."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from bot.build import utc_now
from bot.commands import Failed
from bot.commands.documents import document_in, faults_named
from bot.commands.exporting import read_store, write_store
from bot.commands.refusing import refusals
from bot.commands.showing import show_rows
from bot.commands.world import with_world
from civic.scheme import Scheme
from handlers.invitations import group_link, links_of, words_of
from handlers.schemes import hash_of, lacking, role_name, scheme_from, scheme_in_force
from handlers.staff.committees import Convener
from handlers.world import World
from storage import committees
from storage.committees import Member, SignedLetter
from storage.history import list_events
from storage.store import Connection

T = TypeVar("T")


def run(options: argparse.Namespace) -> None:
    with refusals(), faults_named(getattr(options, "file", None)):
        _ACTS[options.act](options)


def convene(options: argparse.Namespace, act: Callable[[Convener], T]) -> T:
    """One act of staff. Raises Failed."""

    def write(connection: Connection, world: World) -> T:
        return act(Convener(connection, world, options.staff, utc_now()))

    return with_world(options, write_store, write)


def _act(options: argparse.Namespace, act: Callable[[Convener], object]) -> None:
    convene(options, act)
    print("done")


def _check(options: argparse.Namespace) -> None:
    document = document_in(options.file)
    print("\n".join(_told(with_world(options, read_store, lambda _, world: scheme_from(document, world.hours.zone)))))


def _told(scheme: Scheme) -> list[str]:
    lines = [scheme.title]
    for kind in scheme.kinds:
        roles = ", ".join(f"{one.id}{f' (at most {one.most})' if one.most else ''}" for one in kind.roles)
        needs = ", ".join((*kind.units, *filter(None, (kind.letter, kind.figure)))) or "nothing"
        lines.append(f"  {kind.id}: {kind.name}, by {kind.scope}, at least {kind.least}; {roles}; asks for {needs}")
    return lines + [f"  letter {one.id}, version {one.version}, sha256 {hash_of(one.text)}" for one in scheme.letters]


def _publish(options: argparse.Namespace) -> None:
    document = document_in(options.file)
    made = convene(options, lambda convener: convener.publish(document, options.why))
    if made.is_new:
        print(f"revision {made.number} is in force; a service that runs uses it at once")
    else:
        print(f"this is revision {made.number}, in force already: nothing to do")


def _list(options: argparse.Namespace) -> None:
    def read(connection: Connection, _: World) -> list[str]:
        found = committees.list_committees(connection, kind=options.kind, with_closed=options.closed)
        return [
            f"{one.key:20}  {one.kind:14}  members {many:<3}  {_state(one.constituted_on, one.closed_at):24}  {one.name}"
            for one, many in found
        ]

    print("\n".join(with_world(options, read_store, read)) or "there is no committee yet")


def _state(constituted_on: object, closed_at: object) -> str:
    if closed_at:
        return "closed"
    return f"constituted {constituted_on}" if constituted_on else "being formed"


def _show(options: argparse.Namespace) -> None:
    print("\n".join(with_world(options, read_store, lambda c, world: _lines(c, world, options.key))))


def _lines(connection: Connection, world: World, key: str) -> list[str]:
    one = Convener(connection, world, "", utc_now()).find(key)
    scheme = scheme_in_force(connection, world)
    kind = scheme.kind(one.kind)
    where = world.neighbourhood(one.neighbourhood_key)
    lines = [
        f"{one.key}  {one.kind}  {_state(one.constituted_on, one.closed_at)}  {one.name}",
        f"neighbourhood: {where.name if where else '-'}   public work: {one.public_work_key or '-'}",
        f"members (at least {kind.least if kind else '-'}):",
    ]
    for member in committees.list_members(connection, one.id):
        missing = ", ".join(lacking(connection, scheme, one, member, utc_now())) or "nothing"
        lines.append(f"  {member.id}  {member.name}: {role_name(kind, member.role)}, since "
                     f"{member.started_at:%Y-%m-%d}; lacks {missing}")  # fmt: skip
    past = [member for member in committees.list_members(connection, one.id, with_past=True) if member.ended_at]
    lines += ["past members:"] + [_past(member) for member in past]
    lines += ["history:"] + [
        f"  {event.at:%Y-%m-%d %H:%M}Z {event.event} by {event.by}{f': {event.note}' if event.note else ''}"
        for event in list_events(connection, "committee", one.id)
    ]
    return lines


def _past(member: Member) -> str:
    why = f": {member.ended_why}" if member.ended_why else ""
    return f"  {member.name or '(erased)'}: {member.role}, {member.ended_as} {member.ended_at:%Y-%m-%d}{why}"


def _invite(options: argparse.Namespace) -> None:
    def invite(one: Convener) -> list[str]:
        return _invitation(one.world, one.invite(options.key, options.role, uses=options.uses, days=options.days))

    lines = convene(options, invite)
    print("\n".join(lines))
    if options.qr:
        _draw(options.qr, lines)


def _draw(file: Path, lines: Sequence[str]) -> None:
    link = next((line.partition(": ")[2] for line in lines if "https://" in line), "")
    if not link:
        raise Failed("a square leads to a link, and there is none: switch a channel on, and give Telegram's `username`")
    from bot.papers import qr_svg

    try:
        file.write_text(qr_svg(link), encoding="utf-8")
    except OSError as e:
        raise Failed(f"{file}: cannot be written ({e.strerror})") from e
    print(f"{file}: leads to {link}")


def _open_chat(options: argparse.Namespace) -> None:
    def open_chat(one: Convener) -> list[str]:
        return _invitation(one.world, one.open_chat(options.key, options.name, days=options.days))

    print("\n".join(convene(options, open_chat)))


def _invite_group(options: argparse.Namespace) -> None:
    def invite(one: Convener) -> tuple[str, str]:
        code = one.invite_group(options.key, days=options.days)
        return code, group_link(one.world, code)

    code, link = convene(options, invite)
    print(f"code: {code}\nby writing in the group: /unirme {code}")
    if link:
        print(f"or add the bot by this link: {link}")


def _invitation(world: World, code: str) -> list[str]:
    """The code, and a link for each channel on which somebody can be invited."""
    links = (f"{channel}: {link}" for channel, link in links_of(world, code).items())
    return [f"code: {code}", f"by writing: {words_of(code)}", *links]


def _letters(options: argparse.Namespace) -> None:
    found = with_world(options, read_store, lambda connection, _: committees.list_letters(connection))
    names = ("id", "letter", "version", "accepted_at", "by", "paper", "sha256", "agrees")
    show_rows(options, names, [_letter_row(one) for one in found])
    wrong = sum(hash_of(one.text) != one.sha256 for one in found)
    if wrong:
        raise Failed(f"{wrong} letters do not agree with their hash: somebody changed them")


def _letter_row(one: SignedLetter) -> tuple[object, ...]:
    agrees = "yes" if hash_of(one.text) == one.sha256 else "NO"
    at = f"{one.accepted_at:%Y-%m-%dT%H:%M:%SZ}"
    return (one.id, one.letter, one.version, at, one.by, one.paper, one.sha256, agrees)


_ACTS: dict[str, Callable[[argparse.Namespace], None]] = {
    "check": _check,
    "publish": _publish,
    "list": _list,
    "show": _show,
    "add": lambda o: _act(o, lambda one: one.add(o.key, o.kind, o.name, neighbourhood=o.neighbourhood, work=o.work)),
    "constitute": lambda o: _act(o, lambda one: one.constitute(o.key, o.day)),
    "close": lambda o: _act(o, lambda one: one.close(o.key, o.why)),
    "invite": _invite,
    "open-chat": _open_chat,
    "invite-group": _invite_group,
    "member": lambda o: _act(o, lambda one: one.add_member(o.key, o.role, o.name, phone=o.phone)),
    "replace": lambda o: _act(o, lambda one: one.replace(o.key, o.leaving, o.name, phone=o.phone, why=o.why)),
    "remove": lambda o: _act(o, lambda one: one.remove(o.key, o.name, o.why)),
    "letter": lambda o: _act(o, lambda one: one.take_paper_letter(o.key, o.name, o.paper)),
    "letters": _letters,
    "handover": lambda o: _act(o, lambda one: one.hand_over(o.key, accepted=not o.refused, reason=o.reason)),
}
