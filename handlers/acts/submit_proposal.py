from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from civic.proposal import ProposalStatus
from flows.talk import Outcome
from handlers.acts.answers import neighbourhood_key
from handlers.filing import keep_evidence, next_folio
from handlers.scene import Scene
from storage import matters


def submit_proposal(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """A proposal is kept under a folio. No name is asked for one."""
    count = matters.count_proposed(scene.connection, scene.person.id, since=scene.now - timedelta(days=1))
    if count >= scene.world.reports_per_day:
        return Outcome("limited", {"count": str(count)})
    folio, what = next_folio(scene.hand()), answers.get("what") or {}
    proposal_id = scene.ledger.add(
        "proposals",
        folio=folio,
        person_id=scene.person.id,
        topic=str(answers.get("topic") or "no_util"),
        text=str(what.get("text") or ""),
        neighbourhood_key=neighbourhood_key(answers),
        status=ProposalStatus.RECEIVED.value,
        account=scene.inbound.account,
        created_at=scene.now,
    )
    keep_evidence(scene.hand(), "proposal", proposal_id, what.get("media") or (), scene.person.id)
    scene.record("proposal", proposal_id, "submitted")
    return Outcome("filed", {"folio": folio})
