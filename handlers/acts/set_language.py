from collections.abc import Mapping
from typing import Any

from flows.talk import Outcome
from handlers.scene import Scene


def set_language(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    scene.person.language = str(answers["language"])
    scene.ledger.change("people", scene.person.id, language=scene.person.language)
    return Outcome("done")
