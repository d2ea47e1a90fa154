from collections.abc import Mapping
from typing import Any

from flows.talk import Outcome
from handlers.acts.notices import stop_notices
from handlers.filing import next_folio
from handlers.scene import Scene

_ANSWER_DAYS = 20
"""Working days for an answer: Ley General de Protección de Datos Personales en Posesión de Sujetos Obligados, 45."""


def open_privacy_case(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """A request about one's own data: acknowledged with a folio and the day of the answer, and before staff until it
    is answered, because the law's clock runs from now. Who takes the permission back is not written to from this moment on."""
    folio, right = next_folio(scene.hand()), str(answers.get("right") or "")
    calendar = scene.world.calendar
    answer_by = calendar.after_working_days(calendar.local_day(scene.now), _ANSWER_DAYS)
    scene.ledger.add(
        "privacy_requests",
        folio=folio,
        person_id=scene.person.id,
        right=right,
        detail=str((answers.get("detail") or {}).get("text") or ""),
        opened_at=scene.now,
        answer_by=answer_by,
        answered_at=None,
    )
    scene.record("person", scene.person.id, "privacy_request", f"{folio} {right}")
    if right == "withdraw":
        _withdraw(scene)
    return Outcome("opened", {"folio": folio, "answer_by": scene.spoken_day(answer_by)})


def _withdraw(scene: Scene) -> None:
    stop_notices(scene)
    scene.person.notice_version = ""
    scene.ledger.change("people", scene.person.id, notice_version="", notice_at=None)
    scene.record("person", scene.person.id, "notice_withdrawn")
