"""What somebody does about a report that concerns them."""

from collections.abc import Mapping
from typing import Any

from flows.talk import Outcome
from handlers.scene import Scene
from storage import matters
from storage.complaints import Complaint, find_complaint, get_complaint, master_of


def own_report(scene: Scene, answers: Mapping[str, Any]) -> Complaint | None:
    """The complaint that stands for the folio they named, locked; None when it does not concern them."""
    found = find_complaint(scene.connection, str(answers.get("report") or ""))
    if found is None:
        return None
    master = master_of(scene.connection, found)
    concerned = matters.is_reporter(scene.connection, master.id, scene.person.id)
    return get_complaint(scene.connection, master.id) if concerned else None


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
