"""`voz promoter`."""

import argparse
from datetime import date

from bot.lines import Acts


def add_promoter(command: argparse.ArgumentParser) -> None:
    acts = Acts(command)
    acts.add("list", "all, with their last day", changes=False)
    adding = acts.add("add", "who shows the code of their chat (they get it by writing: mi código)", "code", "name")
    adding.add_argument("--until", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD", help="the last day")
    acts.add("end", "from now on they write down nothing more", "name")
