from collections.abc import Mapping
from typing import Any

from civic.complaint import Status
from civic.updates import Subject
from flows.talk import Outcome
from handlers.acts.on_report import files, own_report, said, stranger
from handlers.complaint import move
from handlers.filing import keep_evidence
from handlers.scene import Scene
from storage import asks


def answer_question(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """What staff asked about a report comes back into it, and work goes on as it was. Late answers are kept too."""
    complaint = own_report(scene, answers)
    if complaint is None:
        return stranger(answers)
    hand, words = scene.hand(), said(answers, "answer")
    asked = asks.find_last(scene.connection, complaint.id, scene.person.id, "question")
    keep_evidence(hand, "complaint", complaint.id, files(answers, "answer"), scene.person.id)
    hand.record(Subject.COMPLAINT, complaint.id, "answered", words)
    if asked and asked.ended_at is None:
        scene.answered(asked.id)
        hand.ledger.change("asks", asked.id, ended_at=scene.now, ended_as="answered", note=words)
        if complaint.status is Status.WAITING:
            move(hand, complaint, Status(asked.back_to))
    return Outcome("answered", {"folio": complaint.folio})
