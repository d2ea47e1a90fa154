"""What staff say in a topic: taken in with everything else that arrives, acted on when it is stored.

| said                                                            | is                            |
| --------------------------------------------------------------- | ----------------------------- |
| an answer to the card or to words of the resident               | an answer to the resident     |
| what begins with the prefix                                     | an answer to the resident     |
| /tomar, /soltar, /cerrar, or the card's buttons                 | that act                      |
| /nota ..., and everything else                                  | a note for colleagues         |
| /borrar, as an answer to one's own words                        | takes back what was sent      |
| anything in the general topic                                   | nobody's business             |
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from civic.message import RESIDENT_KINDS, Inbound, Kind
from handlers.scene import Scene
from storage import chat_topics, staff_groups

if TYPE_CHECKING:
    from handlers.bridge.groups import Groups


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a member of a group. `media_id`: of a file that is meant for the resident."""

    inbox_id: int
    address_id: int
    inbound: Inbound
    media_id: int | None


def hear(groups: "Groups", scene: Scene) -> bool:
    """False: not in a group of staff, or nothing anybody said."""
    inbound = scene.inbound
    if inbound.account != groups.account or inbound.kind not in RESIDENT_KINDS | {Kind.EDIT}:
        return False
    if staff_groups.find_group(scene.connection, scene.sender.address_id) is None:
        return False
    scene.state = "noted"
    media_id = _keep_file(groups, scene)
    said = Said(scene.inbox_id, scene.sender.address_id, inbound, media_id)
    now, world = scene.now, scene.world

    def act(connection: object) -> None:
        from handlers.bridge.answering import Hearer

        Hearer(scene.connection, groups, world, now).take(said)

    scene.ledger.later(act)
    return True


def _keep_file(groups: "Groups", scene: Scene) -> int | None:
    """Only a file that is meant for the resident is brought: what colleagues show each other stays with them."""
    inbound = scene.inbound
    if inbound.media and is_for_resident(groups, scene, inbound):
        return scene.media_ids[0]
    scene.leave_files()
    return None


def is_for_resident(groups: "Groups", scene: Scene, inbound: Inbound) -> bool:
    """By intent alone: an answer to the card or to their words, or the prefix."""
    if inbound.kind is Kind.EDIT:
        return False
    topic = chat_topics.find_by_thread(scene.connection, scene.sender.address_id, inbound.thread)
    if inbound.text.startswith(groups.prefix):
        return topic is not None
    return topic is not None and answers_resident(scene.connection, topic.id, inbound)


def answers_resident(connection: object, topic_id: int, inbound: Inbound) -> bool:
    if (
        not inbound.quoted or inbound.quoted == inbound.thread
    ):  # the second: what is said in a topic "answers" its first
        return False
    return chat_topics.what_is(connection, topic_id, inbound.quoted) in ("card", "line")  # type: ignore[arg-type]
