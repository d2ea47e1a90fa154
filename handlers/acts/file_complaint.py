"""A complaint about works or services is filed, or joined to one that others filed already."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from civic.complaint import JOINABLE
from civic.updates import Subject
from flows.talk import Outcome
from handlers.acts.answers import neighbourhood_key, place_words
from handlers.filing import add_reporter, keep_evidence, new_complaint
from handlers.scene import Scene
from storage import matters
from storage.complaints import Complaint, get_complaint, master_of


def file_complaint(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    count = matters.count_filed(scene.connection, scene.person.id, since=scene.now - timedelta(days=1))
    if count >= scene.world.reports_per_day:
        return Outcome("limited", {"count": str(count)})
    same = _still_open(scene, int(answers["similar"])) if answers.get("similar") else None
    return _join(scene, answers, same) if same else _file(scene, answers)


def _still_open(scene: Scene, complaint_id: int) -> Complaint | None:
    """The complaint that stands for the one that was chosen; None when it ended in between."""
    master = master_of(scene.connection, get_complaint(scene.connection, complaint_id))
    return master if master.status in JOINABLE else None


def _file(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    place = (answers.get("evidence") or {}).get("place") or {}
    hand, category = scene.hand(), answers["category"] or "other"
    filed = new_complaint(
        hand,
        person_id=scene.person.id,
        anonymous=_anonymous(answers),
        category=category,
        text=_words(answers),
        neighbourhood_key=neighbourhood_key(answers),
        latitude=place.get("latitude"),
        longitude=place.get("longitude"),
        place=place_words(answers),
        public_work_key=_work(answers),
        account=scene.inbound.account,
    )
    _concerns(scene, filed.id, answers)
    hand.record(Subject.COMPLAINT, filed.id, "filed")
    promised = {
        "folio": filed.folio,
        "department": scene.world.department(filed.department),
        "day": scene.spoken_day(filed.promised_on),
    }
    return Outcome("anonymous" if _anonymous(answers) else "filed", promised)


def _join(scene: Scene, answers: Mapping[str, Any], same: Complaint) -> Outcome:
    if matters.is_reporter(scene.connection, same.id, scene.person.id):
        keep_evidence(scene.hand(), "complaint", same.id, _pictures(answers), scene.person.id)
        scene.hand().record(Subject.COMPLAINT, same.id, "added", _words(answers))
    else:
        _concerns(scene, same.id, answers)
        scene.hand().record(Subject.COMPLAINT, same.id, "joined")
    return Outcome("joined", {"folio": same.folio})


def _concerns(scene: Scene, complaint_id: int, answers: Mapping[str, Any]) -> None:
    hand = scene.hand()
    add_reporter(hand, complaint_id, scene.person.id, anonymous=_anonymous(answers), text=_words(answers))
    keep_evidence(hand, "complaint", complaint_id, _pictures(answers), scene.person.id)


def _words(answers: Mapping[str, Any]) -> str:
    what = answers.get("what") or {}
    note = (answers.get("evidence") or {}).get("note")
    named = (answers.get("work") or {}).get("typed")
    return "\n".join(str(part) for part in (what.get("text"), note, named and f"Obra: {named}") if part)


def _pictures(answers: Mapping[str, Any]) -> list[int]:
    return [*((answers.get("what") or {}).get("media") or ()), *((answers.get("evidence") or {}).get("media") or ())]


def _work(answers: Mapping[str, Any]) -> str:
    return str((answers.get("work") or {}).get("key", ""))


def _anonymous(answers: Mapping[str, Any]) -> bool:
    return bool(answers.get("anonymous"))
