from collections.abc import Mapping
from datetime import datetime
from typing import Any

from civic.charter import Step
from civic.complaint import OPEN, Status
from civic.repair import Answer
from civic.updates import Subject
from flows.talk import Outcome
from handlers.acts.on_report import asked_report, files, stranger
from handlers.complaint import VOTED, may_be_reopened_until, move, settle_votes
from handlers.filing import keep_evidence
from handlers.scene import Scene
from storage import asks
from storage.complaints import Complaint


def confirm_repair(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """Is it fixed? One tap; the last answer of a person counts. A no means that a person must answer in writing."""
    complaint, answer = asked_report(scene, answers), Answer(str(answers["fixed"]))
    if complaint is None:
        return stranger(answers)
    keep_evidence(scene.hand(), "complaint", complaint.id, files(answers), scene.person.id)
    values = {"folio": complaint.folio, "answer_by": _answered_by(scene, complaint)}
    if complaint.status in OPEN - {Status.DONE}:
        return Outcome("open", values)
    asked = asks.find_last(scene.connection, complaint.id, scene.person.id, "vote")
    if complaint.status in VOTED and asked and complaint.done_at and asked.asked_at >= complaint.done_at:
        _keep(scene, asked.id, complaint, answer)
        return Outcome(answer.value, values)
    return _reopen(scene, complaint, values) if answer is Answer.NO else Outcome("noted", values)


def _keep(scene: Scene, ask_id: int, complaint: Complaint, answer: Answer) -> None:
    hand = scene.hand()
    scene.answered(ask_id)
    hand.ledger.change("asks", ask_id, ended_at=scene.now, ended_as="answered", answer=answer.value)
    hand.record(Subject.COMPLAINT, complaint.id, f"vote_{answer}")
    hand.ledger.later(lambda _: settle_votes(hand, complaint.id))


def _reopen(scene: Scene, complaint: Complaint, values: Mapping[str, str]) -> Outcome:
    """It was over; for some time it can be opened again."""
    until = may_be_reopened_until(scene.world, complaint)
    if until is None or until <= scene.now or complaint.status in (Status.CANCELLED, Status.DUPLICATE):
        return Outcome("too_late", values)
    move(scene.hand(), complaint, Status.REOPEN_REQUESTED)
    return Outcome("no", values)


def _answered_by(scene: Scene, complaint: Complaint) -> str:
    charter = scene.world.charter
    due_at: datetime = charter.due_at(Step.ANSWER, scene.now, complaint.category, complaint.department)
    return scene.spoken_day(charter.day_of(due_at))
