"""`voz suggest`."""

import argparse
from pathlib import Path

from bot.lines import Acts


def add_suggest(command: argparse.ArgumentParser) -> None:
    acts = Acts(command)
    similar = acts.add("similar", "proposals of the same consultation that are like one", "folio", changes=False)
    groups = acts.add("groups", "proposals of one neighbourhood that seem to ask for the same", changes=False)
    topics = acts.add(
        "topics", "proposals whose words speak for another topic than the one they have", changes=False
    )  # fmt: skip
    for act in (groups, topics):
        act.add_argument("--consultation", metavar="KEY", required=True)
    for act in (similar, groups, topics):
        act.add_argument("--format", choices=["table", "csv", "json", "xlsx"], default="table")
        act.add_argument("--out", type=Path, default=None, metavar="FILE")
    acts.add("vectors", "with the extra `semantic`: compute now what the service computes in time", changes=False)
