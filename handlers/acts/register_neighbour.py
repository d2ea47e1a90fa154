from collections.abc import Mapping
from datetime import date
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


def open_register(scene: Scene, _answers: Mapping[str, Any]) -> Outcome:
    """Only who is a promoter writes down what others say."""
    promoter = registrations.find_promoter(scene.connection, scene.person.id, _today(scene))
    if promoter is None:
        return Outcome("not_promoter", {"office_hours": scene.world.hours.spoken()})
    return Outcome("open", {"name": promoter.name}, opens="register_neighbour")


def register_neighbour(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """One proposal of somebody who does not write themselves, marked with how it came. With `same` it is of the neighbour
    whose proposal that folio is."""
    if registrations.find_promoter(scene.connection, scene.person.id, _today(scene)) is None:
        return Outcome("not_promoter", {"office_hours": scene.world.hours.spoken()})
    published = published_of(scene, answers.get("consultation"))
    if published is None:
        return Outcome("none")
    if refusal := refused(scene, published, Action.PROPOSE, Standing(neighbourhood_key=neighbourhood_key(answers))):
        return refusal
    participation_id = _participation(scene, published, answers)
    if participation_id is None:
        return Outcome("none")
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
    ask_to_confirm(scene.hand(), participation_id, phone, title(scene, published), [str(what.get("text") or "")])
    asked = bool(phone and scene.world.whatsapp_account)
    values = {"folio": made.folio, "title": title(scene, published)}
    return Outcome("filed_asked" if asked else "filed", values)


def _participation(scene: Scene, published: Published, answers: Mapping[str, Any]) -> int | None:
    """None: the folio is not one that this promoter wrote down."""
    if answers.get("same"):
        folio = read_folio(str(answers["same"]), scene.world.folio_prefix)
        return registrations.find_written_down(scene.connection, str(folio), published.id, scene.person.id)
    return new_participation(
        scene.hand(),
        published.id,
        person_id=None,
        source=Source.MEETING if answers.get("where") == "meeting" else Source.PROMOTER,
        account=scene.inbound.account,
        neighbourhood_key=neighbourhood_key(answers),
        at=scene.now,
    )


def _today(scene: Scene) -> date:
    return scene.now.astimezone(scene.world.hours.zone).date()
