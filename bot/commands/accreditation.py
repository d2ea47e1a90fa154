"""`voz accreditation`: who may look into works as a citizen comptroller, and until when."""

import argparse
from collections.abc import Callable

from bot.build import utc_now
from bot.commands.committee import convene
from bot.commands.exporting import read_store
from bot.commands.refusing import refusals
from bot.commands.world import with_world
from handlers.staff.accrediting import Accreditor
from storage import committees
from storage.committees import Accreditation


def run(options: argparse.Namespace) -> None:
    with refusals():
        _ACTS[options.act](options)


def _list(options: argparse.Namespace) -> None:
    found = with_world(options, read_store, lambda connection, _: committees.list_accreditations(connection))
    print("\n".join(map(_line, found)) or "nobody is accredited yet")


def _line(one: Accreditation) -> str:
    state = "holds" if one.is_valid(utc_now()) else "revoked" if one.revoked_at else "over or not begun"
    return f"{one.code}  {one.figure:14}  {one.starts_at:%Y-%m-%d %H:%M}Z - {one.ends_at:%Y-%m-%d %H:%M}Z  {state}"


def _grant(options: argparse.Namespace) -> None:
    code = convene(
        options,
        lambda one: Accreditor(one).accredit(
            options.committee,
            options.name,
            first=options.first or one.world.calendar.local_day(one.now),
            last=options.last,
            show_name=options.show_name,
        ),
    )
    print(f"code: {code}")


def _revoke(options: argparse.Namespace) -> None:
    convene(options, lambda one: Accreditor(one).revoke(options.code, options.why))
    print("done")


def _verify(options: argparse.Namespace) -> None:
    code = options.code.strip().upper()
    found = with_world(options, read_store, lambda connection, _: committees.find_accreditation(connection, code))
    print("valid" if found and found.is_valid(utc_now()) else "not valid")


_ACTS: dict[str, Callable[[argparse.Namespace], None]] = {
    "list": _list,
    "grant": _grant,
    "revoke": _revoke,
    "verify": _verify,
}
