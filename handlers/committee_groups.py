"""A group on Telegram becomes a committee's own, by a code that staff gave."""

import re

from handlers.committee import record
from handlers.scene import Scene
from storage import committees
from storage.committees import GROUP

_CODE = re.compile(r"/?unirme ([a-z0-9]{6})", re.IGNORECASE)


def linked_group(scene: Scene) -> str:
    """The committee's name; empty where the words bring no code that is for a group."""
    said = _CODE.fullmatch(scene.inbound.text.strip())
    invitation = committees.find_invitation(scene.connection, said.group(1).upper(), scene.now) if said else None
    if invitation is None or invitation.role != GROUP:
        return ""
    committee = committees.get_committee(scene.connection, invitation.committee_id)
    committees.use_invitation(scene.connection, invitation.code)
    committees.change_committee(scene.connection, committee.id, group_id=scene.person.id)
    record(scene.hand(), committee.id, "group_linked")
    return committee.name
