"""`voz person`: keep what the privacy flow promises, and say whose document was seen. A request's folio leads to its author,
no other folio does."""

import argparse
import json
import os
import sys
from pathlib import Path

from bot.build import utc_now
from bot.commands import Failed, WrongUse, settings_of
from bot.commands.exporting import read_store, write_store
from bot.commands.promoter import at_the_front_desk
from bot.staff_groups import staff_groups_of
from handlers.staff import privacy as acts
from storage.ids import Ids
from storage.person import everything_of
from storage.signals import announce
from storage.store import Connection


def run(options: argparse.Namespace) -> None:
    try:
        _ACTS[options.act](options)
    except (acts.NoSuchRequest, acts.NotNow) as e:
        raise Failed(str(e)) from e


def _show(options: argparse.Namespace) -> None:
    """All that is kept of them, as JSON; into a file that nobody else can read where one is named."""

    def read(connection: Connection) -> str:
        kept = everything_of(connection, acts.get_request(connection, options.folio).person_id)
        return json.dumps(kept, default=_as_text, ensure_ascii=False, indent=2)

    text = read_store(settings_of(options), read)
    if options.out:
        _write_private(options.out, text)
        print(f"{options.out}: written; hand it over and delete it")
    else:
        sys.stdout.write(text + "\n")


def _as_text(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def _write_private(path: Path, text: str) -> None:
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text + "\n")
    except FileExistsError:
        raise WrongUse(f"{path} exists already") from None
    except OSError as e:
        raise Failed(f"{path}: cannot be written ({e.strerror})") from e


def _answer(options: argparse.Namespace) -> None:
    if not options.text.strip():
        raise WrongUse("an answer needs words")

    def write(connection: Connection) -> None:
        acts.answer(connection, options.folio, options.text, staff=options.staff, ids=Ids(), now=utc_now())
        announce(connection)

    write_store(settings_of(options), write)
    print("queued. On WhatsApp it waits for their next message when they last wrote more than 24 hours ago.")
    print(f"When they have their answer: voz person done {options.folio}")


def _done(options: argparse.Namespace) -> None:
    write_store(
        settings_of(options),
        lambda connection: acts.done(connection, options.folio, staff=options.staff, ids=Ids(), now=utc_now()),
    )
    print("done")


def _erase(options: argparse.Namespace) -> None:
    if not options.yes:
        raise WrongUse("this cannot be undone. Answer the resident first, then add --yes.")
    settings = settings_of(options)
    groups = staff_groups_of(settings)

    def write(connection: Connection) -> None:
        acts.erase(connection, options.folio, staff=options.staff, ids=Ids(), now=utc_now(), groups=groups)

    write_store(settings, write)
    print("erased; copies in backups go when the backups do")


def _check(options: argparse.Namespace) -> None:
    at_the_front_desk(options, lambda desk: desk.check(options.code, options.document))


def _uncheck(options: argparse.Namespace) -> None:
    at_the_front_desk(options, lambda desk: desk.uncheck(options.code, options.why))


_ACTS = {"check": _check, "uncheck": _uncheck, "show": _show, "answer": _answer, "done": _done, "erase": _erase}
