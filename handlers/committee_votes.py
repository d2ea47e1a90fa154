"""Committees say too whether what was reported in their neighbourhood, or about their work, is fixed.

They are shown what it is and where, and never who reported it or in which words.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from civic.message import Message
from civic.updates import TEMPLATES
from handlers.committee_notice import notify
from handlers.hand import Hand
from handlers.news import vote_choices, what
from handlers.schemes import scheme_in_force
from storage import committees, media
from storage.complaints import Complaint


def list_watching(hand: Hand, complaint: Complaint) -> Sequence[int]:
    """The people who watch this neighbourhood or this work, by the scheme as it is now."""
    kinds = [kind.id for kind in scheme_in_force(hand.connection, hand.world).kinds if kind.votes]
    where, work = complaint.neighbourhood_key, complaint.public_work_key
    return committees.list_watchers(hand.connection, kinds, where, work)


def is_watched_by(hand: Hand, complaint: Complaint, person_id: int) -> bool:
    return person_id in list_watching(hand, complaint)


def ask_committees(
    hand: Hand, complaint: Complaint, answer_by: datetime, *, round_number: int, but: Collection[int]
) -> None:
    """Each member once, `but` those who are asked as reporters or said so already. It goes as a notice of committees, which
    they agreed to."""
    watching = [one for one in list_watching(hand, complaint) if one not in but]
    photo = media.list_pictures(hand.connection, [complaint.id], "repair").get(complaint.id, "") if watching else ""
    sent = notify(hand, watching, lambda language: _question(hand, complaint, language, photo))
    for person_id, outbox_id in sent.items():
        hand.ledger.add(
            "asks",
            complaint_id=complaint.id,
            person_id=person_id,
            kind="vote",
            round=round_number,
            text="",
            back_to="",
            asked_at=hand.now,
            answer_by=answer_by,
            outbox_id=outbox_id,
            ended_at=None,
            ended_as="",
            answer="",
            note="",
        )


def _question(hand: Hand, complaint: Complaint, language: str, photo: str) -> Message:
    told = what(hand.world, complaint.category, complaint.neighbourhood_key, language)
    return Message(
        text=hand.world.phrase("vote_ask_committee", language, folio=complaint.folio, what=told),
        choices=vote_choices(hand.world, language, complaint.folio),
        template=TEMPLATES["vote"],
        values=(complaint.folio, told),
        language=language,
        photo=photo,
    )
