from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flows.talk import Outcome
from handlers.scene import Scene
from storage import chats

_SCORES = {"good": 5, "fair": 3, "bad": 1}
_RECENT = timedelta(days=14)


def rate_chat(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """How a person of ours attended to them last; said again it is said anew."""
    chat_id = chats.last_attended(scene.connection, scene.person.id, scene.now - _RECENT)
    if chat_id is None:
        return Outcome("none")
    score = str(answers["score"])
    scene.ledger.change("chats", chat_id, satisfaction=_SCORES[score])
    scene.ledger.add("chat_events", chat_id=chat_id)
    scene.record("chat", chat_id, "rated", note=score)
    if score == "bad":
        return Outcome("sorry")
    question = scene.world.book.flows["rate_chat"].question("score")
    option = question.option(score) if question else None
    label = scene.world.book.translated(option.label, scene.person.language) if option else score
    return Outcome("noted", {"score": label.lower()})
