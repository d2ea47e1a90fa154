"""`voz meeting`, `voz agreement` and `voz visit`."""

import argparse
from datetime import date, datetime
from pathlib import Path

from bot.lines import Acts


def add_meeting(command: argparse.ArgumentParser) -> None:
    acts = Acts(command)
    acts.add("list", "of a committee, with their ids", "key", changes=False)
    acts.add("show", "one: who was there, its minutes and agreements", changes=False).add_argument("id", type=int)
    calling = acts.add("plan", "a meeting, which its members see in their chat at once", "key")
    calling.add_argument("--at", type=datetime.fromisoformat, required=True, metavar="YYYY-MM-DDTHH:MM")
    calling.add_argument("--place", required=True, help="in Spanish: it is told")
    calling.add_argument("--agenda", required=True, help="in Spanish: it is told")
    acts.add("call", "its members are asked whether they come").add_argument("id", type=int)
    off = acts.add("call-off", "before it begins; who was called is told")
    off.add_argument("id", type=int)
    off.add_argument("--why", default="")
    writing = acts.add("minutes", "what was said, and who was there")
    writing.add_argument("id", type=int)
    writing.add_argument("file", type=Path, metavar="FILE.txt")
    writing.add_argument("--present", action="append", default=[], metavar="NAME", help="may be given several times")


def add_agreement(command: argparse.ArgumentParser) -> None:
    acts = Acts(command)
    listing = acts.add("list", "those that are open, the next due first", changes=False)
    listing.add_argument("--committee", default="", metavar="KEY")
    listing.add_argument("--ended", action="store_true", help="also those that are done or dropped")
    adding = acts.add("add", "something to be done by a day; who sees to it is reminded", "key", "text")
    adding.add_argument("--due", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")
    adding.add_argument("--who", default="", help="a member's name or a department; else all of them")
    adding.add_argument("--meeting", type=int, default=None, metavar="ID")
    for name, summary in (("done", "it is done"), ("drop", "it is not to be done any more")):
        act = acts.add(name, summary, note="what came of it, or why not")
        act.add_argument("id", type=int)


def add_visit(command: argparse.ArgumentParser) -> None:
    acts = Acts(command)
    listing = acts.add("list", "what members saw of public works, the latest first", changes=False)
    listing.add_argument("--work", default="", metavar="KEY")
    listing.add_argument("--committee", default="", metavar="KEY")
    listing.add_argument("--alerts", action="store_true", help="only where it lies too far from what is reported")
    listing.add_argument("--format", choices=["table", "csv", "json", "xlsx"], default="table")
    listing.add_argument("--out", type=Path, default=None, metavar="FILE")
    acts.add("show", "one, with its list and files", changes=False).add_argument("id", type=int)
