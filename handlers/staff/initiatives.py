"""What staff do with initiatives: proposals that are followed together, stage by stage."""

import re
from dataclasses import dataclass
from datetime import datetime

from civic.initiative import Stage, StageNotReached, reach
from civic.updates import Subject
from handlers.hand import staff_hand
from handlers.staff.finding import NoSuch, NotPossible
from handlers.world import World
from storage import initiatives
from storage.initiatives import Evidence, Initiative
from storage.store import Connection

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{1,23}")


class NoSuchInitiative(NoSuch):
    """None has this key."""


@dataclass(frozen=True, slots=True)
class Steward:
    """Staff at work on initiatives: one act, one commit. All raise NotPossible, and but for `add` NoSuchInitiative."""

    connection: Connection
    world: World
    staff: str
    now: datetime
    channel: str = "cli"

    def add(self, key: str, title: str) -> None:
        """It begins with its problems."""
        if not _KEY.fullmatch(key):
            raise NotPossible("a key has 2 to 24 signs: lower-case letters, digits and hyphens")
        if not title.strip():
            raise NotPossible("an initiative needs a title that residents understand")
        if initiatives.find_initiative(self.connection, key):
            raise NotPossible(f"there is an initiative {key} already")
        made = Initiative(self.world.ids.new(), key, title.strip(), Stage.PROBLEMS, self.now)
        initiatives.add_initiative(self.connection, made)
        self._record(made.id, "begun", made.title)

    def add_evidence(self, key: str, stage: Stage, text: str, link: str = "") -> None:
        """That a stage took place: what came of it, and where it can be read."""
        found = find(self.connection, key)
        if not text.strip():
            raise NotPossible("say in words what shows that this stage took place")
        if link and not link.startswith(("https://", "http://")):
            raise NotPossible("a link begins with https://")
        shown = Evidence(stage, text.strip(), link.strip(), f"staff:{self.staff}"[:80], self.now)
        initiatives.add_evidence(self.connection, self.world.ids.new(), found.id, shown)
        self._record(found.id, "evidence_added", f"{stage}: {text.strip()}")

    def move(self, key: str, to: Stage, text: str) -> None:
        """To a stage, with words for all whose proposals belong to it. Forward only past stages that have evidence."""
        found = find(self.connection, key)
        if found.stage is to:
            raise NotPossible(f"it stands at {to} already")
        if not text.strip():
            raise NotPossible("say in words what is done now: it is told to all whose proposals belong to it")
        evident = {one.stage for one in initiatives.list_evidence(self.connection, found.id)}
        try:
            reach(found.stage, to, evident)
        except StageNotReached as e:
            raise NotPossible(
                f"the stage {e.missing} has no evidence yet: `voz initiative evidence {key} {e.missing} ...`"
            ) from None
        initiatives.set_stage(self.connection, found.id, to)
        self._record(found.id, to.value, text.strip())

    def _record(self, initiative_id: int, event: str, note: str) -> None:
        hand = staff_hand(self.connection, self.world, self.staff, self.now, self.channel)
        hand.record(Subject.INITIATIVE, initiative_id, event, note)
        hand.ledger.save(self.connection)


def find(connection: Connection, key: str) -> Initiative:
    """Locked. Raises NoSuchInitiative."""
    found = initiatives.find_initiative(connection, key)
    if found is None:
        raise NoSuchInitiative(f"there is no initiative {key!r}. `voz initiative list` shows all.")
    return found
