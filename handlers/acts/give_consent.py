from collections.abc import Mapping
from typing import Any

from civic.consent import Purpose
from flows.talk import Outcome
from handlers.acts.notices import set_notice
from handlers.scene import Scene


def give_consent(scene: Scene, _answers: Mapping[str, Any]) -> Outcome:
    """The resident accepts the privacy notice in force: which version, when and through which channel is kept. Answers
    on their own folios are part of it; other notices are asked for by themselves."""
    person, version = scene.person, scene.world.notice_version
    person.notice_version = version
    scene.ledger.change("people", person.id, notice_version=version, notice_at=scene.now)
    scene.record("person", person.id, "notice_accepted", version)
    if not person.notices[Purpose.FOLIO]:
        set_notice(scene, Purpose.FOLIO, granted=True)
    return Outcome("done")
