from civic.consent import Purpose
from handlers.scene import Scene
from storage import updates
from storage.people import NOTICES


def set_notice(scene: Scene, purpose: Purpose, *, granted: bool) -> None:
    """One purpose, with the version, channel and time; how it came about is appended to the history."""
    scene.person.notices[purpose] = granted
    scene.ledger.change("people", scene.person.id, **{NOTICES[purpose]: granted})
    event = "consent_given" if granted else "consent_withdrawn"
    scene.record("person", scene.person.id, event, f"{purpose} {scene.world.notice_version}")
    if purpose is Purpose.FOLIO and granted:  # what waited for it is told
        person_id = scene.person.id
        scene.ledger.later(lambda connection: updates.wake_person(connection, person_id, scene.now))


def stop_notices(scene: Scene) -> None:
    """Every notice off. Answers to what the resident writes go on: leaving is not being ignored."""
    for purpose in Purpose:
        set_notice(scene, purpose, granted=False)
