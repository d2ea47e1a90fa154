"""`voz proposal` and `voz initiative`."""

import argparse
from datetime import date
from pathlib import Path

from bot.lines import Acts

_TOLD = "words for those behind it, in Spanish"
_STATUSES = [
    "received",
    "held",
    "unpublished",
    "grouped",
    "under_analysis",
    "accepted",
    "partly",
    "rejected",
    "scheduled",
    "in_progress",
    "done",
]
_STAGES = ["problems", "possibilities", "solutions", "knowledge", "use", "results"]


def add_proposal(command: argparse.ArgumentParser) -> None:
    acts = Acts(command)
    listing = acts.add("list", "those with the most people behind them first", changes=False)
    _add_wanted(listing)
    listing.add_argument("--most", type=int, default=50)
    acts.add("show", "all of one: people, answer, files, history", "folio", changes=False)
    moving = acts.add("move", "to a status that needs no more than words", "folio", note=_TOLD)
    moving.add_argument("status", choices=["received", "held", "unpublished", "under_analysis", "done"])
    answering = acts.add("answer", "accepted, partly, rejected: one or many, shown first and done when confirmed")
    answering.add_argument("folios", nargs="*", metavar="FOLIO")
    _add_wanted(answering)
    answering.add_argument("--to", required=True, choices=["accepted", "partly", "rejected"])
    answering.add_argument(
        "--text", default="", help="in Spanish; may name {folio}, {propuesta}, {tema}, {colonia}, {personas}"
    )
    answering.add_argument("--text-file", type=Path, metavar="FILE")
    answering.add_argument("--cost", type=int, metavar="PESOS", help="as estimated")
    answering.add_argument("--law", default="", help="what the answer rests on")
    answering.add_argument("--confirm", default="", metavar="CODE", help="as shown: do exactly that")
    scheduling = acts.add("schedule", "for a day, which is told", "folio", note=f"{_TOLD}; why it is another day")
    scheduling.add_argument("day", type=date.fromisoformat, metavar="YYYY-MM-DD")
    going = acts.add("progress", "of the work, in per cent", "folio", note=_TOLD)
    going.add_argument("per_cent", type=int, metavar="PER_CENT")
    grouping = acts.add("group", "it asks for the same as another, which stands for both", "folio", note=_TOLD)
    grouping.add_argument("into", metavar="INTO_FOLIO")
    acts.add("split", "it did not ask for the same after all", "folio", note=_TOLD)
    acts.add("topic", "what it is sorted by", "folio", "topic")
    linking = acts.add("link", "to what came of it", "folio")
    linking.add_argument("--work", default="", metavar="KEY", help="a public work of the register")
    linking.add_argument("--commitment", default="", help="of a plan of the government, as it reads there")
    linking.add_argument("--initiative", default="", metavar="KEY")


def _add_wanted(act: argparse.ArgumentParser) -> None:
    act.add_argument("--consultation", default="", metavar="KEY")
    act.add_argument("--topic", default="")
    act.add_argument("--neighbourhood", default="", metavar="KEY")
    act.add_argument("--status", action="append", default=[], choices=_STATUSES, help="may be given several times")
    act.add_argument("--initiative", default="", metavar="KEY")


def add_initiative(command: argparse.ArgumentParser) -> None:
    acts = Acts(command)
    acts.add("list", "all, with their stage", changes=False)
    acts.add("show", "one, with its evidence and proposals", "key", changes=False)
    acts.add("add", "a new one, at its first stage", "key", "title")
    showing = acts.add("evidence", "that a stage took place: what came of it, and where it can be read", "key")
    showing.add_argument("stage", choices=_STAGES)
    showing.add_argument("text")
    showing.add_argument("--link", default="", metavar="https://...")
    moving = acts.add("move", "to a stage; told to all whose proposals belong to it", "key")
    moving.add_argument("stage", choices=_STAGES)
    moving.add_argument("text", help="in Spanish: what is done now")
