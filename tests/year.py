"""A simulated year: residents on two channels, staff who work, forget and change their minds, two leaders who compete and
die, and at the end books that must balance. `python -m tests.year --complaints 5000` runs the whole year."""

import argparse
import asyncio
import json
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import select

from civic.complaint import OPEN, OUTCOMES, Actor, Status, moves_of
from civic.message import Kind, Message
from civic.moves import MoveNotAllowed
from civic.updates import TOLD, Frequency
from handlers.clock.escalate import escalate
from handlers.clock.expire import ask_again, expire_asks
from handlers.clock.tell import tell_due
from handlers.delivery import Ended, settle
from handlers.receive import Flood, receive
from handlers.staff.complaints import Caseworker, StaffMember
from handlers.staff.finding import NotPossible
from handlers.world import World
from storage import tables as t
from storage.migrate import migrate
from storage.outbox import Outcome, Sending, claim, interrupted, read_message
from storage.store import Connection, Store, open_store
from storage.updates import set_frequency
from tests.corridor import a_world, durango, inbound

ACCOUNTS = ("telegram:1", "whatsapp:+526180000000")
WINDOW = timedelta(hours=24)
FAULTS = ("hay un bache", "no sirve la lámpara", "hay una fuga de agua", "no pasa la basura", "la banqueta está rota")
NAMES = Counter(place.name for place in durango())
PLACES = tuple(sorted(name for name, count in NAMES.items() if count == 1 and name.isalpha()))[:200]
"""Names that no other settlement shares."""
SHM = Path("/dev/shm")
WEEK = timedelta(days=7)


@dataclass(slots=True)
class Resident:
    name: str
    account: str
    content: float
    """How likely they say that it is fixed."""


