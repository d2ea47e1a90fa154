from collections.abc import Mapping
from typing import Any

from flows.talk import Outcome
from handlers.scene import Scene
from storage import chats


def open_chat(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """The chat now belongs to people: the bot is silent until they close it or the resident leaves the queue."""
    person, world = scene.person, scene.world
    place = chats.place_in_queue(scene.connection) + scene.ledger.count("chats")
    chat_id = scene.ledger.add(
        "chats",
        person_id=person.id,
        address_id=scene.sender.address_id,
        state="waiting",
        epoch=1,
        reason=_reason(answers),
        staff="",
        opened_at=scene.now,
        taken_at=None,
        closed_at=None,
    )
    person.chat_id, person.chat_state, person.chat_epoch = chat_id, "waiting", 1
    scene.record("chat", chat_id, "opened")
    name = "waiting" if world.hours.open_at(scene.now) else "closed"
    return Outcome(name, {"place": str(place), "hours": world.hours.spoken()})


def _reason(answers: Mapping[str, Any]) -> str:
    reason = answers.get("reason")
    return str(reason.get("text", "")) if isinstance(reason, dict) else str(reason or "")
