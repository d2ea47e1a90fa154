from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flows.talk import Outcome
from handlers.scene import Scene
from storage import signing_in, staff

_LASTS = timedelta(minutes=5)


def open_desk(scene: Scene, _answers: Mapping[str, Any]) -> Outcome:
    """A link that opens the desk once, in the place of the password."""
    account = staff.find_account_of_person(scene.connection, scene.person.id)
    if account is None:  # a button that was forged
        return Outcome("nobody")
    if not scene.world.public_url:
        return Outcome("no_address")
    token = signing_in.add_link(scene.connection, account.id, "enter", scene.now + _LASTS)
    scene.record("staff", account.id, "link_given", by=f"staff:{account.name}")
    minutes = str(_LASTS // timedelta(minutes=1))
    return Outcome("link", {"link": f"{scene.world.public_url}/desk/enlace/{token}", "minutes": minutes})
