from collections.abc import Mapping
from typing import Any

from flows.talk import Outcome
from handlers.scene import Scene
from storage import links
from storage.chats import note_change_of


def link_channel(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """Without a code: give one. With one: this address from now on belongs to the resident who asked for it, and the talk
    they left on the other channel goes on here."""
    code = str(answers.get("code") or "").upper()
    if not code:
        return Outcome("code", _new_code(scene, "link"))
    other = links.owner_of(scene.connection, code, "link", scene.now)
    if other is None:
        return Outcome("wrong")
    if other == scene.person.id:
        return Outcome("same")
    old = scene.person.id
    scene.ledger.later(lambda connection: links.use_up(connection, code))
    scene.join(old, other)
    scene.ledger.later(lambda connection: note_change_of(connection, scene.world.ids, other))
    scene.record("person", other, "channel_linked")
    scene.become(other)
    return Outcome("linked")


def show_code(scene: Scene, _answers: Mapping[str, Any]) -> Outcome:
    """For staff, who see a document beside it or make them a promoter."""
    return Outcome("code", _new_code(scene, "desk"))


def _new_code(scene: Scene, purpose: str) -> dict[str, str]:
    lasts = scene.world.link_code_lasts
    code = links.new_code(scene.connection, scene.person.id, purpose, scene.now + lasts)
    return {"code": code, "minutes": str(int(lasts.total_seconds() // 60))}
