from collections.abc import Mapping
from typing import Any

from civic.consultation import Action, Published
from civic.folio import read_folio
from flows.talk import Outcome
from handlers.acts.in_consultation import count_supports, published_with, refused, take_part, title
from handlers.scene import Scene
from storage import consultations
from storage.consultations import Proposed
from storage.proposals import follow_group


def support_proposal(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """One tap for a proposal of somebody else; it counts once for each person."""
    folio = read_folio(str(answers["proposal"]), scene.world.folio_prefix)
    found = consultations.find_proposed(scene.connection, str(folio), scene.person.id) if folio else None
    published = published_with(scene, found[1]) if found else None
    if found is None or published is None:
        return Outcome("none")
    return support(scene, published, found[0], answers)


def support(scene: Scene, published: Published, proposal: Proposed, answers: Mapping[str, Any]) -> Outcome:
    if proposal.is_own:
        return Outcome("own", {"folio": proposal.folio})
    if refusal := refused(scene, published, Action.SUPPORT):
        return refusal
    participation_id = take_part(scene, published, answers)
    values = {"folio": proposal.folio, "count": str(_counted(scene, proposal))}
    if _supports(scene, participation_id, proposal):
        return Outcome("already", values)
    most = published.consultation.supports_most
    if count_supports(scene, participation_id) >= most:
        return Outcome("most", {"count": str(most), "title": title(scene, published)})
    scene.ledger.add(
        "supports",
        proposal_id=proposal.id,
        participation_id=participation_id,
        account=scene.inbound.account,
        at=scene.now,
        came_with=None,
    )
    scene.ledger.later(lambda connection: follow_group(connection, proposal.id))
    scene.record("proposal", proposal.id, "supported")
    return Outcome("supported", {**values, "count": str(_counted(scene, proposal))})


def _supports(scene: Scene, participation_id: int, proposal: Proposed) -> bool:
    pending = scene.ledger.pending("supports", proposal_id=proposal.id, participation_id=participation_id)
    return bool(pending or consultations.list_supported(scene.connection, participation_id, [proposal.id]))


def _counted(scene: Scene, proposal: Proposed) -> int:
    return proposal.supports + len(scene.ledger.pending("supports", proposal_id=proposal.id))
