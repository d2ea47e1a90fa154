"""What staff do with proposals: one function an act. All raise NoSuchProposal, MoveNotAllowed, WordsMissing, NotPossible."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from civic.folio import read_folio
from civic.proposal import ANSWERS, UNSEEN, ProposalStatus
from civic.updates import Subject
from handlers.hand import Hand, staff_hand
from handlers.proposal import take_step
from handlers.spoken import spoken_day
from handlers.staff.finding import NoSuch, NotPossible
from handlers.world import World
from storage import initiatives
from storage import proposals as stored
from storage.proposals import Proposal
from storage.store import Connection
from storage.works import find_work

_COMMITMENT_SIGNS = 300


class NoSuchProposal(NoSuch):
    """No proposal has this folio."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the municipality says to a proposal."""

    to: ProposalStatus
    text: str
    cost: int | None = None
    """Whole pesos."""
    law: str = ""

    def told(self) -> str:
        """As those behind it read it."""
        cost = f"Costo estimado: ${self.cost:,}" if self.cost is not None else ""
        law = f"Fundamento: {self.law.strip()}" if self.law.strip() else ""
        return ". ".join(part.strip().rstrip(".") for part in (self.text, cost, law) if part.strip())


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Staff at work on proposals: one act, one commit."""

    connection: Connection
    world: World
    staff: str
    now: datetime
    channel: str = "cli"

    def hand(self) -> Hand:
        return staff_hand(self.connection, self.world, self.staff, self.now, self.channel)

    def _act(self, folio: str, act: Callable[[Hand, Proposal], None]) -> None:
        hand = self.hand()
        act(hand, find(self.connection, self.world, folio))
        hand.ledger.save(self.connection)

    def move(self, folio: str, to: ProposalStatus, note: str = "") -> None:
        """To a status that needs nothing more than words."""
        if to in _OWN_ACTS:
            raise NotPossible(f"Ese paso pide algo más que palabras: en la terminal es `proposal {_OWN_ACTS[to]}`.")
        self._act(folio, lambda hand, proposal: _move(hand, proposal, to, note))

    def answer(self, folio: str, answer: Answer) -> None:
        self._act(folio, lambda hand, proposal: give_answer(hand, proposal, answer))

    def schedule(self, folio: str, day: date, note: str = "") -> None:
        """For a day, which is told. Another day than the one told before needs a reason."""
        if day < self.world.calendar.local_day(self.now):
            raise NotPossible(f"El {spoken_day(day)} ya pasó. Elija hoy o un día que falte.")

        def act(hand: Hand, proposal: Proposal) -> None:
            take_step(hand, proposal, ProposalStatus.SCHEDULED, note, detail=spoken_day(day), scheduled_on=day)

        self._act(folio, act)

    def progress(self, folio: str, per_cent: int, note: str = "") -> None:
        """Of the work, 0 to 99; at 100 it is done, and `done` asks for words."""
        if not 0 <= per_cent <= 99:
            raise NotPossible("El avance es un número de 0 a 99; lo que ya está listo se da por cumplido.")

        def act(hand: Hand, proposal: Proposal) -> None:
            if (proposal.status, proposal.progress) == (ProposalStatus.IN_PROGRESS, per_cent) and not note.strip():
                raise NotPossible(f"La {proposal.folio} ya está en {per_cent} %.")
            take_step(hand, proposal, ProposalStatus.IN_PROGRESS, note, detail=f"{per_cent} %", progress=per_cent)

        self._act(folio, act)

    def group(self, folio: str, into: str, note: str = "") -> None:
        """It asks for the same as another one, which from then on stands for both; everybody behind it stands behind that
        one."""

        def act(hand: Hand, proposal: Proposal) -> None:
            _group(hand, proposal, find(self.connection, self.world, into), note)

        self._act(folio, act)

    def split(self, folio: str, note: str = "") -> None:
        """It did not ask for the same after all: it stands for itself, with those who came with it."""

        def act(hand: Hand, proposal: Proposal) -> None:
            if proposal.grouped_into is None:
                raise NotPossible(f"La {proposal.folio} no está junta con otra.")
            root = stored.get_proposal(self.connection, proposal.grouped_into)
            if root.grouped_into:
                raise NotPossible(f"La {root.folio} está junta con otra: separe primero aquella.")
            take_step(hand, proposal, ProposalStatus.RECEIVED, note, event="split", grouped_into=None)
            hand.ledger.later(lambda c: stored.ungroup(c, proposal.id))

        self._act(folio, act)

    def set_topic(self, folio: str, topic: str) -> None:
        """What it is sorted by; nobody is told."""

        def act(hand: Hand, proposal: Proposal) -> None:
            held = self.world.consultation(proposal.consultation_id)
            topics = [one.id for one in held.consultation.topics] if held else [topic]
            if topic not in topics:
                raise NotPossible(f"Su consulta no tiene el tema {topic!r}. Los que hay: {', '.join(topics)}.")
            hand.ledger.change("proposals", proposal.id, topic=topic)
            hand.record(Subject.PROPOSAL, proposal.id, "topic_set", f"{proposal.topic or '-'} > {topic}")

        self._act(folio, act)

    def link(self, folio: str, *, work: str = "", commitment: str = "", initiative: str = "") -> None:
        """To what came of it: a public work of the register, a commitment of the government, an initiative. It is told."""
        if not (work or commitment or initiative):
            raise NotPossible("Diga a qué se enlaza: una obra, un compromiso o una iniciativa.")
        if len(commitment) > _COMMITMENT_SIGNS:
            raise NotPossible(f"El compromiso se nombra en {_COMMITMENT_SIGNS} caracteres a lo más.")
        self._act(folio, lambda hand, proposal: _link(hand, proposal, work, commitment.strip(), initiative))


def find(connection: Connection, world: World, folio: str) -> Proposal:
    """However the folio is typed; locked. Raises NoSuchProposal."""
    typed = read_folio(folio, world.folio_prefix)
    found = stored.find_proposal(connection, str(typed)) if typed else None
    if found is None:
        raise NoSuchProposal(f"No hay una propuesta con el folio {folio}.")
    return found


_OWN_ACTS = {
    ProposalStatus.ACCEPTED: "answer",
    ProposalStatus.PARTLY: "answer",
    ProposalStatus.REJECTED: "answer",
    ProposalStatus.SCHEDULED: "schedule",
    ProposalStatus.IN_PROGRESS: "progress",
    ProposalStatus.GROUPED: "group",
}


def give_answer(hand: Hand, proposal: Proposal, answer: Answer) -> None:
    """Raises MoveNotAllowed, WordsMissing, NotPossible."""
    if answer.to not in ANSWERS:
        raise NotPossible("Se contesta que se acepta, que se acepta en parte o que no se acepta.")
    if answer.cost is not None and answer.cost < 0:
        raise NotPossible("El costo es un número de pesos.")
    take_step(
        hand,
        proposal,
        answer.to,
        answer.told() if answer.text.strip() else "",
        answer=answer.text.strip(),
        cost=answer.cost,
        law=answer.law.strip(),
    )


def _move(hand: Hand, proposal: Proposal, to: ProposalStatus, note: str) -> None:
    if to is ProposalStatus.RECEIVED and proposal.status is ProposalStatus.GROUPED:
        raise NotPossible("Está junta con otra: sepárela, y quienes llegaron con ella se van con ella.")
    take_step(hand, proposal, to, note, event="published" if proposal.status in UNSEEN and to not in UNSEEN else "")


def _group(hand: Hand, proposal: Proposal, root: Proposal, note: str) -> None:
    if root.id == proposal.id:
        raise NotPossible("Una propuesta no se puede juntar consigo misma.")
    if root.consultation_id != proposal.consultation_id:
        raise NotPossible("Solo se juntan propuestas de una misma consulta.")
    if root.status in UNSEEN:
        raise NotPossible(f"La {root.folio} no está publicada: publíquela primero.")
    if root.grouped_into:
        stands = stored.root_of(hand.connection, root)
        raise NotPossible(f"La {root.folio} ya está junta con otra. Júntela con la {stands.folio}.")
    take_step(hand, proposal, ProposalStatus.GROUPED, note, detail=root.folio, grouped_into=root.id)
    hand.record(Subject.PROPOSAL, root.id, "stands_for", proposal.folio)
    hand.ledger.later(lambda c: stored.group(c, proposal.id, root.id))


def _link(hand: Hand, proposal: Proposal, work: str, commitment: str, initiative: str) -> None:
    columns: dict[str, object] = {}
    said: list[str] = []
    if work:
        found = find_work(hand.connection, work)
        if found is None:
            raise NotPossible(f"El registro no tiene la obra {work!r}.")
        columns["public_work_key"] = work
        said.append(f"Obra {work}, {found.work.name}")
    if commitment:
        columns["commitment"] = commitment
        said.append(f"Compromiso: {commitment}")
    if initiative:
        taken = initiatives.find_initiative(hand.connection, initiative)
        if taken is None:
            raise NotPossible(f"No hay una iniciativa {initiative!r}.")
        columns["initiative_id"] = taken.id
        said.append(f"Iniciativa «{taken.title}»")
    hand.ledger.change("proposals", proposal.id, **columns)
    hand.record(Subject.PROPOSAL, proposal.id, "linked", ". ".join(said))
