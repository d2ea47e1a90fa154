"""`voz paper`: the papers of social audit as PDF, the same bytes for the same data."""

import argparse
import hashlib
from collections.abc import Callable

from bot.build import utc_now
from bot.commands import Failed
from bot.commands.exporting import read_store
from bot.commands.refusing import refusals
from bot.commands.world import with_world
from bot.papers import pdf_of
from civic.committee_papers import Named
from civic.paper import Paper
from handlers.staff.committees import Convener
from handlers.staff.paperwork import committees, works
from handlers.staff.paperwork.source import Source
from handlers.world import World
from storage.store import Connection


def run(options: argparse.Namespace) -> None:
    def read(connection: Connection, world: World) -> Paper:
        return _PAPERS[options.act](Source(Convener(connection, world, "", utc_now())), options)

    with refusals():
        made = pdf_of(with_world(options, read_store, read))
    try:
        options.out.write_bytes(made)
    except OSError as e:
        raise Failed(f"{options.out}: cannot be written ({e.strerror})") from e
    print(f"{options.out}: sha256 {hashlib.sha256(made).hexdigest()}")


def _officials(options: argparse.Namespace) -> tuple[Named, ...]:
    return tuple(
        Named(name.strip(), post.strip()) for name, _, post in (one.partition(":") for one in options.official)
    )


_PAPERS: dict[str, Callable[[Source, argparse.Namespace], Paper]] = {
    "constitution": lambda of, o: committees.constitution(of, o.key, _officials(o)),
    "substitution": lambda of, o: committees.substitution(of, o.key, o.name, _officials(o)),
    "training": lambda of, o: committees.training(of, o.key),
    "letter": lambda of, o: committees.letter(of, o.key, o.name),
    "meeting": lambda of, o: works.meeting(of, o.id),
    "visit": lambda of, o: works.visit(of, o.id),
    "report": lambda of, o: works.report(of, o.key, o.since, o.until),
    "complaint": lambda of, o: works.complaint(of, o.folio),
    "accreditation": lambda of, o: committees.accreditation(of, o.code),
    "handover": lambda of, o: works.handover(of, o.key, _officials(o)),
}
