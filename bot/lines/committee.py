"""`voz committee` and `voz accreditation`."""

import argparse
from datetime import date
from pathlib import Path

from bot.lines import Acts


def add_committee(command: argparse.ArgumentParser) -> None:
    acts = Acts(command)
    acts.add(
        "check", "read a scheme and say every fault with its line; nothing is changed", changes=False
    ).add_argument("file", type=Path, metavar="FILE.toml")
    publishing = acts.add("publish", "a scheme becomes what holds from now on")
    publishing.add_argument("file", type=Path, metavar="FILE.toml")
    publishing.add_argument("--why", default="")
    listing = acts.add("list", "all that are open, with how many sit on each", changes=False)
    listing.add_argument("--kind", default="")
    listing.add_argument("--closed", action="store_true", help="also those that are closed")
    acts.add("show", "one: members, what each has still to do, history", "key", changes=False)
    adding = acts.add("add", "a new one, without members", "key", "kind", "name")
    adding.add_argument("--neighbourhood", default="", metavar="KEY")
    adding.add_argument("--work", default="", metavar="KEY")
    acts.add("constitute", "it has all its members", "key").add_argument(
        "day", type=date.fromisoformat, metavar="YYYY-MM-DD"
    )
    acts.add("close", "its members' access ends", "key").add_argument("--why", default="")
    _add_seats(acts)


def _add_seats(acts: Acts) -> None:
    inviting = acts.add("invite", "a code, and links that carry it, by which people take a seat", "key", "role")
    inviting.add_argument("--uses", type=int, default=1, help="how many people (default 1)")
    inviting.add_argument("--days", type=int, default=14, help="how long it lasts (default 14)")
    inviting.add_argument(
        "--qr", type=Path, default=None, metavar="FILE.svg", help="a square that leads to the first link"
    )
    group = acts.add("invite-group", "a code that makes a Telegram group the committee's own", "key")
    group.add_argument("--days", type=int, default=14, help="how long it lasts (default 14)")
    own = acts.add("open-chat", "a code by which a member whom staff wrote down opens their own chat", "key", "name")
    own.add_argument("--days", type=int, default=14, help="how long it lasts (default 14)")
    seating = acts.add("member", "somebody who is written down by staff", "key", "role", "name")
    seating.add_argument("--phone", default="", help="ten digits, where they gave it")
    replacing = acts.add("replace", "another one takes somebody's seat", "key", "leaving", "name")
    replacing.add_argument("--phone", default="", help="ten digits, where they gave it")
    replacing.add_argument("--why", default="")
    acts.add("remove", "somebody's access ends against their will", "key", "name").add_argument("--why", default="")
    acts.add("letter", "somebody signed their letter on paper", "key", "name").add_argument(
        "--paper", required=True, metavar="NUMBER", help="of the paper, or where it is kept"
    )
    handing = acts.add("handover", "its finished work: it signs for it, or refuses and says why", "key")
    handing.add_argument("--refused", action="store_true")
    handing.add_argument("--reason", default="", help="of a refusal; or what it remarks though it signs")
    letters = acts.add("letters", "all that were signed, each compared with its hash", changes=False)
    letters.add_argument("--format", choices=["table", "csv", "json", "xlsx"], default="table")
    letters.add_argument("--out", type=Path, default=None, metavar="FILE")


def add_accreditation(command: argparse.ArgumentParser) -> None:
    acts = Acts(command)
    acts.add("list", "all, and which hold now", changes=False)
    granting = acts.add("grant", "a member of a committee whose kind asks for it", "committee", "name")
    granting.add_argument("--from", dest="first", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD")
    granting.add_argument("--until", dest="last", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD")
    granting.add_argument("--show-name", action="store_true", help="they agreed that whoever has the code reads it")
    acts.add("revoke", "from this moment on", "code").add_argument("--why", default="")
    acts.add("verify", "whether a code holds now, as anybody may ask in the chat", "code", changes=False)
