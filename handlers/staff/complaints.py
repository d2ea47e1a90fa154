"""What staff do with a complaint: one function an act. All raise NoSuchComplaint, MoveNotAllowed, WordsMissing, NotPossible."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from civic.complaint import OPEN, Actor, Status
from civic.folio import read_folio
from handlers.clock.tell import tell_due
from handlers.complaint import ask, move
from handlers.filing import new_complaint
from handlers.hand import Hand
from handlers.spoken import spoken_day
from handlers.world import World
from storage import complaints, media
from storage.complaints import Complaint
from storage.ledger import Ledger
from storage.store import Connection


class NoSuchComplaint(Exception):
    """No complaint has this folio."""


class NotPossible(Exception):
    """It cannot be done as things are; the text says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    name: str
    channel: str
    """Through what they act: `cli`, `desk`."""


def get_complaint(connection: Connection, world: World, folio: str) -> Complaint:
    """However the folio is typed; locked. Raises NoSuchComplaint."""
    typed = read_folio(folio, world.folio_prefix)
    found = complaints.find_complaint(connection, str(typed)) if typed else None
    if found is None:
        raise NoSuchComplaint(f"no report has the folio {folio}. `voz complaint list` shows those that are open.")
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A photo that may be shown to residents, made ready."""

    name: str
    path: str
    """Below the media folder."""
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Desk:
    """Staff at work: one act, one commit."""

    connection: Connection
    world: World
    staff: StaffMember
    now: datetime

    def _act(self, folio: str, act: Callable[[Hand, Complaint], None]) -> None:
        hand = Hand(
            self.connection, self.world, Ledger(self.world.ids), self.now, Actor.STAFF, f"staff:{self.staff.name}",
            self.staff.channel,
        )  # fmt: skip
        complaint = get_complaint(self.connection, self.world, folio)
        concerned = [one.person_id for one in complaints.list_reporters(self.connection, complaint.id)]
        act(hand, complaint)
        hand.ledger.save(self.connection)
        tell_due(self.connection, self.now, world=self.world, only=concerned)

    def move(self, folio: str, to: Status, note: str = "") -> None:
        """To a status that needs nothing more than words."""
        if to in _OWN_ACTS:
            raise NotPossible(f"use `voz complaint {_OWN_ACTS[to]}`: it asks for what {to} needs")

        def act(hand: Hand, complaint: Complaint) -> None:
            if to is Status.DONE:
                _demand_no_open_task(hand, complaint)
            move(hand, complaint, to, note)

        self._act(folio, act)

    def refer(self, folio: str, department: str, note: str = "") -> None:
        """To a department, which from then on holds it."""
        if department not in self.world.routes.names:
            known = ", ".join(self.world.routes.names)
            raise NotPossible(f"there is no department {department!r}. The settings know {known}.")
        self._act(folio, lambda hand, complaint: _refer(hand, complaint, department, note))

    def schedule(self, folio: str, day: date, note: str = "") -> None:
        """For a day, which is told to those it concerns. A later day than the one they were told needs a reason."""
        today = self.now.astimezone(self.world.hours.zone).date()
        if day < today:
            raise NotPossible(f"{day} is over. Give today's date or a later one.")
        self._act(folio, lambda hand, complaint: _schedule(hand, complaint, day, note))

    def forward(self, folio: str, body: str, note: str, external_folio: str = "") -> None:
        """To a body outside the municipality, with the folio it gave."""
        if not body.strip():
            raise NotPossible("name the body it goes to")

        def act(hand: Hand, complaint: Complaint) -> None:
            told = f"{body}, folio {external_folio}" if external_folio else body
            move(
                hand, complaint, Status.FORWARDED, note, detail=told, external_body=body, external_folio=external_folio
            )

        self._act(folio, act)

    def not_competent(self, folio: str, body: str, note: str) -> None:
        """It is another body's matter: it was passed on there, never refused (Ley Nacional para Eliminar Trámites
        Burocráticos, 6)."""
        if not body.strip():
            raise NotPossible("name the body it was passed on to: no report is refused, it is passed on")

        def act(hand: Hand, complaint: Complaint) -> None:
            move(hand, complaint, Status.NOT_COMPETENT, note, detail=body, external_body=body)

        self._act(folio, act)

    def ask(self, folio: str, question: str, days: int) -> None:
        """The resident who filed it, who has some working days to answer; until then the deadlines rest."""
        if days < 1:
            raise NotPossible("give at least one working day to answer")

        def act(hand: Hand, complaint: Complaint) -> None:
            answer_by = _end_of_day(self.world, self.now, days)
            move(hand, complaint, Status.WAITING, question)
            first = complaints.list_reporters(self.connection, complaint.id)[0]
            ask(hand, complaint, first.person_id, "question", answer_by, text=question.strip())

        self._act(folio, act)

    def show_repair(self, folio: str, picture: Picture) -> None:
        """A photo of the work: those it concerns are shown the newest one when they are asked whether it is fixed."""

        def act(hand: Hand, complaint: Complaint) -> None:
            media_id = hand.ledger.add("media", **_of_staff(picture, self.now))
            hand.ledger.add(
                "evidence",
                subject="complaint",
                subject_id=complaint.id,
                media_id=media_id,
                person_id=None,
                shows="repair",
                picture=picture.name,
            )
            hand.record(complaint.id, "repair_shown")

        self._act(folio, act)

    def publish(self, folio: str, media_id: int, picture: str) -> str:
        """Let others see a photo that a resident sent, as `picture`; an empty one takes it back. The name it had before."""
        before: list[str | None] = []

        def act(hand: Hand, complaint: Complaint) -> None:
            before.append(media.set_picture(self.connection, complaint.id, media_id, picture))
            if before[0] is None:
                raise NotPossible(f"{complaint.folio} has no file {media_id}. `voz complaint show` lists its files.")
            hand.record(complaint.id, "published" if picture else "unpublished", str(media_id))

        self._act(folio, act)
        return before[0] or ""

    def note(self, folio: str, text: str) -> None:
        """For staff only."""
        if not text.strip():
            raise NotPossible("a note needs words")
        self._act(folio, lambda hand, complaint: hand.record(complaint.id, "noted", text.strip()))

    def merge(self, folio: str, into: str, note: str = "") -> None:
        """It is the same fault as another report, which from then on stands for both; everybody hears of that one."""
        self._act(
            folio,
            lambda hand, complaint: _merge(hand, complaint, get_complaint(self.connection, self.world, into), note),
        )

    def split(self, folio: str, note: str) -> None:
        """It was not the same fault after all: it goes on by itself."""
        self._act(folio, lambda hand, complaint: _split(hand, complaint, note))

    def split_person(self, folio: str, place: int, note: str) -> str:
        """One who joined reported another fault: what they sent becomes a report of its own. `place`: theirs among those
        it concerns, 2 is the first who joined. Returns the new folio."""
        made: list[str] = []
        self._act(folio, lambda hand, complaint: made.append(_split_person(hand, complaint, place, note)))
        return made[0]

    def add_task(self, folio: str, department: str, what: str) -> None:
        """A part of the work, for one department."""
        if department not in self.world.routes.names or not what.strip():
            raise NotPossible(f"a task needs words and one of the departments {', '.join(self.world.routes.names)}")
        self._act(folio, lambda hand, complaint: _add_task(hand, complaint, department, what.strip()))

    def end_task(self, folio: str, number: int, *, dropped: bool = False) -> None:
        self._act(folio, lambda hand, complaint: _end_task(hand, complaint, number, dropped=dropped))


_OWN_ACTS = {
    Status.REFERRED: "refer",
    Status.SCHEDULED: "schedule",
    Status.FORWARDED: "forward",
    Status.WAITING: "ask",
    Status.DUPLICATE: "merge",
    Status.NOT_COMPETENT: "not-competent",
}


def _of_staff(picture: Picture, now: datetime) -> dict[str, object]:
    """A file that no resident sent."""
    return {
        "inbox_id": None,
        "account": "",
        "kind": "photo",
        "ref": "",
        "mime": "image/jpeg",
        "name": "",
        "state": "kept",
        "attempts": 0,
        "not_before": now,
        "path": picture.path,
        "sha256": picture.sha256,
        "size": picture.size,
        "error": "",
    }


def _end_of_day(world: World, now: datetime, days: int) -> datetime:
    calendar = world.charter.calendar
    return calendar.end_of(calendar.after_working_days(calendar.local_day(now), days))


def _refer(hand: Hand, complaint: Complaint, department: str, note: str) -> None:
    move(hand, complaint, Status.REFERRED, note, detail=hand.world.routes.names[department], department=department)


def _schedule(hand: Hand, complaint: Complaint, day: date, note: str) -> None:
    columns: dict[str, object] = {"promised_on": day}
    if complaint.promised_on and day > complaint.promised_on:
        if not note.strip():
            raise NotPossible(
                f"{complaint.folio} was promised for {complaint.promised_on}. Say with --note why it will be later."
            )
        columns["slip"] = note.strip()
    move(hand, complaint, Status.SCHEDULED, note, detail=spoken_day(day), **columns)


def _merge(hand: Hand, complaint: Complaint, master: Complaint, note: str) -> None:
    if master.id == complaint.id:
        raise NotPossible("a report cannot be merged into itself")
    if master.status is Status.DUPLICATE:
        root = complaints.master_of(hand.connection, master)
        raise NotPossible(f"{master.folio} is itself a duplicate. Merge into {root.folio}.")
    if master.status not in OPEN:
        raise NotPossible(
            f"{master.folio} is no longer open ({master.status}). Reopen it first, or merge the other way."
        )
    move(hand, complaint, Status.DUPLICATE, note, detail=master.folio, duplicate_of=master.id)
    hand.record(master.id, "joined", complaint.folio)
    hand.ledger.later(lambda c: complaints.add_reporters_of(c, complaint.id, master.id))


def _split(hand: Hand, complaint: Complaint, note: str) -> None:
    if complaint.status is not Status.DUPLICATE or complaint.duplicate_of is None:
        raise NotPossible(f"{complaint.folio} is not merged into another. To take out one who joined, add --person.")
    master = complaint.duplicate_of
    move(hand, complaint, Status.UNDER_REVIEW, note, duplicate_of=None)
    hand.record(master, "split_off", complaint.folio)
    hand.ledger.later(lambda c: complaints.remove_reporters_who_came_with(c, master, complaint.id))


def _split_person(hand: Hand, complaint: Complaint, place: int, note: str) -> str:
    concerned = complaints.list_reporters(hand.connection, complaint.id)
    if not 2 <= place <= len(concerned):
        raise NotPossible(f"--person is a number from 2 to {len(concerned)}: the first is who filed it")
    theirs = concerned[place - 1]
    if theirs.came_with:
        raise NotPossible("they came with a report of their own that was merged: split that one by its folio")
    new = new_complaint(
        hand,
        person_id=theirs.person_id,
        anonymous=theirs.anonymous,
        category=complaint.category,
        text=theirs.text,
        neighbourhood_key=complaint.neighbourhood_key,
        place=complaint.place,
        account=complaint.account,
        public_work_key=complaint.public_work_key,
    )
    hand.ledger.later(lambda c: complaints.move_reporter(c, theirs.person_id, complaint.id, new.id))
    hand.record(new.id, "split", note.strip() or complaint.folio)
    hand.record(complaint.id, "split_off", new.folio)
    return new.folio


def _demand_no_open_task(hand: Hand, complaint: Complaint) -> None:
    still_open = [one for one in complaints.list_tasks(hand.connection, complaint.id) if one.ended_at is None]
    if still_open:
        parts = "; ".join(f"{one.what} ({one.department})" for one in still_open)
        raise NotPossible(f"parts of the work are still open: {parts}. End them first with `voz complaint task-done`.")


def _add_task(hand: Hand, complaint: Complaint, department: str, what: str) -> None:
    if complaint.status not in OPEN:
        raise NotPossible(f"{complaint.folio} is no longer open ({complaint.status}). Reopen it first.")
    hand.ledger.add(
        "complaint_tasks",
        complaint_id=complaint.id,
        department=department,
        what=what,
        opened_at=hand.now,
        ended_at=None,
        ended_as="",
    )
    hand.record(complaint.id, "task_added", f"{department}: {what}")


def _end_task(hand: Hand, complaint: Complaint, number: int, *, dropped: bool) -> None:
    tasks = complaints.list_tasks(hand.connection, complaint.id)
    if not 1 <= number <= len(tasks) or tasks[number - 1].ended_at:
        raise NotPossible(f"{complaint.folio} has no open task {number}. `voz complaint show` numbers them.")
    task = tasks[number - 1]
    ended_as = "dropped" if dropped else "done"
    hand.ledger.change("complaint_tasks", task.id, ended_at=hand.now, ended_as=ended_as)
    hand.record(complaint.id, f"task_{ended_as}", f"{task.department}: {task.what}")
