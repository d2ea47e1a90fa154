from collections.abc import Mapping
from typing import Any

from civic.consent import Purpose
from flows.talk import Outcome
from handlers.acts.notices import set_notice, stop_notices
from handlers.scene import Scene


def set_notices(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """Switch the purpose that was chosen, or all of them off."""
    chosen = str(answers["purpose"])
    if chosen == "stop":
        stop_notices(scene)
        return Outcome("stopped")
    purpose = Purpose(chosen)
    granted = not scene.person.notices.get(purpose, False)
    set_notice(scene, purpose, granted=granted)
    return Outcome("on" if granted else "off")
