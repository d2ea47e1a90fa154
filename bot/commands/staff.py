"""`voz staff`: answer the chats that wait for a person and look at what went wrong, until the desk does it in a browser."""

import argparse
import json
from functools import partial

from bot.build import load_world, utc_now
from bot.commands import Failed, WrongUse, settings_of
from bot.commands.exporting import read_store, write_store
from flows.book import load_book
from handlers.staff import chats as acts
from storage import chats, incidents
from storage.ids import Ids
from storage.person import list_unanswered
from storage.signals import announce
from storage.store import Connection

_WORDS = 80
"""Characters shown of what a resident wrote."""


def run(options: argparse.Namespace) -> None:
    try:
        _ACTS[options.act](options)
    except acts.ChatNotOpen as e:
        raise Failed(str(e)) from e


def _list(options: argparse.Namespace) -> None:
    open_chats = read_store(settings_of(options), chats.list_open)
    for chat in open_chats:
        channel, since = chat.account.partition(":")[0], f"{chat.opened_at:%Y-%m-%d %H:%M}Z"
        print(f"{chat.id}  {chat.state:8}  {since}  {channel:9}  {chat.staff or '-':12}  {chat.reason}")
    if not open_chats:
        print("no chat waits")


def _show(options: argparse.Namespace) -> None:
    def lines(connection: Connection) -> list[chats.Line]:
        chat = chats.find_open(connection, options.chat)
        if chat is None:
            raise acts.ChatNotOpen(f"chat {options.chat} is not open. `voz staff chats` lists those that are.")
        return list(chats.transcript(connection, chat.person_id))

    for line in read_store(settings_of(options), lines):
        text = line.text if line.by == "resident" else json.loads(line.text)["text"]
        print(f"{line.at:%H:%M} {line.by:8} {text}")


def _reply(options: argparse.Namespace) -> None:
    if not options.text.strip():
        raise WrongUse("an answer needs words")
    _act(options, partial(acts.reply, chat_id=options.chat, text=options.text, staff=options.staff))


def _close(options: argparse.Namespace) -> None:
    _act(options, partial(acts.close, chat_id=options.chat, staff=options.staff))


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
        if not incidents.close_incident(connection, options.incident, utc_now()):
            raise Failed(f"incident {options.incident} is not open. `voz staff incidents` lists those that are.")

    write_store(settings_of(options), close)
    print("done")


def _act(options: argparse.Namespace, act: object) -> None:
    settings, book, ids = settings_of(options), load_book(), Ids()

    def write(connection: Connection) -> None:
        world = load_world(connection, settings, book, ids)
        act(connection, world=world, now=utc_now())  # type: ignore[operator]
        announce(connection)

    write_store(settings, write)
    print("done")


_ACTS = {
    "chats": _list, "show": _show, "reply": _reply, "close": _close, "incidents": _incidents, "seen": _seen,
}  # fmt: skip
