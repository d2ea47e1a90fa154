from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from civic.consent import Purpose
from flows.talk import Outcome
from handlers.acts.notices import set_notice, stop_notices
from handlers.scene import Scene

_PAUSE = timedelta(days=30)


def set_notices(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """Switch the purpose that was chosen, or all on, all off, or none for a while."""
    match str(answers["purpose"]):
        case "stop":
            stop_notices(scene)
            return Outcome("stopped")
        case "all":
            return _all(scene)
        case "pause":
            return _pause(scene)
        case chosen:
            purpose = Purpose(chosen)
            set_notice(scene, purpose, granted=not scene.person.notices[purpose])
            return Outcome("on" if scene.person.notices[purpose] else "off")


def _all(scene: Scene) -> Outcome:
    for purpose in Purpose:
        set_notice(scene, purpose, granted=True)
    scene.ledger.change("people", scene.person.id, paused_until=None)
    return Outcome("all")


def _pause(scene: Scene) -> Outcome:
    until = scene.now + _PAUSE
    scene.ledger.change("people", scene.person.id, paused_until=until)
    scene.record("person", scene.person.id, "notices_paused")
    return Outcome("paused", {"until": scene.spoken_date(until)})
