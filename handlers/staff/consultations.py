"""What staff do with a consultation: publish it, correct its wording, move its dates, close it, open it again. Each with
who and why, in its history."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from civic.consultation import Consultation
from civic.consultation_meaning import changed_meaning
from civic.updates import Subject
from handlers.consultations import consultation_from, published_from
from handlers.hand import staff_hand
from handlers.staff.finding import NotPossible, get_consultation
from handlers.world import World
from storage import consultations
from storage.consultations import Revision
from storage.store import Connection

_DATES = "fase"


@dataclass(frozen=True, slots=True)
class Publication:
    consultation: Consultation
    number: int
    """Of the revision."""
    is_new: bool
    """False: exactly this document is in force already."""


@dataclass(frozen=True, slots=True)
class Planner:
    """Staff at work on consultations: one act, one commit."""

    connection: Connection
    world: World
    staff: str
    now: datetime
    channel: str = "cli"

    def publish(self, document: str, why: str) -> Publication:
        """The document becomes a revision that is never edited. Once people take part only wording may differ from the
        revision before, and dates with a reason. Raises Unreadable, Refused, NotPossible."""
        made = consultation_from(document, self.world)
        before = consultations.find_in_force(self.connection, made.key)
        digest = hashlib.sha256(document.encode()).hexdigest()
        revisions = consultations.list_revisions(self.connection, before.id) if before else []
        if revisions and revisions[-1].sha256 == digest:
            return Publication(made, revisions[-1].number, is_new=False)
        if made.closes_at <= self.now:
            raise NotPossible("Su último día ya pasó: corrija las fechas de sus fases.")
        event = "published"
        if revisions:
            changed = self._changed(published_from(revisions[-1].document, self.world), made, revisions, why)
            event = "rescheduled" if _DATES in changed else "revised"
        consultation_id = before.id if before else self._add(made.key)
        number = len(revisions) + 1
        consultations.add_revision(
            self.connection,
            Revision(consultation_id, number, document, digest, f"staff:{self.staff}"[:80], why.strip(), self.now),
        )
        self._record(consultation_id, event, why)
        return Publication(made, number, is_new=True)

    def _add(self, key: str) -> int:
        consultation_id = self.world.ids.new()
        consultations.add_consultation(self.connection, consultation_id, key, self.now)
        return consultation_id

    def _changed(
        self, before: Consultation, after: Consultation, revisions: list[Revision], why: str
    ) -> Collection[str]:
        """What differs of what gives answers their meaning. Raises NotPossible once people take part."""
        changed = changed_meaning(before, after)
        began = before.opens_at <= self.now
        if not began and not consultations.count_participants(self.connection, revisions[-1].consultation_id):
            return changed
        if other := [part for part in changed if part != _DATES]:
            raise NotPossible(
                f"Ya hay participaciones, y lo que contestaron querría decir otra cosa: {', '.join(other)}. "
                "Cambie solo palabras y fechas, o publíquela con otra `clave`."
            )
        if changed and not why.strip():
            raise NotPossible("Cambian sus fechas mientras la gente participa: diga por qué.")
        return changed

    def close(self, key: str, why: str) -> None:
        """Before its time. Raises NoSuchConsultation, NotPossible."""
        in_force = get_consultation(self.connection, key)
        if not why.strip():
            raise NotPossible("Cerrarla antes de tiempo necesita una razón: escriba por qué.")
        if in_force.closed_at:
            raise NotPossible("Ya está cerrada.")
        consultations.set_closed(self.connection, in_force.id, self.now)
        self._record(in_force.id, "closed", why)

    def reopen(self, key: str, why: str) -> None:
        """What was closed before its time goes on by its dates. Raises NoSuchConsultation, NotPossible."""
        in_force = get_consultation(self.connection, key)
        if not why.strip():
            raise NotPossible("Abrirla otra vez necesita una razón: escriba por qué.")
        if not in_force.closed_at:
            raise NotPossible("No se cerró antes de tiempo. Para dar más días, publíquela con fechas nuevas.")
        document = consultations.get_document(self.connection, in_force.id, in_force.revision)
        if published_from(document, self.world).closes_at <= self.now:
            raise NotPossible("Su último día ya pasó: primero publíquela con fechas nuevas.")
        consultations.set_closed(self.connection, in_force.id, None)
        self._record(in_force.id, "reopened", why)

    def _record(self, consultation_id: int, event: str, why: str) -> None:
        hand = staff_hand(self.connection, self.world, self.staff, self.now, self.channel)
        hand.record(Subject.CONSULTATION, consultation_id, event, why.strip())
        hand.ledger.save(self.connection)
