from civic.consent import Purpose
from handlers.scene import Scene
from storage.people import NOTICES


def set_notice(scene: Scene, purpose: Purpose, *, granted: bool) -> None:
    """One purpose, with the version, channel and time; how it came about is appended to the history."""
    scene.person.notices[purpose] = granted
    scene.ledger.change("people", scene.person.id, **{NOTICES[purpose]: granted})
    event = "consent_given" if granted else "consent_withdrawn"
    scene.record("person", scene.person.id, event, f"{purpose} {scene.world.notice_version}")


def stop_notices(scene: Scene) -> None:
    """Every notice off. Answers to what the resident writes go on: leaving is not being ignored."""
    for purpose in Purpose:
        set_notice(scene, purpose, granted=False)
