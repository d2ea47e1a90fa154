"""Reports of the same fault: one stands for all, and what was put together by mistake is taken apart."""

from civic.complaint import OPEN, Status
from civic.updates import Subject
from handlers.complaint import ask_if_fixed, move
from handlers.filing import new_complaint
from handlers.hand import Hand
from handlers.staff.finding import NotPossible
from storage import complaints
from storage.complaints import Complaint


def merge(hand: Hand, complaint: Complaint, master: Complaint, note: str) -> None:
    if master.id == complaint.id:
        raise NotPossible("Una queja no se puede unir consigo misma.")
    if master.status is Status.DUPLICATE:
        root = complaints.master_of(hand.connection, master)
        raise NotPossible(f"La {master.folio} ya está unida a otra. Únala a la {root.folio}.")
    if master.status not in OPEN:
        raise NotPossible(f"La {master.folio} ya no está abierta. Ábrala primero, o una aquella a esta.")
    move(hand, complaint, Status.DUPLICATE, note, detail=master.folio, duplicate_of=master.id)
    hand.record(Subject.COMPLAINT, master.id, "joined", complaint.folio)
    hand.ledger.later(lambda c: complaints.add_reporters_of(c, complaint.id, master.id))
    if master.status is Status.DONE:  # they have a say in it as all others
        asked = complaints.list_to_ask(hand.connection, master.id)
        ask_if_fixed(hand, master, round_number=1, but=asked, of=complaint)


def split(hand: Hand, complaint: Complaint, note: str) -> None:
    if complaint.status is not Status.DUPLICATE or complaint.duplicate_of is None:
        raise NotPossible(f"La {complaint.folio} no está unida a otra.")
    master = complaint.duplicate_of
    move(hand, complaint, Status.UNDER_REVIEW, note, duplicate_of=None)
    hand.record(Subject.COMPLAINT, master, "split_off", complaint.folio)
    hand.ledger.later(lambda c: complaints.remove_reporters_who_came_with(c, master, complaint.id, hand.now))


def person_at(hand: Hand, complaint: Complaint, place: int) -> int:
    """The person at this place among those whom it concerns: 2 is the first who joined."""
    concerned = complaints.list_reporters(hand.connection, complaint.id)
    if len(concerned) > 1 and not 2 <= place <= len(concerned):
        raise NotPossible(f"Elija a una persona de la 2 a la {len(concerned)}: la primera es quien la presentó.")
    return concerned[place - 1].person_id if len(concerned) > 1 else 0


def split_person(hand: Hand, complaint: Complaint, person_id: int, note: str) -> str:
    if complaint.status is Status.DUPLICATE:
        raise NotPossible(f"La {complaint.folio} está unida a otra. Sepárela primero.")
    concerned = complaints.list_reporters(hand.connection, complaint.id)
    if len(concerned) < 2:
        raise NotPossible(f"A la {complaint.folio} no se ha unido nadie: no hay a quién separar.")
    theirs = next((one for one in concerned[1:] if one.person_id == person_id), None)
    if theirs is None:
        raise NotPossible("Esa persona ya no está entre quienes se unieron. Revise quiénes son y elija otra vez.")
    if theirs.came_with:
        raise NotPossible("Esa persona llegó con una queja propia que se unió a esta: separe aquella por su folio.")
    new = new_complaint(
        hand,
        person_id=theirs.person_id,
        anonymous=theirs.anonymous,
        category=complaint.category,
        text=theirs.text,
        neighbourhood_key=complaint.neighbourhood_key,
        place=complaint.place,
        account=complaint.account,
        public_work_key=complaint.public_work_key,
    )
    hand.ledger.later(lambda c: complaints.move_reporter(c, theirs.person_id, complaint.id, new.id, hand.now))
    hand.record(Subject.COMPLAINT, new.id, "split", note.strip() or complaint.folio)
    hand.record(Subject.COMPLAINT, complaint.id, "split_off", new.folio)
    return new.folio
