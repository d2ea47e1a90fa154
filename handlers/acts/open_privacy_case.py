from collections.abc import Mapping
from typing import Any

from flows.talk import Outcome
from handlers.acts.file_complaint import next_folio
from handlers.scene import Scene


def open_privacy_case(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """A request about one's own data (access, correction, deletion, opposition): acknowledged with a folio, and put
    before staff as an incident, because the law's clock runs from now (LGPDPPSO 45: 20 working days)."""
    folio = next_folio(scene)
    scene.ledger.add(
        "incidents",
        kind="privacy_request",
        inbox_id=scene.inbox_id,
        outbox_id=None,
        detail=f"{folio} {answers.get('right') or ''}".strip(),
        opened_at=scene.now,
        closed_at=None,
    )
    scene.record("person", scene.person.id, "privacy_request", folio)
    return Outcome("opened", {"folio": folio})
