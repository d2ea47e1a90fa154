"""What somebody does about a report that concerns them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from civic.complaint import Status
from flows.talk import Outcome
from handlers.committee_votes import is_watched_by
from handlers.scene import Scene
from storage import asks, matters
from storage.complaints import Complaint, find_complaint, get_complaint, master_of


def own_report(scene: Scene, answers: Mapping[str, Any]) -> Complaint | None:
    """The complaint that stands for the folio they named, locked; None when it does not concern them. As what they wrote
    at the same time leaves it: a button can be pressed twice."""
    found = find_complaint(scene.connection, str(answers.get("report") or ""))
    if found is None:
        return None
    master = master_of(scene.connection, found)
    if not matters.is_reporter(scene.connection, master.id, scene.person.id):
        return None
    return as_it_will_be(scene, master.id)


def asked_report(scene: Scene, answers: Mapping[str, Any]) -> Complaint | None:
    """The same, also for who did not report it and was asked whether it is fixed: a committee's member."""
    own = own_report(scene, answers)
    found = None if own else find_complaint(scene.connection, str(answers.get("report") or ""))
    if found is None:
        return own
    master = master_of(scene.connection, found)
    watches = is_watched_by(scene.hand(), master, scene.person.id)
    was_asked = watches and asks.find_last(scene.connection, master.id, scene.person.id, "vote") is not None
    return as_it_will_be(scene, master.id) if was_asked else None


def as_it_will_be(scene: Scene, complaint_id: int) -> Complaint:
    """Locked, with what the messages of this batch change in it."""
    complaint = get_complaint(scene.connection, complaint_id)
    changed = scene.ledger.changed("complaints", complaint.id)
    return replace(complaint, **{**changed, "status": Status(changed.get("status", complaint.status))})


def stranger(answers: Mapping[str, Any]) -> Outcome:
    return Outcome("stranger", {"folio": str(answers.get("report") or "")})


def said(answers: Mapping[str, Any], question: str = "evidence") -> str:
    """The words of an answer that may also hold files."""
    value = answers.get(question)
    if isinstance(value, dict):
        return str(value.get("note") or value.get("text") or "")
    return str(value or "")


def files(answers: Mapping[str, Any], question: str = "evidence") -> list[int]:
    value = answers.get(question)
    return list(value.get("media") or ()) if isinstance(value, dict) else []
