from collections.abc import Mapping
from typing import Any

from civic.complaint import ComplaintStatus
from civic.proposal import ProposalStatus
from flows.talk import Outcome
from handlers.find import spoken_date
from handlers.scene import Scene
from storage import matters


def show_folio(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """Where a complaint or proposal stands. Of another person's only what is public: no words, no one's name."""
    matter = matters.find_matter(scene.connection, str(answers["folio"]), scene.person.id)
    if matter is None:
        return Outcome("none", {"folio": str(answers["folio"])})
    status = ComplaintStatus(matter.status).label if matter.kind == "complaint" else ProposalStatus(matter.status).label
    where = scene.world.neighbourhood(matter.neighbourhood_key)
    values = {
        "folio": matter.folio,
        "status": status,
        "since": spoken_date(scene, matter.created_at),
        "neighbourhood": where.name if where else "",
        "text": matter.text,
    }
    return Outcome(f"{matter.kind}_{'own' if matter.is_own else 'other'}", values)
