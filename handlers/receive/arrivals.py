"""Facts about an address or an earlier message: kept, acted on, never played as words."""

from civic.message import Inbound, Kind
from handlers.scene import Scene
from storage import outbox
from storage.inbox import text_of
from storage.incidents import note_incident
from storage.people import move_address


def note_arrival(scene: Scene) -> None:
    scene.state = "noted"
    match scene.inbound.kind:
        case Kind.BLOCKED | Kind.LEFT:
            _gone(scene, "blocked" if scene.inbound.kind is Kind.BLOCKED else "left")
        case Kind.UNBLOCKED | Kind.JOINED:
            _back(scene)
        case Kind.MIGRATED:
            address_id, new = scene.sender.address_id, scene.inbound.text
            scene.ledger.later(lambda connection: move_address(connection, address_id, new))
            scene.record("person", scene.person.id, "group_moved")
        case Kind.EDIT:
            _edited(scene)
        case _:
            raise ValueError(scene.inbound.kind)
    scene.write_inbox()
    if scene.says:
        outbox.queue(
            scene.ledger,
            scene.says[0],
            address_id=scene.sender.address_id,
            account=scene.inbound.account,
            now=scene.now,
            inbox_id=scene.inbox_id,
        )


def _gone(scene: Scene, state: str) -> None:
    """Blocking us is an opt-out: nothing more is sent until they come back by themselves."""
    address_id = scene.sender.address_id
    if _is_of_staff(scene):
        note_incident(scene.ledger, "group", scene.now, "quitaron al bot del grupo", scene.inbox_id)
    scene.sender.state = state
    scene.ledger.change("addresses", address_id, state=state)
    scene.ledger.later(lambda connection: outbox.cancel_queued(connection, address_id, state))
    scene.record("person", scene.person.id, f"address_{state}")


def _back(scene: Scene) -> None:
    scene.sender.state = "active"
    scene.ledger.change("addresses", scene.sender.address_id, state="active")
    scene.record("person", scene.person.id, "address_active")
    if scene.inbound.kind is Kind.JOINED and not _is_of_staff(scene):
        scene.say(scene.phrase("group_joined"))


def _is_of_staff(scene: Scene) -> bool:
    """A group in which residents are answered."""
    groups = scene.world.staff_groups
    return bool(groups and scene.inbound.group and groups.is_one(scene.connection, scene.sender.address_id))


def _edited(scene: Scene) -> None:
    """The new version is kept beside the old one. An answer already taken is not changed behind the resident's back."""
    if scene.session.talk is not None and _differs(scene, scene.inbound):
        scene.say(scene.phrase("edited"))


def _differs(scene: Scene, inbound: Inbound) -> bool:
    before = text_of(scene.connection, scene.sender.address_id, inbound.message_id)
    return before is not None and before != inbound.text
