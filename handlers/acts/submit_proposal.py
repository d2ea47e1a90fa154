from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from civic.consultation import Action, Published
from flows.talk import Outcome
from handlers.acts.answers import neighbourhood_key
from handlers.acts.in_consultation import count_proposals, published_of, refused, take_part, title
from handlers.acts.support_proposal import support
from handlers.filing import Submitted, keep_evidence, new_proposal
from handlers.scene import Scene
from storage import consultations, matters


def submit_proposal(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """A proposal is kept under a folio, in the consultation that it answers; no name is asked for one. Who finds theirs
    there already supports it instead."""
    published = published_of(scene, answers.get("consultation"))
    if published is None:
        return _alone(scene, answers)
    if refusal := refused(scene, published, Action.PROPOSE):
        return refusal
    if answers.get("similar"):
        return _support(scene, published, answers)
    participation_id, most = take_part(scene, published, answers), published.consultation.proposals_most
    done = count_proposals(scene, participation_id)
    if done >= most:
        return Outcome("most", {"count": str(most), "title": title(scene, published)})
    made = _keep(scene, answers, consultation_id=published.id, participation_id=participation_id)
    left = most - done - 1
    if made.held:
        return Outcome("held", {"folio": made.folio})
    said = scene.phrase("proposals_left", count=str(left)) if left else scene.phrase("proposals_left_none")
    values = {"folio": made.folio, "title": title(scene, published), "left": said.text}
    return Outcome("filed_in", {**values, "more": published.consultation.key if left else ""})


def _alone(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """Outside of any consultation."""
    count = matters.count_proposed(scene.connection, scene.person.id, since=scene.now - timedelta(days=1))
    if count >= scene.world.reports_per_day:
        return Outcome("limited", {"count": str(count)})
    made = _keep(scene, answers, consultation_id=None, participation_id=None)
    return Outcome("held" if made.held else "filed", {"folio": made.folio})


def _keep(
    scene: Scene, answers: Mapping[str, Any], *, consultation_id: int | None, participation_id: int | None
) -> Submitted:
    what = answers.get("what") or {}
    made = new_proposal(
        scene.hand(),
        person_id=scene.person.id,
        consultation_id=consultation_id,
        participation_id=participation_id,
        topic=str(answers.get("topic") or ""),
        text=str(what.get("text") or ""),
        neighbourhood_key=neighbourhood_key(answers),
        account=scene.inbound.account,
        at=scene.now,
    )
    keep_evidence(scene.hand(), "proposal", made.id, what.get("media") or (), scene.person.id)
    return made


def _support(scene: Scene, published: Published, answers: Mapping[str, Any]) -> Outcome:
    """The same was proposed before: their voice counts there, and their own words are kept with it."""
    found = consultations.find_proposed(scene.connection, str(answers["similar"]), scene.person.id)
    if found is None:
        return _keep_alone(scene, published, answers)
    outcome = support(scene, published, found[0], answers)
    if outcome.name == "most":
        return Outcome("supports_most", outcome.values)
    what = answers.get("what") or {}
    keep_evidence(scene.hand(), "proposal", found[0].id, what.get("media") or (), scene.person.id)
    if outcome.name == "supported":
        scene.record("proposal", found[0].id, "joined", str(what.get("text") or ""))
    return outcome


def _keep_alone(scene: Scene, published: Published, answers: Mapping[str, Any]) -> Outcome:
    """The one that was shown is gone: held back, or taken into another."""
    return submit_proposal(scene, {**answers, "similar": None, "consultation": published.consultation.key})
