"""What staff do with a complaint: one function an act. All raise NoSuchComplaint, MoveNotAllowed, WordsMissing, NotPossible."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from civic.complaint import Status
from civic.updates import Subject
from handlers.clock.tell import tell_now
from handlers.complaint import ask, move
from handlers.filing import keep_evidence
from handlers.hand import Hand, staff_hand
from handlers.promises import promise_day
from handlers.spoken import spoken_day
from handlers.staff import merging, tasks
from handlers.staff.finding import NotPossible, get_complaint
from handlers.world import World
from storage import complaints, media
from storage.complaints import Complaint
from storage.media import add_photo
from storage.store import Connection

_FOLIO_SIGNS = 60
"""Of another body's folio, as the column has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    name: str
    channel: str
    """Through what they act: `cli`, `desk`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A photo that may be shown to residents, made ready."""

    name: str
    path: str
    """Below the media folder."""
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Caseworker:
    """Staff at work: one act, one commit."""

    connection: Connection
    world: World
    staff: StaffMember
    now: datetime

    def _act(self, folio: str, act: Callable[[Hand, Complaint], None]) -> None:
        hand = staff_hand(self.connection, self.world, self.staff.name, self.now, self.staff.channel)
        complaint = get_complaint(self.connection, self.world, folio)
        concerned = [one.person_id for one in complaints.list_reporters(self.connection, complaint.id)]
        act(hand, complaint)
        hand.ledger.save(self.connection)
        tell_now(self.connection, self.now, world=self.world, people=concerned)

    def move(self, folio: str, to: Status, note: str = "") -> None:
        """To a status that needs nothing more than words."""
        if to in _OWN_ACTS:
            raise NotPossible(f"Ese paso pide algo más que palabras: en la terminal es `complaint {_OWN_ACTS[to]}`.")

        def act(hand: Hand, complaint: Complaint) -> None:
            if complaint.status is Status.DUPLICATE:
                raise NotPossible(f"La {complaint.folio} está unida a otra: sepárela primero.")
            if to is Status.DONE:
                tasks.demand_no_open_task(hand, complaint)
            move(hand, complaint, to, note)

        self._act(folio, act)

    def refer(self, folio: str, department: str, note: str = "") -> None:
        """To a department, which from then on holds it."""
        if department not in self.world.routes.names:
            raise NotPossible(
                f"No hay una dependencia {department!r}. Las que hay: {', '.join(self.world.routes.names)}."
            )
        self._act(folio, lambda hand, complaint: _refer(hand, complaint, department, note))

    def schedule(self, folio: str, day: date, note: str = "") -> None:
        """For a day, which is told to those it concerns. A later day than the one they were told needs a reason."""
        today = self.world.calendar.local_day(self.now)
        if day < today:
            raise NotPossible(f"El {spoken_day(day)} ya pasó. Elija hoy o un día que falte.")
        self._act(folio, lambda hand, complaint: _schedule(hand, complaint, day, note))

    def forward(self, folio: str, body: str, note: str, external_folio: str = "") -> None:
        """To a body outside the municipality, with the folio it gave."""
        if not body.strip():
            raise NotPossible("Escriba a qué institución se envía.")
        if len(external_folio) > _FOLIO_SIGNS:
            raise NotPossible(
                f"El folio de la otra institución pasa de {_FOLIO_SIGNS} caracteres: escríbalo en la explicación."
            )

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
            raise NotPossible("Escriba a qué institución se pasó: ninguna queja se rechaza, se pasa a quien le toca.")

        def act(hand: Hand, complaint: Complaint) -> None:
            move(hand, complaint, Status.NOT_COMPETENT, note, detail=body, external_body=body)

        self._act(folio, act)

    def ask(self, folio: str, question: str, days: int) -> None:
        """The resident who filed it, who has some working days to answer; until then the deadlines rest."""
        if days < 1:
            raise NotPossible("Dé al menos un día hábil para contestar.")

        def act(hand: Hand, complaint: Complaint) -> None:
            answer_by = _end_of_day(self.world, self.now, days)
            people = complaints.list_to_ask(self.connection, complaint.id)
            if not people:
                raise NotPossible(f"Ya no queda nadie a quien preguntarle por la {complaint.folio}.")
            move(hand, complaint, Status.WAITING, question)
            ask(hand, complaint, people[0], "question", answer_by, text=question.strip())

        self._act(folio, act)

    def show_repair(self, folio: str, picture: Picture) -> None:
        """A photo of the work: those it concerns are shown the newest one when they are asked whether it is fixed."""

        def act(hand: Hand, complaint: Complaint) -> None:
            photo = add_photo(hand.ledger, self.now, path=picture.path, sha256=picture.sha256, size=picture.size)
            keep_evidence(hand, "complaint", complaint.id, [photo], None, picture=picture.name)
            hand.record(Subject.COMPLAINT, complaint.id, "repair_shown")

        self._act(folio, act)

    def publish(self, folio: str, media_id: int, picture: str) -> str:
        """Let others see a photo that a resident sent, as `picture`; an empty one takes it back. The name it had before."""
        before: list[str | None] = []

        def act(hand: Hand, complaint: Complaint) -> None:
            before.append(media.set_picture(self.connection, complaint.id, media_id, picture))
            if before[0] is None:
                raise NotPossible(f"La queja {complaint.folio} no tiene el archivo {media_id}.")
            hand.record(Subject.COMPLAINT, complaint.id, "published" if picture else "unpublished", str(media_id))

        self._act(folio, act)
        return before[0] or ""

    def note(self, folio: str, text: str) -> None:
        """For staff only."""
        if not text.strip():
            raise NotPossible("Escriba la nota.")
        self._act(folio, lambda hand, complaint: hand.record(Subject.COMPLAINT, complaint.id, "noted", text.strip()))

    def merge(self, folio: str, into: str, note: str = "") -> None:
        """It is the same fault as another report, which from then on stands for both; everybody hears of that one."""
        self._act(
            folio,
            lambda hand, complaint: merging.merge(
                hand, complaint, get_complaint(self.connection, self.world, into), note
            ),
        )

    def split(self, folio: str, note: str) -> None:
        """It was not the same fault after all: it goes on by itself."""
        self._act(folio, lambda hand, complaint: merging.split(hand, complaint, note))

    def split_person(self, folio: str, person_id: int, note: str) -> str:
        """One who joined reported another fault: what they sent becomes a report of its own. Returns the new folio."""
        return self._split_person(folio, lambda hand, complaint: person_id, note)

    def split_person_at(self, folio: str, place: int, note: str) -> str:
        """The same, by their place among those whom it concerns: 2 is the first who joined."""
        return self._split_person(folio, lambda hand, complaint: merging.person_at(hand, complaint, place), note)

    def _split_person(self, folio: str, whom: Callable[[Hand, Complaint], int], note: str) -> str:
        made: list[str] = []
        self._act(
            folio,
            lambda hand, complaint: made.append(merging.split_person(hand, complaint, whom(hand, complaint), note)),
        )
        return made[0]

    def add_task(self, folio: str, department: str, what: str) -> None:
        """A part of the work, for one department."""
        if department not in self.world.routes.names or not what.strip():
            raise NotPossible("Escriba qué hay que hacer y elija la dependencia que lo hará.")
        self._act(folio, lambda hand, complaint: tasks.add_task(hand, complaint, department, what.strip()))

    def end_task(self, folio: str, number: int, *, dropped: bool = False) -> None:
        self._act(folio, lambda hand, complaint: tasks.end_task(hand, complaint, number, dropped=dropped))


_OWN_ACTS = {
    Status.REFERRED: "refer",
    Status.SCHEDULED: "schedule",
    Status.FORWARDED: "forward",
    Status.WAITING: "ask",
    Status.DUPLICATE: "merge",
    Status.NOT_COMPETENT: "not-competent",
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
                f"La {complaint.folio} se prometió para el {spoken_day(complaint.promised_on)}. "
                "Explique por qué será después."
            )
        columns["slip"] = note.strip()
    move(hand, complaint, Status.SCHEDULED, note, detail=spoken_day(day), **columns)
    promise_day(hand, complaint, day)
