"""`voz consultation`."""

import argparse
import os
from pathlib import Path

from bot.lines import config_here

BREAKDOWNS = ("topic", "neighbourhood", "kind", "quadrant", "channel", "source", "day")
TABLES = (*BREAKDOWNS, "question", "statement", "ballot")
ANSWER = "answer:"
"""Before the id of a question."""


def add_consultation(command: argparse.ArgumentParser) -> None:
    acts = command.add_subparsers(title="acts", metavar="ACT", required=True)
    for name, summary in (
        ("check", "read a document and say every fault with its line; nothing is changed"),
        ("preview", "talk through a document in this terminal, as on the first day of a phase; nothing is kept"),
        ("publish", "a document becomes what holds from now on"),
        ("close", "before its time"),
        ("reopen", "what was closed before its time"),
        ("list", "all that were published"),
        ("show", "one, with its revisions and history"),
        ("results", "what came of it, exact: people, proposals, supports, places"),
        ("coverage", "how many neighbourhoods of each kind have a proposal, and which have none"),
        ("release", "when it is over: files that anybody may have, without small cells or who is who"),
        ("recount", "of a released folder: count every figure once more, and say what does not agree"),
    ):
        act = acts.add_parser(name, help=summary, description=summary, parents=[config_here()])
        act.set_defaults(act=name)
        if name == "preview":
            phases = ["informing", "proposing", "supporting", "voting", "reviewing", "results"]
            act.add_argument("--phase", choices=phases, default=None)
        if name in ("check", "preview", "publish"):
            act.add_argument("file", type=Path, metavar="FILE.toml")
        if name in ("close", "reopen", "show", "results", "coverage", "release"):
            act.add_argument("key")
        if name in ("release", "recount"):
            act.add_argument("folder", type=Path, metavar="FOLDER")
        if name in ("results", "coverage"):
            act.add_argument("--format", choices=["table", "csv", "json", "xlsx"], default="table")
            act.add_argument("--out", type=Path, default=None, metavar="FILE")
        if name == "results":
            act.add_argument("--by", type=_table, default=None, metavar=f"{{{','.join(TABLES)},{ANSWER}QUESTION}}")
        if name == "coverage":
            act.add_argument("--missing", action="store_true", help="those without a proposal, for the next visit")
            act.add_argument("--by", choices=["kind", "quadrant"], default="kind")
            act.add_argument("--kind", metavar="KIND", help="with --missing: only of this kind, as `Colonia`")
            act.add_argument("--quadrant", metavar="QUADRANT", help="with --missing: only of this one, as `Norte`")
            act.add_argument("--most", type=int, default=1000)
        if name in ("publish", "close", "reopen"):
            act.add_argument(
                "--why", default="", help="kept in its history and told to those who take part, in Spanish"
            )
            act.add_argument("--as", dest="staff", default=os.environ.get("USER", "personal"), help="who does it")


def _table(word: str) -> str:
    """One of TABLES, or proposals by an answer of who made them."""
    if word in TABLES or (word.startswith(ANSWER) and word != ANSWER):
        return word
    raise argparse.ArgumentTypeError(f"{word!r}: choose {', '.join(TABLES)}, or {ANSWER} and the id of a question")