@dataclass(slots=True)
class Year:
    """`now` is everybody's clock."""

    url: str
    dice: random.Random
    complaints: int
    days: int
    now: datetime = datetime(2026, 1, 5, 14, tzinfo=UTC)
    world: World = field(default_factory=a_world)
    stores: list[Store] = field(default_factory=list)
    residents: dict[str, Resident] = field(default_factory=dict)
    accepted: Counter[int] = field(default_factory=Counter)
    sent: dict[str, list[tuple[datetime, Message, str]]] = field(default_factory=lambda: defaultdict(list))
    counts: Counter[str] = field(default_factory=Counter)
    flood: Flood = field(default_factory=lambda: Flood(1000))

    async def run(self) -> Mapping[str, int]:
        self.stores = [open_store(self.url), open_store(self.url)]
        begins, each = self.now, self.complaints / self.days
        for day in range(self.days):
            todo = int(each * (day + 1)) - self.counts["filed"]
            for hour in range(24):
                self.now = begins + timedelta(days=day, hours=hour, minutes=self.dice.randrange(30))
                if 1 <= hour <= 13:  # the day begins at eight in the morning in Durango
                    await self._residents(todo if hour == 13 else self.dice.randrange(todo + 1) if todo > 0 else 0)
                    todo = int(each * (day + 1)) - self.counts["filed"]
                    await self._staff()
                await self._two_leaders()
            await self._once_a_day()
        await self._settle()
        for store in self.stores:
            await store.close()
        return self.counts

    async def _two_leaders(self) -> None:
        """Both think that they lead; now and then one dies in the middle."""
        first, second = self.stores
        await asyncio.gather(self._lead(first, "first"), self._lead(second, "second"))
        if self.dice.random() < 0.02:
            self.counts["restarts"] += 1
            await first.close()
            self.stores[0] = open_store(self.url)
            await self.stores[0].write(
                partial(interrupted, worker="newborn", new_leader=True, now=self.now, ids=self.world.ids)
            )

    async def _lead(self, store: Store, worker: str) -> None:
        for job in (expire_asks, escalate, tell_due):
            more = 1
            while more:
                did = await store.write(partial(job, now=self.now, world=self.world))
                more = did.get("more", 0)
        dies = self.dice.random() < 0.01
        for account in ACCOUNTS:
            while batch := await store.write(self._claim(account, worker)):
                if dies:  # claimed, and never sent
                    self.counts["died_in_mid_send"] += len(batch)
                    return
                ended = [self._send(one) for one in batch]
                await store.write(partial(settle, ended=ended, worker=worker, now=self.now, ids=self.world.ids))

    def _claim(self, account: str, worker: str) -> Any:
        return partial(
            claim, account=account, room=64, resting=(), worker=worker, now=self.now, lease=timedelta(minutes=1),
            quiet=self.world.quiet,
        )  # fmt: skip

    def _send(self, one: Any) -> Ended:
        """WhatsApp takes free text for a day after somebody wrote, and two templates at any time."""
        inside = one.last_heard_at is not None and self.now < one.last_heard_at + WINDOW
        if one.account.startswith("whatsapp") and not inside and one.message.template != "complaint_vote":
            self.counts["held"] += 1
            return Ended(Outcome(id=one.id, state=Sending.QUEUED, hold="window"), one)
        self.accepted[one.id] += 1
        who = one.to.removeprefix("chat-")
        self.sent[who].append((self.now, one.message, "answer" if one.priority == 0 else "update"))
        return Ended(Outcome(id=one.id, state=Sending.SENT, provider_id=f"p{one.id}"), one)

    async def _residents(self, talks: int) -> None:
        for _ in range(talks):
            await self._report(self._somebody())
        for name in self.dice.sample(sorted(self.residents), k=min(len(self.residents), 1 + len(self.residents) // 40)):
            await self._react(self.residents[name])

    def _somebody(self) -> Resident:
        if self.residents and self.dice.random() < 0.4:
            return self.residents[self.dice.choice(sorted(self.residents))]
        name = f"r{len(self.residents)}"
        resident = Resident(name, self.dice.choice(ACCOUNTS), self.dice.choice((0.95, 0.8, 0.2)))
        self.residents[name] = resident
        return resident

    async def _report(self, resident: Resident) -> None:
        """Through the whole talk, as the bot asks."""
        self.counts["talks"] += 1
        fault, since = self.dice.choice(FAULTS), self.dice.choice(("grande", "desde ayer", "otra vez"))
        words = f"{fault} {since} en la colonia {self.dice.choice(PLACES)}"
        said = await self._say(resident, words)
        for _ in range(10):
            labels = [choice.label for choice in said.choices]
            if "Sí, acepto" in labels:
                said = await self._press(resident, said, "Sí, acepto")
            elif "Es el mismo" in labels:
                self.counts["offered"] += 1
                said = await self._press(resident, said, self.dice.choice(("Es el mismo", "Es otro")))
            elif "Sí, registrar" in labels:
                said = await self._press(resident, said, self.dice.choice(("Sí, registrar", "Sí, anónimo")))
                self.counts["filed"] += said.text.startswith("Registré")
                return
            elif "Seguir sin foto" in labels:
                said = await self._press(resident, said, "Seguir sin foto")
            else:
                said = await self._say(resident, words if "Cuénteme" in said.text else "no sé")
        self.counts["talks_given_up"] += 1

    async def _react(self, resident: Resident) -> None:
        """To what they were asked last; now and then they choose how they are told."""
        last = next((m for _, m, kind in reversed(self.sent[resident.name]) if kind == "update" and m.choices), None)
        if last and self.dice.random() < 0.5:
            if last.choices[0].label == "Contestar":
                await self._press(resident, last, "Contestar")
                await self._say(resident, "está del lado derecho")
            else:
                yes = self.dice.random() < resident.content
                await self._press(resident, last, "Sí" if yes else self.dice.choice(("A medias", "No", "No sé")))
        elif self.dice.random() < 0.03:
            await self._say(resident, self.dice.choice(("baja", "folio", "gracias", "cuando van a venir")))
        elif self.dice.random() < 0.05:
            await self._chooses_how_often(resident)

    async def _chooses_how_often(self, resident: Resident) -> None:
        frequency = self.dice.choice(list(Frequency))

        def change(connection: Connection) -> None:
            person = connection.execute(
                select(t.addresses.c.person_id).where(t.addresses.c.value == resident.name)
            ).scalar_one()
            set_frequency(connection, person, frequency, self.now)

        await self.stores[0].write(change)

    async def _say(self, resident: Resident, words: str, **more: Any) -> Message:
        message = inbound(resident.name, words, account=resident.account, sent_at=self.now, **more)
        self.now += timedelta(seconds=1)

        def play(connection: Connection) -> str:
            receive(connection, [message], world=self.world, flood=self.flood, now=self.now)
            answer = (
                select(t.outbox.c.body)
                .join(t.inbox, t.inbox.c.id == t.outbox.c.inbox_id)
                .where(t.inbox.c.account == message.account, t.inbox.c.provider_id == message.provider_id)
            )
            return str(connection.execute(answer).scalar() or '{"text": ""}')

        return read_message(await self.dice.choice(self.stores).write(play))

    async def _press(self, resident: Resident, said: Message, label: str) -> Message:
        token = next(choice.token for choice in said.choices if choice.label == label)
        return await self._say(resident, label, kind=Kind.CHOICE, choice=token)

    async def _staff(self) -> None:
        """Some of what is open moves; some is forgotten for weeks."""
        for folio, status in await self.stores[1].read(self._some_open):
            await self._work_on(folio, Status(status))

    def _some_open(self, connection: Connection) -> list[tuple[str, str]]:
        still_open = select(t.complaints.c.folio, t.complaints.c.status).where(t.complaints.c.ended_at.is_(None))
        rows = [(row.folio, row.status) for row in connection.execute(still_open.order_by(t.complaints.c.id))]
        most = max(1, len(rows) // 60)
        return self.dice.sample(rows, k=min(len(rows), most))

    async def _work_on(self, folio: str, status: Status) -> None:
        allowed = moves_of(status, Actor.STAFF)
        if not allowed:
            return
        to = self.dice.choices(allowed, weights=[_LIKELY.get(one, 1) for one in allowed])[0]
        self.counts["acts"] += 1
        note = f"nota-{self.counts['acts']}-"

        def act(connection: Connection) -> None:
            desk = Caseworker(connection, self.world, StaffMember(name="lupita", channel="cli"), self.now)
            self._act(desk, folio, to, note)

        try:
            await self.dice.choice(self.stores).write(act)
        except NotPossible:
            self.counts["not_possible"] += 1
        except MoveNotAllowed:
            self.counts["somebody_was_first"] += 1

    def _act(self, desk: Caseworker, folio: str, to: Status, note: str) -> None:
        today = self.now.astimezone(self.world.hours.zone).date()
        match to:
            case Status.REFERRED:
                desk.refer(folio, self.dice.choice(list(self.world.routes.names)), note)
            case Status.SCHEDULED:
                desk.schedule(folio, today + timedelta(days=self.dice.randrange(1, 30)), note)
            case Status.FORWARDED:
                desk.forward(folio, "CFE", note, "X-1")
            case Status.NOT_COMPETENT:
                desk.not_competent(folio, "Gobierno del Estado", note)
            case Status.WAITING:
                desk.ask(folio, f"{note} ¿de qué lado?", days=self.dice.randrange(1, 6))
            case Status.DUPLICATE:
                others = [f for f, _ in self._some_open(desk.connection) if f != folio]
                if others:
                    desk.merge(folio, others[0], note)
            case _:
                desk.move(folio, to, note)

    async def _once_a_day(self) -> None:
        for store in self.stores:
            while (await store.write(partial(ask_again, now=self.now, world=self.world)))["more"]:
                pass

    async def _settle(self) -> None:
        """A last quiet hour: what was due is told and sent."""
        self.now = self.now.replace(hour=16) + timedelta(days=1)
        await self._two_leaders()
        await self._two_leaders()


_LIKELY = {Status.DONE: 5, Status.IN_PROGRESS: 4, Status.SCHEDULED: 3, Status.REFERRED: 3, Status.UNDER_REVIEW: 2,
           Status.REOPENED: 4, Status.CANCELLED: 0.3, Status.NOT_COMPETENT: 0.5, Status.CLOSED: 0.7}  # fmt: skip


def _overdue(step: str) -> set[str]:
    return {f"late_{step}_100", f"late_{step}_300"}


class Books:
    """What must be true at the end."""

    def __init__(self, year: Year, connection: Connection) -> None:
        self.year = year
        self.rows = {
            name: connection.execute(select(table).order_by(*table.primary_key)).all()
            for name, table in t.metadata.tables.items()
            if name
            in (
                "complaints",
                "complaint_reporters",
                "history",
                "promises",
                "asks",
                "news",
                "updates",
                "outbox",
                "people",
                "addresses",
            )
        }

    def faults(self) -> list[str]:
        found = []
        for check in (
            self.received_is_open_and_outcomes, self.every_status_has_its_line, self.every_promise_is_kept_or_explained,
            self.no_more_than_the_cap, self.nothing_is_sent_twice, self.nothing_is_left_out, self.quiet_hours_are_kept,
            self.every_question_has_an_end, self.nobody_waits_more_than_a_week,
        ):  # fmt: skip
            found += [f"{check.__name__}: {fault}" for fault in check()]
        return found

    def figures(self) -> dict[str, int]:
        statuses = Counter(row.status for row in self.rows["complaints"])
        ends = Counter(row.ended_as or "running" for row in self.rows["promises"])
        return {
            "received": len(self.rows["complaints"]),
            "open": sum(statuses[s.value] for s in OPEN),
            **{s.value: statuses[s.value] for s in OUTCOMES},
            "joined": len(self.rows["complaint_reporters"]) - len(self.rows["complaints"]),
            **{f"promises_{name}": count for name, count in sorted(ends.items())},
            "updates_sent": sum(kind == "update" for sent in self.year.sent.values() for _, _, kind in sent),
            **dict(self.year.counts),
        }

    def received_is_open_and_outcomes(self) -> list[str]:
        figures = self.figures()
        total = figures["open"] + sum(figures[s.value] for s in OUTCOMES)
        wrong = [c.folio for c in self.rows["complaints"] if (c.ended_at is None) != (Status(c.status) in OPEN)]
        return ([f"{figures['received']} != {total}"] if figures["received"] != total else []) + wrong

    def every_status_has_its_line(self) -> list[str]:
        last: dict[int, str] = {}
        for line in self.rows["history"]:
            if line.subject == "complaint" and (line.event in Status.__members__.values() or line.event == "filed"):
                last[line.subject_id] = "received" if line.event == "filed" else line.event
        return [c.folio for c in self.rows["complaints"] if last.get(c.id) != c.status]

    def every_promise_is_kept_or_explained(self) -> list[str]:
        told: dict[int, set[str]] = defaultdict(set)
        for line in self.rows["history"]:
            told[line.subject_id].add(line.event)
        wrong = []
        for promise in self.rows["promises"]:
            if promise.ended_as == "kept" and promise.ended_at > promise.due_at:
                wrong.append(f"{promise.id} kept after its day")
            over = promise.ended_at or self.year.now
            overdue = over > promise.due_at + timedelta(hours=2) and promise.ended_as in ("late", "")
            waits = promise.next_at is None and promise.level < 100 and promise.ended_at is None
            if overdue and not waits and not _overdue(promise.step) & told[promise.complaint_id]:
                wrong.append(f"{promise.step} overdue since {promise.due_at}, nobody told: {self._story(promise)}")
        return wrong

    def _story(self, promise: Any) -> str:
        """What happened to its complaint, for who looks for the fault."""
        lines = [line for line in self.rows["history"] if line.subject_id == promise.complaint_id]
        told = "; ".join(f"{line.at:%m-%d %H:%M} {line.event} by {line.by}" for line in lines)
        return f"{promise.ended_as} at {promise.ended_at}, level {promise.level}, next {promise.next_at}: {told}"

    def no_more_than_the_cap(self) -> list[str]:
        wrong = []
        for who, sent in self.year.sent.items():
            times = [at for at, _, kind in sent if kind == "update"]
            for index, at in enumerate(times):
                within = [later for later in times[index:] if later < at + WEEK]
                if len(within) > self.year.world.updates_per_week:
                    wrong.append(f"{who} got {len(within)}: {', '.join(f'{one:%m-%d %H:%M:%S}' for one in within)}")
                    break
        return wrong

    def nothing_is_sent_twice(self) -> list[str]:
        twice = [f"message {row} went {count} times" for row, count in self.year.accepted.items() if count > 1]
        for who, sent in self.year.sent.items():
            notes = Counter(note for _, message, kind in sent if kind == "update" for note in self._notes(message.text))
            twice += [f"{who} read {note} {count} times" for note, count in notes.items() if count > 1]
        return twice

    @staticmethod
    def _notes(text: str) -> set[str]:
        """Of what happened; the reason of a slip stands in every message until the day is over."""
        lines = (line for line in text.splitlines() if not line.startswith("Motivo del cambio de fecha"))
        return {word for line in lines for word in line.replace(";", " ").split() if word.startswith("nota-")}

    def nothing_is_left_out(self) -> list[str]:
        """Whoever it concerns has a line of news for it, and a message that says it or a turn that is still to come."""
        outbox = {row.id: row for row in self.rows["outbox"]}
        turns = {row.person_id: row for row in self.rows["updates"]}
        people = {row.id: row for row in self.rows["people"]}
        wrong = []
        for line in self.rows["news"]:
            message, turn = outbox.get(line.outbox_id or 0), turns[line.person_id]
            said = message is not None and message.state in ("sent", "queued", "unknown")  # twice in mid-send
            silent = not people[line.person_id].folio_notices or turn.frequency in ("paused", "at_end")
            if not (said or silent or turn.due_at):
                wrong.append(f"news {line.history_id} of person {line.person_id} with no turn to come")
        have = {(line.person_id, line.history_id) for line in self.rows["news"]}
        for line in self.rows["history"]:
            if line.subject != "complaint" or line.event not in TOLD:
                continue
            others = [one for one in self._concerned(line) if one != line.person_id]  # who did it knows
            if others and not any((one, line.id) in have for one in others):
                wrong.append(f"line {line.id} {line.event} is news for nobody")
        return wrong

    def _matters(self, person_id: int) -> str:
        """What concerns somebody and is open, with its last lines."""
        mine = {row.complaint_id for row in self.rows["complaint_reporters"] if row.person_id == person_id}
        still_open = [c.id for c in self.rows["complaints"] if c.id in mine and c.ended_at is None]
        lines = [line for line in self.rows["history"] if line.subject_id in still_open][-6:]
        return "; ".join(f"{line.at:%m-%d %H:%M} {line.event} by {line.by}" for line in lines)

    def _concerned(self, line: Any) -> list[int]:
        """At that time, as far as can be told afterwards."""
        of_it = (r for r in self.rows["complaint_reporters"] if r.complaint_id == line.subject_id)
        return [r.person_id for r in of_it if r.joined_at <= line.at and r.came_with is None]

    def quiet_hours_are_kept(self) -> list[str]:
        quiet = self.year.world.quiet
        return [
            f"{who} at {at}"
            for who, sent in self.year.sent.items()
            for at, _, kind in sent
            if kind == "update" and quiet.next_allowed(at) != at
        ]

    def every_question_has_an_end(self) -> list[str]:
        late = timedelta(hours=30)
        return [str(a.id) for a in self.rows["asks"] if a.ended_at is None and a.answer_by + late < self.year.now]

    def nobody_waits_more_than_a_week(self) -> list[str]:
        """Who follows something that is open hears of it, or a message to them waits for WhatsApp's window."""
        still_open = {c.id for c in self.rows["complaints"] if c.ended_at is None}
        follows: dict[int, datetime] = {}
        for reporter in self.rows["complaint_reporters"]:
            if reporter.complaint_id in still_open:
                since = follows.get(reporter.person_id, reporter.joined_at)
                follows[reporter.person_id] = min(since, reporter.joined_at)
        for line in self.rows["history"]:
            if line.person_id in follows and line.subject == "complaint" and line.subject_id in still_open:
                follows[line.person_id] = max(follows[line.person_id], line.at)  # who did something was answered then
        waiting = {row.id for row in self.rows["outbox"] if row.state == "queued"}
        people = {row.id: row for row in self.rows["people"]}
        return [
            f"person {turn.person_id} told at {turn.told_at}, due {turn.due_at}: {self._matters(turn.person_id)}"
            for turn in self.rows["updates"]
            if turn.person_id in follows
            and people[turn.person_id].folio_notices
            and turn.frequency in ("each_change", "weekly")
            and turn.outbox_id not in waiting
            and max(turn.told_at, follows[turn.person_id]) < self.year.now - timedelta(days=8)
        ]


async def simulate(url: str, *, complaints: int, days: int, seed: int) -> tuple[dict[str, int], list[str]]:
    """The figures of a year and what is wrong with it."""
    year = Year(url, random.Random(seed), complaints, days)
    await year.run()
    store = open_store(url)
    books = await store.read(partial(Books, year))
    await store.close()
    return books.figures(), books.faults()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--complaints", type=int, default=5000)
    options.add_argument("--days", type=int, default=365)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--database", default="", help="postgresql://...; default: a SQLite file of its own")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(dir=SHM if SHM.is_dir() else None) as folder:
        url = chosen.database or f"sqlite:///{Path(folder) / 'year.db'}"
        migrate(url)
        figures, faults = asyncio.run(simulate(url, complaints=chosen.complaints, days=chosen.days, seed=chosen.seed))
    print(json.dumps(figures, indent=1))
    print("\n".join(faults[:40]) or "the books balance")
    raise SystemExit(bool(faults))


if __name__ == "__main__":
    main()
