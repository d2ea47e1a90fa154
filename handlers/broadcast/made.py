"""Broadcasts that nobody writes by hand: of a series, of a meeting, of a programme."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from civic.audience import Audience
from civic.broadcast import Content, State
from civic.consent import Purpose
from handlers.broadcast.course import begin
from handlers.world import World
from storage import broadcasts
from storage.broadcasts import Broadcast
from storage.store import Connection

_KEY_SIGNS, _DIGEST_SIGNS = 40, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What is to be sent, to whom, and until when. `key`: of the broadcast, never used before, of any length."""

    key: str
    title: str
    audience: Audience
    purpose: Purpose
    content: Content
    ends_by: datetime | None = None


def send(connection: Connection, world: World, made: Made, by: str, now: datetime) -> int:
    """From now on, within quiet hours and caps as every other; how many are to get it. It is in the list of broadcasts and
    can be paused and cancelled there."""
    one = Broadcast(
        id=world.ids.new(), key=fitted(made.key), title=made.title, audience_key="", audience=made.audience, purpose=made.purpose,
        content=made.content, urgent=False, state=State.SCHEDULED, starts_at=now, ends_by=made.ends_by, made_by=by,
        approved_by="", planned_at=None, ended_at=None, why="", created_at=now,
    )  # fmt: skip
    broadcasts.add_broadcast(connection, one)
    return begin(connection, world, one, now, by)


def fitted(key: str) -> str:
    """One that is too long ends with a digest of all of it: what tells two apart is often their last sign."""
    if len(key) <= _KEY_SIGNS:
        return key
    digest = hashlib.sha256(key.encode()).hexdigest()[:_DIGEST_SIGNS]
    return f"{key[: _KEY_SIGNS - _DIGEST_SIGNS - 1]}-{digest}"
