from collections.abc import Mapping
from typing import Any

from civic.complaint import OPEN, Status
from civic.personal import without_personal_data
from civic.updates import Subject
from flows.talk import Outcome
from handlers.acts.show_proposal import show_proposal
from handlers.news import holder, promise, question_words, slip, told_history
from handlers.scene import Scene
from storage import complaints, matters, person
from storage.complaints import Complaint
from storage.history import list_events


def show_folio(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """Where a complaint or proposal stands. Of another person's only what is public: no words, no one's name. That
    somebody asked about their own data is nobody else's business at all."""
    folio = str(answers["folio"])
    matter = matters.find_matter(scene.connection, folio, scene.person.id)
    if matter is None:
        request = person.find_request(scene.connection, folio)
        own = request is not None and request.person_id == scene.person.id
        return _request(scene, request) if request and own else Outcome("none", {"folio": folio})
    values = _public(scene, matter)
    if matter.kind == "proposal":
        return show_proposal(scene, matter, values)
    if not matter.is_own:
        return Outcome("complaint_other", values)
    values["text"] = matter.text
    return _own_complaint(scene, matter, values)


def _public(scene: Scene, matter: matters.Matter) -> dict[str, str]:
    where = scene.world.neighbourhood(matter.neighbourhood_key)
    return {
        "folio": matter.folio,
        "status": scene.phrase(f"{matter.kind}_{matter.status}").text,
        "since": scene.spoken_date(matter.created_at),
        "neighbourhood": where.name if where else "",
    }


def _own_complaint(scene: Scene, matter: matters.Matter, values: dict[str, str]) -> Outcome:
    """All that those whom it concerns may know: who holds it, what was promised, what happened."""
    complaint = complaints.get_complaint(scene.connection, matter.id)
    master = complaints.master_of(scene.connection, complaint)
    if complaint.person_id != scene.person.id:  # it concerns them too, but these are another person's words
        values["text"] = without_personal_data(matter.text)
    values |= _standing(scene, master)
    if master.id != complaint.id:
        values["status"] += f" ({master.folio}: {scene.phrase(f'complaint_{master.status}').text})"
    question = next((ask for ask in scene.asked if ask.folio == master.folio and ask.kind == "question"), None)
    if question:
        values["question"] = question_words(scene.world, scene.person.language, question)
        return Outcome("complaint_asked", values)
    if master.status in OPEN:
        return Outcome("complaint_done" if master.status is Status.DONE else "complaint_own", values)
    return Outcome("complaint_over", values)


def _standing(scene: Scene, complaint: Complaint) -> dict[str, str]:
    world, language = scene.world, scene.person.language
    events = list_events(scene.connection, "complaint", complaint.id)
    people = complaints.count_reporters(scene.connection, complaint.id)
    return {
        "report": complaint.folio,
        "people": scene.phrase("people_concerned", count=str(people)).text if people > 1 else "",
        "holder": holder(world, language, complaint),
        "promise": promise(world, language, complaint),
        "slip": slip(world, language, complaint),
        "history": told_history(world, language, Subject.COMPLAINT, events),
    }


def _request(scene: Scene, request: person.PrivacyRequest) -> Outcome:
    if request.answered_at:
        status = scene.phrase("privacy_answered", when=scene.spoken_date(request.answered_at))
    else:
        status = scene.phrase("privacy_open", when=scene.spoken_day(request.answer_by))
    since = scene.spoken_date(request.opened_at)
    return Outcome("privacy_own", {"folio": request.folio, "status": status.text, "since": since})
