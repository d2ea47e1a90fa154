from collections.abc import Mapping
from typing import Any

from flows.talk import Outcome
from handlers.find import spoken_date, spoken_day
from handlers.scene import Scene
from storage import matters, person


def show_folio(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """Where a complaint or proposal stands. Of another person's only what is public: no words, no one's name. That
    somebody asked about their own data is nobody else's business at all."""
    folio = str(answers["folio"])
    matter = matters.find_matter(scene.connection, folio, scene.person.id)
    if matter is None:
        request = person.find_request(scene.connection, folio)
        own = request is not None and request.person_id == scene.person.id
        return _request(scene, request) if request and own else Outcome("none", {"folio": folio})
    status = scene.phrase(f"{matter.kind}_{matter.status}").text
    where = scene.world.neighbourhood(matter.neighbourhood_key)
    values = {
        "folio": matter.folio,
        "status": status,
        "since": spoken_date(scene, matter.created_at),
        "neighbourhood": where.name if where else "",
        "text": matter.text,
    }
    return Outcome(f"{matter.kind}_{'own' if matter.is_own else 'other'}", values)


def _request(scene: Scene, request: person.PrivacyRequest) -> Outcome:
    if request.answered_at:
        status = scene.phrase("privacy_answered", when=spoken_date(scene, request.answered_at))
    else:
        status = scene.phrase("privacy_open", when=spoken_day(scene, request.answer_by))
    since = spoken_date(scene, request.opened_at)
    return Outcome("privacy_own", {"folio": request.folio, "status": status.text, "since": since})
