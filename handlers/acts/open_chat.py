from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from civic.expected_wait import expected_wait
from civic.routing import route
from flows.talk import Outcome
from handlers.filing import keep_evidence
from handlers.scene import Scene
from handlers.solving import starts
from handlers.spoken import spoken_hour
from storage import chats
from storage.chats import NORMAL

_RECENT = timedelta(days=14)
_MOST = 500
"""First answers that are looked at, the newest."""


def open_chat(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """The chat now belongs to people: the bot is silent until they close it or the resident leaves the queue."""
    person, world = scene.person, scene.world
    reason = _reason(answers)
    department = route(
        world.routes.rules, world.routes.default,
        category="", neighbourhood_key=person.neighbourhood_key, text=reason,
    ).department  # fmt: skip
    place = chats.place_in_queue(scene.connection) + scene.ledger.count("chats")
    chat_id = scene.ledger.add(
        "chats",
        person_id=person.id,
        address_id=scene.sender.address_id,
        state="waiting",
        epoch=1,
        reason=reason,
        staff="",
        department=department,
        neighbourhood_key=person.neighbourhood_key,
        priority=NORMAL,
        opened_at=scene.now,
        taken_at=None,
        first_answer_at=None,
        waiting_since=scene.now,
        answer_due_at=world.answer_due(department, scene.now, is_first=True),
        answer_warned_at=None,
        is_late=False,
        **starts(world, department, scene.now),
        is_solve_late=False,
        last_at=scene.now,
        snoozed_until=None,
        closed_at=None,
        satisfaction=None,
    )
    scene.ledger.add("chat_events", chat_id=chat_id)
    scene.state = "staff"  # they hear it, with what came with it
    keep_evidence(scene.hand(), "chat", chat_id, scene.media_ids, person.id)
    person.chat_id, person.chat_state, person.chat_epoch = chat_id, "waiting", 1
    scene.record("chat", chat_id, "opened")
    return _told(scene, department, place)


def _told(scene: Scene, department: str, place: int) -> Outcome:
    """Where they stand, when people are there, and how long it takes as far as that is known."""
    world, hours = scene.world, scene.world.hours.spoken()
    if not world.office_open(scene.now):
        opening = world.next_opening(scene.now)
        if opening is None:
            return Outcome("closed", {"hours": hours})
        return Outcome(
            "opens", {"hours": hours, "opening": spoken_hour(opening, world.hours.zone, scene.person.language)}
        )
    answered = chats.list_first_answers(scene.connection, department, scene.now - _RECENT, _MOST)
    wait = expected_wait(answered, scene.now, world.hours.zone)
    if wait is None:
        return Outcome("waiting", {"place": str(place), "hours": hours})
    return Outcome("waiting_known", {"place": str(place), "hours": hours, "wait": _spoken(scene, wait)})


def _spoken(scene: Scene, wait: timedelta) -> str:
    """`15 minutos`, `2 horas`."""
    minutes = int(wait.total_seconds() // 60)
    name, count = ("wait_minutes", minutes) if minutes < 100 else ("wait_hours", -(-minutes // 60))
    return scene.world.phrase(name, scene.person.language, count=str(count))


def _reason(answers: Mapping[str, Any]) -> str:
    reason = answers.get("reason")
    return str(reason.get("text", "")) if isinstance(reason, dict) else str(reason or "")
