from collections.abc import Mapping
from typing import Any

from civic.consultation import Action, Published, Source, Standing
from civic.folio import read_folio
from flows.talk import Outcome
from handlers.acts.answers import neighbourhood_key
from handlers.acts.in_consultation import count_proposals, published_of, refused, title
from handlers.filing import keep_evidence, new_participation, new_proposal
from handlers.registering import ask_to_confirm
from handlers.scene import Scene
from storage import registrations
from storage.registrations import WrittenDown


def open_register(scene: Scene, _answers: Mapping[str, Any]) -> Outcome:
    """Only who is a promoter writes down what others say."""
    promoter = registrations.find_promoter(scene.connection, scene.person.id, scene.world.calendar.local_day(scene.now))
    if promoter is None:
        return Outcome("not_promoter", {"office_hours": scene.world.hours.spoken()})
    return Outcome("open", {"name": promoter.name}, opens="register_neighbour")


def register_neighbour(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """One proposal of somebody who does not write themselves, marked with how it came. With `same` it is of the neighbour
    whose proposal that folio is."""
    if (
        registrations.find_promoter(scene.connection, scene.person.id, scene.world.calendar.local_day(scene.now))
        is None
    ):
        return Outcome("not_promoter", {"office_hours": scene.world.hours.spoken()})
    published = published_of(scene, answers.get("consultation"))
    if published is None:
        return Outcome("none")
    if refusal := refused(scene, published, Action.PROPOSE, Standing(neighbourhood_key=neighbourhood_key(answers))):
        return refusal
    written = _written_before(scene, published, answers)
    if answers.get("same") and written is None:
        return Outcome("none")
    is_open = written and written.person_id is None
    participation_id = written.participation_id if written and is_open else _participation(scene, published, answers)
    most = published.consultation.proposals_most
    if count_proposals(scene, participation_id) >= most:
        return Outcome("most", {"count": str(most), "title": title(scene, published)})
    what = answers.get("what") or {}
    made = new_proposal(
        scene.hand(),
        person_id=None,
        consultation_id=published.id,
        participation_id=participation_id,
        topic=str(answers.get("topic") or ""),
        text=str(what.get("text") or ""),
        neighbourhood_key=neighbourhood_key(answers),
        account=scene.inbound.account,
        at=scene.now,
    )
    keep_evidence(scene.hand(), "proposal", made.id, what.get("media") or (), scene.person.id)
    phone = str(answers.get("phone") or "")
    if written and written.person_id:  # they answered for the one before; whether this is theirs only they can say
        phone = registrations.phone_of(scene.connection, written.person_id, scene.world.whatsapp_account)
    ask_to_confirm(scene.hand(), participation_id, phone, title(scene, published), [str(what.get("text") or "")])
    asked = bool(phone and scene.world.whatsapp_account)
    values = {"folio": made.folio, "title": title(scene, published)}
    return Outcome("filed_asked" if asked else "filed", values)


def _written_before(scene: Scene, published: Published, answers: Mapping[str, Any]) -> WrittenDown | None:
    """What this promoter wrote down under the folio that `same` gives."""
    folio = read_folio(str(answers.get("same") or ""), scene.world.folio_prefix)
    return registrations.find_written_down(scene.connection, str(folio), published.id, scene.person.id)


def _participation(scene: Scene, published: Published, answers: Mapping[str, Any]) -> int:
    return new_participation(
        scene.hand(),
        published.id,
        person_id=None,
        source=Source.MEETING if answers.get("where") == "meeting" else Source.PROMOTER,
        account=scene.inbound.account,
        neighbourhood_key=neighbourhood_key(answers),
        at=scene.now,
    )
