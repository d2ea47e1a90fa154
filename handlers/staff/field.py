"""Proposals taken down in the field become what a resident's own are: one participation a sheet, a folio each."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from civic.field_sheet import PaperProposal, noon_of
from civic.topics import classify
from handlers.filing import new_participation, new_proposal
from handlers.hand import Hand, staff_hand
from handlers.registering import ask_to_confirm
from handlers.world import World
from storage import consultations
from storage.store import Connection

ACCOUNT = "paper:sheet"
_OTHER = "otro"


@dataclass(frozen=True, slots=True)
class Taken:
    people: int
    proposals: int
    held: int
    known: Sequence[str]
    """Sheets that were imported before: nothing of them is taken again."""


def import_field_sheet(
    connection: Connection, world: World, consultation_id: int, rows: Sequence[PaperProposal], staff: str, now: datetime
) -> Taken:
    """Each sheet is taken once, however often its file is imported."""
    hand = staff_hand(connection, world, staff, now, ACCOUNT)
    known = consultations.list_papers(connection, consultation_id)
    published = world.consultation(consultation_id)
    topics = {topic.id for topic in published.consultation.topics} if published else set()
    theirs: dict[str, int] = {}
    held = 0
    fresh = [row for row in rows if row.register not in known]
    for row in fresh:
        if row.register not in theirs:
            theirs[row.register] = _participation(hand, consultation_id, row)
        held += _keep(hand, consultation_id, theirs[row.register], row, topics)
    _ask(hand, consultation_id, theirs, fresh)
    hand.ledger.save(connection)
    again = sorted({row.register for row in rows} & known)
    return Taken(len(theirs), len(fresh), held, again)


def _ask(hand: Hand, consultation_id: int, theirs: Mapping[str, int], rows: Sequence[PaperProposal]) -> None:
    """Whose sheet has a number, once for all that stands on it."""
    published = hand.world.consultation(consultation_id)
    title = published.consultation.title if published else ""
    sheets: dict[str, list[PaperProposal]] = defaultdict(list)
    for row in rows:
        sheets[row.register].append(row)
    for register, participation_id in theirs.items():
        own = sheets[register]
        phone = next((row.phone for row in own if row.phone), "")
        ask_to_confirm(hand, participation_id, phone, title, [row.text for row in own])


def _participation(hand: Hand, consultation_id: int, row: PaperProposal) -> int:
    return new_participation(
        hand,
        consultation_id,
        person_id=None,
        source=row.source,
        account=ACCOUNT,
        neighbourhood_key=row.neighbourhood_key,
        at=_when(hand, row),
        paper=row.register,
    )


def _keep(hand: Hand, consultation_id: int, participation_id: int, row: PaperProposal, topics: set[str]) -> bool:
    made = new_proposal(
        hand,
        person_id=None,
        consultation_id=consultation_id,
        participation_id=participation_id,
        topic=row.topic or _guessed(row.text, topics),
        text=row.text,
        neighbourhood_key=row.neighbourhood_key,
        account=ACCOUNT,
        at=_when(hand, row),
        note=row.register,
    )
    return made.held


def _guessed(text: str, topics: set[str]) -> str:
    """What the words say, where that is a topic of this consultation; empty: staff will see."""
    last = _OTHER if _OTHER in topics else ""
    return str(next((topic for topic, _ in classify(text) if topic in topics), last))


def _when(hand: Hand, row: PaperProposal) -> datetime:
    return noon_of(row.on, hand.world.hours.zone) if row.on else hand.now
