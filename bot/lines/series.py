"""`voz series` and `voz programme`."""

import argparse
from datetime import date
from pathlib import Path

from bot.lines import Acts


def add_series(command: argparse.ArgumentParser) -> None:
    acts = Acts(command)
    acts.add("list", "all, whether they are on, and when they come next", changes=False)
    acts.add("show", "one: its next days, and what became of its last", "key", changes=False)
    acts.add("save", "write one down; it is off until somebody else switches it on").add_argument(
        "file", type=Path, metavar="FILE.toml"
    )
    looking = acts.add("preview", "what it would say on a day, from what is known now", "key", changes=False)
    looking.add_argument("--date", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")
    acts.add("on", "from its next day on", "key")
    acts.add("off", "no more, until it is switched on again", "key")
    switching = acts.add("switch", "whether one committee gets it", "key", "committee")
    switching.add_argument("state", choices=["on", "off"])
    skipping = acts.add("skip", "one of its days, with the reason", "key")
    skipping.add_argument("--date", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")
    skipping.add_argument("--why", default="")


def add_programme(command: argparse.ArgumentParser) -> None:
    acts = Acts(command)
    acts.add(
        "check", "read the programmes and say every fault with its line; nothing is changed", changes=False
    ).add_argument("file", type=Path, metavar="FILE.toml")
    publishing = acts.add("publish", "they hold from now on; who is to be reminded hears of a day that was moved")
    publishing.add_argument("file", type=Path, metavar="FILE.toml")
    publishing.add_argument("--why", default="")
    acts.add("list", "those in force, their days, and how many want to be reminded", changes=False)
