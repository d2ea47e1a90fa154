"""`voz complaint`."""

import argparse
from datetime import date
from pathlib import Path

from bot.lines import Acts


def add_complaint(command: argparse.ArgumentParser) -> None:
    add = Acts(command).add
    told = "words for those it concerns, in Spanish"
    listing = add("list", "open ones: what most people wait for first", changes=False)
    listing.add_argument("--status", help="those of one status, open or not")
    listing.add_argument("--department")
    listing.add_argument("--neighbourhood", metavar="KEY")
    listing.add_argument("--late", action="store_true", help="only those whose promised day is over")
    listing.add_argument("--most", type=int, default=50)
    add("show", "all of one: people, files, promises, history", "folio", changes=False)
    moving = add("move", "to another status", "folio", note=told)
    moving.add_argument(
        "status", choices=["under_review", "in_progress", "done", "partly_done", "cancelled", "reopened"]
    )
    moving.add_argument(
        "--photo", type=Path, metavar="FILE", help="of the work: shown when they are asked if it is fixed"
    )
    add("refer", "to a department", "folio", "department", note=told)
    scheduling = add(
        "schedule", "for a day, which is told to those it concerns", "folio", note=f"{told}; why it is later"
    )
    scheduling.add_argument("day", type=date.fromisoformat, metavar="YYYY-MM-DD")
    forwarding = add("forward", "to another body, whose folio is kept", "folio", "body", note=told)
    forwarding.add_argument("--external-folio", default="")
    add("not-competent", "it was passed on to the body it belongs to", "folio", "body", note=told)
    asking = add("ask", "the resident, with a deadline; until then the terms rest", "folio", "question")
    asking.add_argument("--days", type=int, default=5, help="working days to answer")
    add("note", "for staff only", "folio", "text")
    publishing = add("publish", "let others see a photo a resident sent, cleaned of place and date", "folio")
    publishing.add_argument("file", type=int, help="as `show` numbers it")
    publishing.add_argument("--hide", action="store_true", help="take it back")
    merging = add("merge", "it is the same as another, which stands for both", "folio", note=told)
    merging.add_argument("into", metavar="INTO_FOLIO")
    splitting = add("split", "it was not the same after all", "folio", note=told)
    splitting.add_argument("--person", type=int, metavar="NUMBER", help="one who joined, as `show` numbers them")
    add("close", "without repair; the reason is told", "folio", "reason")
    add("task", "a part of the work, for one department", "folio", "department", "what")
    ending = add("task-done", "a part of the work is done", "folio")
    ending.add_argument("number", type=int)
    ending.add_argument("--dropped", action="store_true", help="it was not needed after all")
    routing = add("route", "which department a report would go to, and why; nothing is changed", "text", changes=False)
    routing.add_argument("--category", default="")
    routing.add_argument("--neighbourhood", default="", metavar="KEY")
