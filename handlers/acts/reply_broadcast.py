from collections.abc import Mapping
from typing import Any

from flows.talk import Outcome
from handlers.scene import Scene
from storage import recipients
from storage.broadcasts import Broadcast, find_by_id


def reply_broadcast(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """What somebody answers to what many were sent. Once each: the last one counts."""
    person_id, now = scene.person.id, scene.now
    broadcast, number = _meant(scene, str(answers["reply"]))
    if broadcast is None or not recipients.was_asked(scene.connection, broadcast.id, person_id):
        return Outcome("none")
    reply = broadcast.content.replies[number - 1]
    scene.ledger.later(lambda connection: recipients.note_reply(connection, broadcast.id, person_id, reply.id, now))
    return Outcome("noted", {"reply": reply.label})


def _meant(scene: Scene, token: str) -> tuple[Broadcast | None, int]:
    """The broadcast and which of its replies, counted from 1; None for what no button of ours says."""
    broadcast_id, _, number = token.partition(".")
    if not (broadcast_id.isdigit() and number.isdigit()):
        return None, 0
    found = find_by_id(scene.connection, int(broadcast_id))
    place = int(number)
    return (found, place) if found and 0 < place <= len(found.content.replies) else (None, 0)
