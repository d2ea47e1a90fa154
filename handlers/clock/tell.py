"""Tells people what became of what concerns them: every change, and of open complaints once a week that nothing changed.

Whose turn it is is one row a person. All that they have not heard goes into one message; a message that was not sent yet
says more instead of a second one being queued. So nothing is told twice or left out, and late news come together.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from civic.message import Priority
from civic.updates import Frequency, Subject
from handlers.news import MOST_TOLD, compose
from handlers.present import refreshed
from handlers.world import World
from storage import asks, media, telling
from storage.asks import OpenAsk
from storage.ledger import Ledger
from storage.outbox import encode_message, queue
from storage.signals import announce
from storage.store import Connection
from storage.telling import Matter, News, Standing, Told
from storage.updates import PURPOSE, Due, list_due, list_due_among

CHUNK = 1000
"""People in one transaction: short enough that those who write in do not notice."""
WEEK = timedelta(days=7)
_SLACK = timedelta(hours=24)
"""A weekly turn comes at one hour of the day, at whatever hour the last one was told."""
_LONGEST_QUEUED = timedelta(days=60)
_FOLLOWS = (Frequency.EACH_CHANGE, Frequency.WEEKLY)


@dataclass(frozen=True, slots=True)
class _Known:
    """All that is known of a chunk of people."""

    world: World
    now: datetime
    allowed: datetime
    """When at the earliest a message may leave."""
    in_a_week: datetime
    """When who is told now is told again though nothing changed."""
    open: Mapping[int, list[Standing]]
    """What concerns those who have no news."""
    standing: Mapping[Matter, Told]
    news: Mapping[int, list[News]]
    asks: Mapping[int, list[OpenAsk]]
    sent: Mapping[int, list[datetime]]
    reach: Mapping[int, tuple[int, str]]
    photos: Mapping[int, str]
    """Of repairs, by complaint."""


@dataclass(slots=True)
class _Written:
    """What the chunk leads to."""

    ledger: Ledger
    rewrites: list[dict[str, Any]]
    turns: list[dict[str, Any]]
    carried: list[dict[str, Any]]
    heard: list[dict[str, Any]]


@dataclass(slots=True)
class Walk:
    """How far through the people the telling has come. Only where to look next: who is passed by is met the next time."""

    after: int = 0

    def went(self, due: Sequence[Due]) -> bool:
        """Note the chunk that was met; whether others may be waiting."""
        began, full = self.after, len(due) == CHUNK
        self.after = due[-1].person_id if full else 0
        return full or began > 0


def tell_due(connection: Connection, now: datetime, *, world: World, walk: Walk | None = None) -> Mapping[str, int]:
    """Plan the messages of one chunk of those whose turn it is. `more`: others may be waiting for theirs."""
    walk = walk or Walk()
    due = list_due(connection, now, CHUNK, walk.after)
    return {**_tell_these(connection, now, world, due), "more": int(walk.went(due))}


def tell_now(connection: Connection, now: datetime, *, world: World, people: Sequence[int]) -> None:
    """The same for these people, in the transaction that brought the news."""
    _tell_these(connection, now, world, list_due_among(connection, now, people))


def _tell_these(connection: Connection, now: datetime, world: World, due: Sequence[Due]) -> Mapping[str, int]:
    if not due:
        return {"told": 0}
    known = _look_up(connection, world, now, due)
    written = _Written(Ledger(world.ids), [], [], [], [])
    for one in due:
        _plan(known, one, written)
    written.ledger.save(connection)
    telling.rewrite(connection, written.rewrites)
    telling.note_turns(connection, written.turns)
    telling.note_carried(connection, written.carried)
    telling.note_heard(connection, written.heard)
    told = written.ledger.count("outbox")
    if told:
        announce(connection)
    return {"told": told, "said_more": len(written.rewrites)}


def _look_up(connection: Connection, world: World, now: datetime, due: Sequence[Due]) -> _Known:
    people = [one.person_id for one in due]
    news = telling.list_news(connection, people)
    told = {one.person_id for one in news}
    asked = asks.list_open(connection, people)
    if any(one.subject == Subject.CONSULTATION for one in news):
        world = refreshed(connection, world)
    return _Known(
        world,
        now,
        world.quiet.next_allowed(now),
        world.next_update(now),
        telling.list_open_of(connection, [one.person_id for one in due if one.with_open and one.person_id not in told]),
        telling.get_standing(connection, {one.matter for one in news}),
        _by_person(news),
        _by_person(asked),
        telling.list_sent(connection, people, since=now - WEEK, now=now, oldest=now - _LONGEST_QUEUED),
        telling.list_addresses(connection, people),
        media.list_pictures(connection, list({ask.complaint_id for ask in asked if ask.kind == "vote"}), "repair"),
    )


def _by_person(rows: Iterable[Any]) -> Mapping[int, list[Any]]:
    groups: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        groups[row.person_id].append(row)
    return groups


def _plan(known: _Known, one: Due, written: _Written) -> None:
    ask, news = _ask(known, one), _news(known, one)
    later = _later(known, one, asks=ask is not None)
    follows = one.frequency in _FOLLOWS and one.with_open
    weekly = known.now >= one.told_at + WEEK - _SLACK
    if later is not None:
        _put_off(one, later.at, written)
    elif ask or (news and (weekly or one.frequency != Frequency.WEEKLY)):
        _tell(known, one, written, _fitting(news), ask)
    elif follows and weekly:
        _tell(known, one, written, [], None)
    else:
        _put_off(one, known.world.next_update(one.told_at) if follows or news else None, written)


@dataclass(frozen=True, slots=True)
class _Later:
    at: datetime | None
    """None: when something happens."""


def _later(known: _Known, one: Due, *, asks: bool) -> _Later | None:
    """Why this person is not told now; None: they are. The last place of a week is kept for a message that asks something:
    an answer has a deadline, news have not."""
    if not one.consents or one.frequency == Frequency.PAUSED:
        return _Later(None)
    if one.paused_until and one.paused_until > known.now:
        return _Later(one.paused_until)
    if one.person_id not in known.reach:
        return _Later(known.now + WEEK)
    sent, cap = sorted(known.sent.get(one.person_id, ())), known.world.updates_per_week
    most = cap if asks else max(cap - 1, 1)
    if not _rewrites(one) and len(sent) >= most:
        return _Later(sent[-most] + WEEK + timedelta(seconds=1))
    return None


def _rewrites(one: Due) -> bool:
    """Their last message was not sent yet: it says more, instead of another one."""
    return one.last_state == "queued"


def _ask(known: _Known, one: Due) -> OpenAsk | None:
    """One question in a message: that of the message being rewritten, or the oldest that no message carried."""
    theirs = [ask for ask in known.asks.get(one.person_id, ()) if ask.answer_by > known.now]
    kept = next((ask for ask in theirs if _rewrites(one) and ask.outbox_id == one.outbox_id), None)
    return kept or next((ask for ask in theirs if ask.outbox_id is None), None)


def _news(known: _Known, one: Due) -> list[News]:
    theirs = known.news.get(one.person_id, [])
    if one.last_state == "claimed":  # it may have been read before it was taken, and says these already
        theirs = [news for news in theirs if news.outbox_id != one.outbox_id]
    if one.frequency == Frequency.AT_END:
        return [news for news in theirs if known.standing[news.matter].is_over]
    return theirs


def _tell(known: _Known, one: Due, written: _Written, news: list[News], ask: OpenAsk | None) -> None:
    world, now = known.world, known.now
    matters = [] if ask and not news else _matters(known, one, news)
    photo = known.photos.get(ask.complaint_id, "") if ask else ""
    message = compose(world, one.language, matters, ask, photo)
    if _rewrites(one) and one.outbox_id:
        message_id = one.outbox_id
        written.rewrites.append({"id": message_id, "body": encode_message(message), "not_before": known.allowed})
    else:
        address_id, account = known.reach[one.person_id]
        message_id = queue(
            written.ledger,
            message,
            address_id=address_id,
            account=account,
            now=now,
            priority=Priority.STATUS,
            purpose=PURPOSE,
            repeatable=True,
            not_before=known.allowed,
        )
    if ask:
        waited = now - ask.asked_at if ask.outbox_id is None and now - ask.asked_at > _SLACK else timedelta()
        written.carried.append({"id": ask.id, "outbox_id": message_id, "answer_by": ask.answer_by + waited})
    written.heard += [
        {"person_id": one.person_id, "history_id": line.history_id, "outbox_id": message_id} for line in news
    ]
    more = len(news) < len(_news(known, one))
    written.turns.append(_turn(one, _next(known, one, ask, more=more), now, message_id))


def _matters(known: _Known, one: Due, news: list[News]) -> list[tuple[Told, list[News]]]:
    """Each matter there is news of; without news every open one, as it stands."""
    if not news:
        return [(standing, []) for standing in known.open.get(one.person_id, ())]
    by_matter: dict[Matter, list[News]] = defaultdict(list)
    for line in news:
        by_matter[line.matter].append(line)
    return [(known.standing[matter], lines) for matter, lines in by_matter.items()]


def _fitting(news: list[News]) -> list[News]:
    """Those of as many matters as one message tells of; the others are told next time."""
    told = list(dict.fromkeys(line.matter for line in news))[:MOST_TOLD]
    return [line for line in news if line.matter in told]


def _next(known: _Known, one: Due, ask: OpenAsk | None, *, more: bool) -> datetime | None:
    """When to look again when nothing happens before. `more`: not all news were told."""
    if more or any(other.outbox_id is None for other in known.asks.get(one.person_id, ()) if other is not ask):
        return known.world.quiet.next_allowed(known.now + timedelta(days=1))
    follows = one.frequency in _FOLLOWS and one.with_open
    return known.in_a_week if follows else None


def _put_off(one: Due, at: datetime | None, written: _Written) -> None:
    written.turns.append(_turn(one, at, one.told_at, one.outbox_id))


def _turn(one: Due, due_at: datetime | None, told_at: datetime, outbox_id: int | None) -> dict[str, Any]:
    return {"person_id": one.person_id, "due_at": due_at, "told_at": told_at, "outbox_id": outbox_id}
