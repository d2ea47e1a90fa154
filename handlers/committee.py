"""What changes a committee, whoever does it."""

from civic.committee import Ending
from civic.scheme import Scheme
from handlers.hand import Hand
from handlers.schemes import OfferedLetter
from storage import committees
from storage.committees import Committee, Member
from storage.history import append
from storage.incidents import note_incident


def record(hand: Hand, committee_id: int, event: str, note: str = "") -> None:
    append(
        hand.ledger, "committee", committee_id, event,
        by=hand.by, now=hand.now, person_id=hand.person_id, account=hand.account, note=note,
    )  # fmt: skip


def roles_taken(hand: Hand, committee: Committee) -> list[str]:
    """Of those who sit there, and of those who sat down a moment ago in this very batch."""
    sitting = [one.role for one in committees.list_members(hand.connection, committee.id)]
    return sitting + [str(row["role"]) for row in hand.ledger.pending("members", committee_id=committee.id)]


def seat(
    hand: Hand,
    committee: Committee,
    *,
    person_id: int,
    role: str,
    name: str,
    came_by: str,
    replaces: int | None = None,
) -> int:
    """Somebody sits on it from now on; the id of their membership."""
    member_id = hand.ledger.add(
        "members",
        committee_id=committee.id,
        person_id=person_id,
        role=role,
        name=name,
        came_by=came_by,
        started_at=hand.now,
        ended_at=None,
        ended_as="",
        ended_why="",
        replaces=replaces,
    )
    record(hand, committee.id, "joined", role)
    return member_id


def unseat(hand: Hand, scheme: Scheme, committee: Committee, member: Member, ending: Ending, why: str) -> None:
    """Their access ends with it. Staff see a committee that has too few from now on."""
    hand.ledger.later(lambda connection: committees.end_members(connection, [member.id], ending, why, hand.now))
    record(hand, committee.id, ending.value, member.role)
    left = len(committees.list_members(hand.connection, committee.id)) - 1
    kind = scheme.kind(committee.kind)
    if kind and committee.constituted_on and left < kind.least and ending is not Ending.REPLACED:
        note_incident(hand.ledger, "vacancy", hand.now, f"committee {committee.key}: {left} of at least {kind.least}")


def sign(hand: Hand, committee: Committee, member: Member, offered: OfferedLetter, *, paper: str = "") -> bool:
    """Once for each member, however often and wherever they do it: False when they had signed already."""
    signed = committees.find_letter(hand.connection, member.id) or hand.ledger.pending("letters", member_id=member.id)
    if signed:
        return False
    hand.ledger.add(
        "letters",
        member_id=member.id,
        letter=offered.letter.id,
        version=offered.letter.version,
        text=offered.text,
        sha256=offered.sha256,
        accepted_at=hand.now,
        account=hand.account,
        by=hand.by,
        paper=paper,
    )
    record(hand, committee.id, "signed", f"{offered.letter.id} {offered.letter.version} {offered.sha256}")
    return True
