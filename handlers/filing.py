"""What is new under a folio: a complaint, with who holds it, what is promised and whom it concerns; a proposal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from civic.charter import Step
from civic.complaint import Status
from civic.consultation import Source
from civic.distance import cell_of
from civic.folio import Folio
from civic.proposal import ProposalStatus, needs_a_look
from civic.routing import route
from handlers.hand import Hand
from handlers.promises import make_promise
from storage import matters, updates
from storage.history import append

PROMISED = (Step.ASSIGN, Step.ANSWER, Step.SOLVE)


@dataclass(frozen=True, slots=True)
class Filed:
    id: int
    folio: str
    department: str
    promised_on: date


@dataclass(frozen=True, slots=True)
class Submitted:
    id: int
    folio: str
    held: bool


def next_folio(hand: Hand) -> str:
    year = hand.now.astimezone(hand.world.hours.zone).year
    return str(Folio(hand.world.folio_prefix, year, matters.take_number(hand.connection, year)))


def new_complaint(
    hand: Hand,
    *,
    person_id: int,
    anonymous: bool,
    category: str,
    text: str,
    neighbourhood_key: str,
    place: str,
    account: str,
    latitude: float | None = None,
    longitude: float | None = None,
    public_work_key: str = "",
) -> Filed:
    """Whoever it concerns is added apart."""
    folio, world = next_folio(hand), hand.world
    routed = route(
        world.routes.rules, world.routes.default, category=category, neighbourhood_key=neighbourhood_key, text=text
    )
    promised_on = world.charter.day_of(world.charter.due_at(Step.SOLVE, hand.now, category, routed.department))
    complaint_id = hand.ledger.add(
        "complaints",
        folio=folio,
        person_id=person_id,
        anonymous=anonymous,
        category=category,
        text=text,
        neighbourhood_key=neighbourhood_key,
        latitude=latitude,
        longitude=longitude,
        cell=cell_of(latitude, longitude) if latitude is not None and longitude is not None else None,
        place=place,
        public_work_key=public_work_key,
        status=Status.RECEIVED.value,
        status_at=hand.now,
        department=routed.department,
        promised_on=promised_on,
        slip="",
        external_body="",
        external_folio="",
        duplicate_of=None,
        reopened=0,
        done_at=None,
        ended_at=None,
        account=account,
        created_at=hand.now,
    )
    for step in PROMISED:
        if step is not Step.ASSIGN or not routed.rule_name:
            make_promise(hand, complaint_id, step, category, routed.department)
    return Filed(complaint_id, folio, routed.department, promised_on)


def add_reporter(hand: Hand, complaint_id: int, person_id: int, *, anonymous: bool, text: str) -> None:
    """From now on it concerns them: they hear of everything, as often as they chose, and are asked whether it is fixed."""
    hand.ledger.add(
        "complaint_reporters",
        complaint_id=complaint_id,
        person_id=person_id,
        anonymous=anonymous,
        text=text,
        joined_at=hand.now,
        came_with=None,
    )
    due_at = hand.world.next_update(hand.now)
    hand.ledger.later(lambda connection: updates.concern(connection, person_id, hand.now, due_at))


def new_participation(
    hand: Hand,
    consultation_id: int,
    *,
    person_id: int | None,
    source: Source,
    account: str,
    neighbourhood_key: str,
    at: datetime,
    paper: str | None = None,
) -> int:
    """`person_id` None, with the number of the sheet as `paper`: somebody who spoke to a promoter."""
    return hand.ledger.add(
        "participations",
        consultation_id=consultation_id,
        person_id=person_id,
        source=source.value,
        paper=paper,
        account=account,
        neighbourhood_key=neighbourhood_key,
        began_at=at,
    )


def new_proposal(
    hand: Hand,
    *,
    person_id: int | None,
    consultation_id: int | None,
    participation_id: int | None,
    topic: str,
    text: str,
    neighbourhood_key: str,
    account: str,
    at: datetime,
    note: str = "",
) -> Submitted:
    """Under a folio, or held back until a person has read it. `note`: for its history."""
    folio = next_folio(hand)
    status = ProposalStatus.HELD if needs_a_look(text) else ProposalStatus.RECEIVED
    proposal_id = hand.ledger.add(
        "proposals",
        folio=folio,
        person_id=person_id,
        consultation_id=consultation_id,
        participation_id=participation_id,
        topic=topic,
        text=text,
        neighbourhood_key=neighbourhood_key,
        status=status.value,
        status_at=hand.now,
        grouped_into=None,
        answer="",
        cost=None,
        law="",
        scheduled_on=None,
        progress=0,
        public_work_key="",
        commitment="",
        initiative_id=None,
        account=account,
        created_at=at,
    )
    append(
        hand.ledger, "proposal", proposal_id, "submitted",
        by=hand.by, now=hand.now, person_id=hand.person_id, account=account, note=note,
    )  # fmt: skip
    return Submitted(proposal_id, folio, held=status is ProposalStatus.HELD)


def keep_evidence(
    hand: Hand, subject: str, subject_id: int, media_ids: Sequence[int], person_id: int | None, picture: str = ""
) -> None:
    """Files that belong to something. `person_id` None: staff put them in, and they show the repair. `picture`: the name
    under which others may see it."""
    for media_id in dict.fromkeys(media_ids):
        hand.ledger.add(
            "evidence",
            subject=subject,
            subject_id=subject_id,
            media_id=media_id,
            person_id=person_id,
            shows="problem" if person_id else "repair",
            picture=picture,
        )
