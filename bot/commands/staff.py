"""`voz staff`: who works at the desk; answer the chats that wait for a person and look at what went wrong without it."""

import argparse
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from bot.build import load_world, utc_now
from bot.commands import Failed, WrongUse, settings_of
from bot.commands.exporting import read_store, write_store
from civic.access import Grant, Role
from flows.book import load_book
from handlers.staff.accounts import INVITATION_LASTS, Office
from handlers.staff.chats import EVERYTHING, Attendant, NoSuchChat, Outdated
from handlers.staff.finding import NoSuch, NotPossible
from handlers.staff.incidents import see
from handlers.world import World
from storage import chats, incidents, staff
from storage.access import visible_chats
from storage.chat_lines import Line, list_lines
from storage.ids import Ids
from storage.person import list_unanswered
from storage.signals import announce
from storage.store import Connection

T = TypeVar("T")
_WORDS = 80
"""Characters shown of what a resident wrote."""


def run(options: argparse.Namespace) -> None:
    try:
        _ACTS[options.act](options)
    except (NoSuch, NotPossible, Outdated) as e:
        raise Failed(str(e)) from e


def _list(options: argparse.Namespace) -> None:
    open_chats = read_store(settings_of(options), chats.list_open)
    for chat in open_chats:
        channel, since = chat.account.partition(":")[0], f"{chat.opened_at:%Y-%m-%d %H:%M}Z"
        print(f"{chat.id}  {chat.state:8}  {since}  {channel:9}  {chat.staff or '-':12}  {chat.reason}")
    if not open_chats:
        print("no chat waits")


def _show(options: argparse.Namespace) -> None:
    def lines(connection: Connection) -> list[Line]:
        chat = chats.find_chat(connection, options.chat)
        if chat is None:
            raise NoSuchChat(f"there is no chat {options.chat}. `voz staff chats` lists those that are open.")
        return list_lines(connection, chat.person_id, visible_chats(EVERYTHING, ""))

    for line in read_store(settings_of(options), lines):
        print(f"{line.at:%H:%M} {line.by:8} {line.text or f'[{line.kind}]'}")


def _reply(options: argparse.Namespace) -> None:
    if not options.text.strip():
        raise WrongUse("an answer needs words")
    _act(options, lambda attendant: attendant.reply(options.chat, options.text))


def _close(options: argparse.Namespace) -> None:
    _act(options, lambda attendant: attendant.close(options.chat))


def _incidents(options: argparse.Namespace) -> None:
    requests, found = read_store(
        settings_of(options), lambda connection: (list_unanswered(connection), incidents.list_open(connection))
    )
    for request in requests:
        print(f"{request.folio}  privacy_request  {request.right}, to be answered by {request.answer_by}")
    for one in found:
        channel, words = one.account.partition(":")[0], " ".join(one.said.split())[:_WORDS]
        since = f"{one.opened_at:%Y-%m-%d %H:%M}Z"
        print(f"{one.id}  {one.kind:15}  {since}  {channel:9}  {one.detail or '-'}{'  ' + words if words else ''}")
    if not (requests or found):
        print("nothing to look at")


def _seen(options: argparse.Namespace) -> None:
    def close(connection: Connection) -> None:
        see(connection, options.incident, staff=options.staff, ids=Ids(), now=utc_now(), channel="cli")

    write_store(settings_of(options), close)
    print("done")


def _add(options: argparse.Namespace) -> None:
    grant = Grant(Role(options.role), options.department, options.quadrant)
    _invite(options, lambda office: office.add(options.name, options.full_name, [grant]))


def _grant(options: argparse.Namespace) -> None:
    grants = [_read_grant(typed) for typed in options.grants]
    _write(options, lambda connection, world: _office(connection, world, options).grant(options.name, grants))
    print("done")


def _read_grant(typed: str) -> Grant:
    """Raises WrongUse."""
    role, department, quadrant, *more = [*typed.split(":"), "", ""][: max(3, typed.count(":") + 1)]
    if role not in set(Role) or more:
        raise WrongUse(f"{typed}: write ROLE, ROLE:DEPARTMENT or ROLE:DEPARTMENT:QUADRANT; a role is {', '.join(Role)}")
    return Grant(Role(role), department, quadrant)


def _forget_second_factor(options: argparse.Namespace) -> None:
    _write(options, lambda connection, world: _office(connection, world, options).forget_second_factor(options.name))
    print("done")


def _office(connection: Connection, world: World, options: argparse.Namespace) -> Office:
    return Office(connection, world, options.staff, utc_now())


def _invite_again(options: argparse.Namespace) -> None:
    _invite(options, lambda office: office.invite_again(options.name))


def _invite(options: argparse.Namespace, act: Callable[[Office], str]) -> None:
    """Says the link by which the holder of an account chooses a password: it stands on this terminal only."""
    settings = settings_of(options)
    token = _write(options, lambda connection, world: act(_office(connection, world, options)))
    where = settings.server.public_url or f"http://{settings.server.host}:{settings.server.port}"
    hours = INVITATION_LASTS // timedelta(hours=1)
    print(f"{options.name} chooses a password here, once, within {hours} hours:\n{where}/desk/invitacion/{token}")


def _accounts(options: argparse.Namespace) -> None:
    found, held = read_store(
        settings_of(options), lambda connection: (staff.list_accounts(connection), staff.list_access(connection))
    )
    for account in found:
        grants = held[account.id].grants if account.id in held else ()
        spoken = " ".join("/".join(part for part in (g.role, g.department, g.quadrant) if part) for g in grants)
        factor = "two factors" if account.totp_secret else "one factor" if account.password else "no password yet"
        print(f"{account.name:20}  {account.state:6}  {factor:15}  {spoken}")
    if not found:
        print("no accounts: `voz staff add NAME --full-name NAME` makes the first administrator")


def _close_account(options: argparse.Namespace) -> None:
    _write(options, lambda connection, world: _office(connection, world, options).close(options.name))
    print("done")


def _act(options: argparse.Namespace, act: Callable[[Attendant], object]) -> None:
    def write(connection: Connection, world: World) -> None:
        act(Attendant(connection, world, options.staff, utc_now(), channel="cli"))
        announce(connection)

    _write(options, write)
    print("done")


def _write(options: argparse.Namespace, act: Callable[[Connection, World], T]) -> T:
    settings, book, ids = settings_of(options), load_book(), Ids()
    return write_store(settings, lambda connection: act(connection, load_world(connection, settings, book, ids)))


_ACTS = {
    "chats": _list, "show": _show, "reply": _reply, "close": _close, "incidents": _incidents, "seen": _seen,
    "add": _add, "grant": _grant, "forget-second-factor": _forget_second_factor, "invite": _invite_again,
    "accounts": _accounts, "close-account": _close_account,
}  # fmt: skip
