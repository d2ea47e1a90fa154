from civic.consent import Purpose
from handlers.scene import Scene


def set_notice(scene: Scene, purpose: Purpose, *, granted: bool) -> None:
    """One purpose, with the version, channel and time; how it came about is appended to the history."""
    scene.person.notices[purpose] = granted
    scene.ledger.put(
        "consents",
        person_id=scene.person.id,
        purpose=purpose.value,
        granted=granted,
        version=scene.world.notice_version,
        account=scene.inbound.account,
        at=scene.now,
    )
    scene.record("person", scene.person.id, "consent_given" if granted else "consent_withdrawn", purpose.value)


def stop_notices(scene: Scene) -> None:
    """Every notice off. Answers to what the resident writes go on: leaving is not being ignored."""
    for purpose in Purpose:
        set_notice(scene, purpose, granted=False)
