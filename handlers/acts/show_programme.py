from collections.abc import Mapping
from typing import Any

from civic.consent import Purpose
from flows.talk import Outcome
from handlers.acts.notices import set_notice
from handlers.programmes import in_force
from handlers.scene import Scene
from storage import programmes


def show_programme(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """What it asks for, and the days that are still to come."""
    found = next((one for one in in_force(scene.connection, scene.world) if one.id == answers.get("programme")), None)
    if found is None:
        return Outcome("none")
    today = scene.world.calendar.local_day(scene.now)
    dates = [f"{scene.spoken_day(one.day)}: {one.text}" for one in found.dates if one.day >= today]
    asked = programmes.is_subscribed(scene.connection, found.id, scene.person.id)
    reminds = bool(dates) and not asked
    return Outcome(
        "shown",
        {
            "name": found.name,
            "text": found.text,
            "dates": "\n".join(dates),
            "remind": found.id if reminds else "",
            "forget": found.id if asked else "",
        },
    )


def remind_me(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """A second tap takes it back."""
    found = next((one for one in in_force(scene.connection, scene.world) if one.id == answers.get("programme")), None)
    if found is None:
        return Outcome("none")
    person_id, now = scene.person.id, scene.now
    if programmes.is_subscribed(scene.connection, found.id, person_id):
        scene.ledger.later(lambda connection: programmes.unsubscribe(connection, found.id, person_id))
        return Outcome("off", {"name": found.name})
    scene.ledger.later(lambda connection: programmes.subscribe(connection, found.id, person_id, now))
    set_notice(scene, Purpose.PROGRAMME, granted=True)
    return Outcome("on", {"name": found.name})
