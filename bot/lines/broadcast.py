"""`voz broadcast`."""

import argparse
from pathlib import Path

from bot.lines import Acts, config_here

FIELDS = (
    "committee",
    "committee-kind",
    "role",
    "work",
    "neighbourhood",
    "topic",
    "consultation",
    "programme",
    "channel",
    "language",
)
_PURPOSES = ("folio", "consultation", "committee", "programme")


def add_broadcast(command: argparse.ArgumentParser) -> None:
    acts = Acts(command)
    _add_audience(acts.add("audience", "named audiences: who is meant by a name, and how many they are", changes=False))
    acts.add("preview", "how it reads, whom it reaches, what it takes and costs; a file is kept as a draft", "what")
    scheduling = acts.add("schedule", "a file, or what is kept under a key, for a time", "what")
    scheduling.add_argument("--at", required=True, metavar="WHEN", help="now, or local time: 2026-12-01T09:00")
    acts.add("send", "the same, now", "what")
    acts.add("approve", "what another person wrote", "key")
    acts.add("pause", "nobody else gets it for now", "key")
    acts.add("resume", "those who have not got it yet get it", "key")
    cancelling = acts.add("cancel", "those who have not got it yet never get it", "key")
    cancelling.add_argument("--why", default="", help="kept in its history")
    status = acts.add("status", "how far one is; without a key, all", changes=False)
    status.add_argument("key", nargs="?", default="")
    status.add_argument("--watch", action="store_true", help="until it is over, in this terminal")
    report = acts.add("report", "a row for each recipient, without who they are", "key", changes=False)
    report.add_argument("--format", choices=["table", "csv", "json", "xlsx"], default="table")
    report.add_argument("--out", type=Path, default=None, metavar="FILE")


def _add_audience(command: argparse.ArgumentParser) -> None:
    acts = command.add_subparsers(title="acts", metavar="ACT", required=True)
    for name, summary in (
        ("save", "what a name stands for, from now on; what is given several times is one or the other"),
        ("show", "one, with how many it reaches and five of them, without who they are"),
        ("list", "all"),
    ):
        act = acts.add_parser(name, help=summary, description=summary, parents=[config_here()])
        act.set_defaults(audience_act=name)
        if name != "list":
            act.add_argument("key")
        if name == "save":
            Acts.ask_who(act)
            for field in FIELDS:
                act.add_argument(f"--{field}", action="append", default=[], metavar="KEY")
            act.add_argument("--groups", action="store_true", help="the committees' groups, not those who sit on them")
            act.add_argument(
                "--purpose", choices=_PURPOSES, default="committee", help="what they must have agreed to hear about"
            )
