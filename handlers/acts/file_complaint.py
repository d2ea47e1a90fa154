"""A complaint about works or services is filed, or joined to one that others filed already."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from civic.complaint import ComplaintStatus
from civic.distance import cell_of
from civic.folio import Folio
from flows.talk import Outcome
from handlers.scene import Scene
from storage import matters


def file_complaint(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    count = matters.count_filed(scene.connection, scene.person.id, since=scene.now - timedelta(days=1))
    if count >= scene.world.reports_per_day:
        return Outcome("limited", {"count": str(count)})
    if answers.get("similar"):
        return _join(scene, answers, int(answers["similar"]))
    return _file(scene, answers)


def _file(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    folio = next_folio(scene)
    place = (answers.get("evidence") or {}).get("place") or {}
    complaint_id = scene.ledger.add(
        "complaints",
        folio=folio,
        person_id=scene.person.id,
        anonymous=_anonymous(answers),
        category=answers["category"] or "other",
        text=_words(answers),
        neighbourhood_key=neighbourhood_key(answers),
        latitude=place.get("latitude"),
        longitude=place.get("longitude"),
        cell=cell_of(place["latitude"], place["longitude"]) if place else None,
        place=place_words(answers),
        public_work_key=_work(answers),
        status=ComplaintStatus.RECEIVED.value,
        status_at=scene.now,
        department="",
        promised_on=None,
        slip="",
        external_body="",
        external_folio="",
        duplicate_of=None,
        reopened=0,
        done_at=None,
        ended_at=None,
        account=scene.inbound.account,
        created_at=scene.now,
    )
    _add_reporter(scene, complaint_id, answers)
    keep_evidence(scene, "complaint", complaint_id, _pictures(answers))
    scene.record("complaint", complaint_id, "filed")
    return Outcome("anonymous" if _anonymous(answers) else "filed", {"folio": folio})


def _join(scene: Scene, answers: Mapping[str, Any], complaint_id: int) -> Outcome:
    folio = matters.get_folio(scene.connection, complaint_id)
    if folio is None:
        return _file(scene, answers)
    keep_evidence(scene, "complaint", complaint_id, _pictures(answers))
    if not matters.is_reporter(scene.connection, complaint_id, scene.person.id):
        _add_reporter(scene, complaint_id, answers)
        scene.record("complaint", complaint_id, "joined")
    return Outcome("joined", {"folio": folio})


def _add_reporter(scene: Scene, complaint_id: int, answers: Mapping[str, Any]) -> None:
    scene.ledger.add(
        "complaint_reporters",
        complaint_id=complaint_id,
        person_id=scene.person.id,
        anonymous=_anonymous(answers),
        text=_words(answers),
        joined_at=scene.now,
        came_with=None,
    )


def next_folio(scene: Scene) -> str:
    year = scene.now.astimezone(scene.world.hours.zone).year
    return str(Folio(scene.world.folio_prefix, year, matters.take_number(scene.connection, year)))


def keep_evidence(scene: Scene, subject: str, subject_id: int, media_ids: Sequence[int]) -> None:
    for media_id in dict.fromkeys(media_ids):
        scene.ledger.add(
            "evidence",
            subject=subject,
            subject_id=subject_id,
            media_id=media_id,
            person_id=scene.person.id,
            shows="problem",
            public=False,
        )


def neighbourhood_key(answers: Mapping[str, Any]) -> str:
    return str((answers.get("neighbourhood") or {}).get("key", ""))


def place_words(answers: Mapping[str, Any]) -> str:
    """What was said of the place without naming a known neighbourhood: kept, so that nothing said is lost."""
    said = answers.get("neighbourhood") or {}
    place = (answers.get("evidence") or {}).get("place") or {}
    return " · ".join(str(part) for part in (said.get("typed"), said.get("postal_code"), place.get("label")) if part)


def _words(answers: Mapping[str, Any]) -> str:
    what = answers.get("what") or {}
    note = (answers.get("evidence") or {}).get("note")
    named = (answers.get("public_work") or {}).get("typed")
    return "\n".join(str(part) for part in (what.get("text"), note, named and f"Obra: {named}") if part)


def _pictures(answers: Mapping[str, Any]) -> list[int]:
    return [*((answers.get("what") or {}).get("media") or ()), *((answers.get("evidence") or {}).get("media") or ())]


def _work(answers: Mapping[str, Any]) -> str:
    return str((answers.get("public_work") or {}).get("key", ""))


def _anonymous(answers: Mapping[str, Any]) -> bool:
    return bool(answers.get("anonymous"))
