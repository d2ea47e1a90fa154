from collections.abc import Mapping
from typing import Any

from civic.updates import Subject
from flows.talk import Outcome
from handlers.acts.on_report import files, own_report, said, stranger
from handlers.filing import keep_evidence
from handlers.scene import Scene


def add_to_report(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """A photo or some words more, from somebody whom it concerns."""
    complaint = own_report(scene, answers)
    if complaint is None:
        return stranger(answers)
    if not (files(answers) or said(answers)):
        return Outcome("nothing", {"folio": complaint.folio})
    hand = scene.hand()
    keep_evidence(hand, "complaint", complaint.id, files(answers), scene.person.id)
    hand.record(Subject.COMPLAINT, complaint.id, "added", said(answers))
    return Outcome("added", {"folio": complaint.folio})
