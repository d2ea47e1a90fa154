from collections.abc import Mapping
from typing import Any

from civic.complaint import OPEN, Status
from civic.moves import MoveNotAllowed
from civic.updates import Subject
from flows.talk import Outcome
from handlers.acts.on_report import own_report, stranger
from handlers.complaint import move
from handlers.scene import Scene
from storage.complaints import count_reporters, remove_reporters, stop_telling


def withdraw_report(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """Who reported takes it back. Where it concerns others too, only they leave it."""
    complaint = own_report(scene, answers)
    if complaint is None:
        return stranger(answers)
    values, hand, theirs = {"folio": complaint.folio}, scene.hand(), [scene.person.id]
    if complaint.status not in OPEN:
        return Outcome("too_late", values)
    if count_reporters(scene.connection, complaint.id) > 1:
        hand.record(Subject.COMPLAINT, complaint.id, "left")
        scene.ledger.later(lambda connection: remove_reporters(connection, complaint.id, theirs, scene.now))
        return Outcome("left", values)
    try:
        move(hand, complaint, Status.CANCELLED)
    except MoveNotAllowed:
        return Outcome("too_late", values)
    scene.ledger.later(lambda connection: stop_telling(connection, complaint.id, theirs, scene.now))
    return Outcome("withdrawn", values)
