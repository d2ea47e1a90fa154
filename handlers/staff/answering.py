"""Many proposals answered at once, with words of their own each: first shown, then done exactly as shown."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from string import Formatter

from civic.folio import read_folio
from civic.moves import MoveNotAllowed, WordsMissing
from civic.personal import without_personal_data
from civic.proposal import ANSWERS, step_to
from flows.speech import filled, shortened
from handlers.staff.finding import NotPossible
from handlers.staff.proposals import Answer, Reviewer, give_answer
from handlers.world import World
from storage import proposals as stored
from storage.access import Within
from storage.proposals import Listed, Proposal, Wanted
from storage.store import Connection

MOST = 20_000
CHUNK = 200
"""Proposals in one commit: short enough that those who write in do not notice."""
PLACEHOLDERS = ("folio", "propuesta", "tema", "colonia", "personas")
_WORDS = 80


@dataclass(frozen=True, slots=True)
class Planned:
    """One proposal, and what those behind it would read."""

    proposal: Proposal
    voices: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class Plan:
    planned: Sequence[Planned]
    kept_out: Sequence[tuple[str, str]]
    """Folio, and why it cannot be answered so."""

    @property
    def code(self) -> str:
        """Of exactly this: whoever confirms it has seen it."""
        seen = [(one.proposal.folio, one.proposal.status, one.answer.to, one.answer.told()) for one in self.planned]
        return hashlib.sha256(json.dumps(seen).encode()).hexdigest()[:8]


def plan(
    connection: Connection,
    world: World,
    wanted: Wanted,
    answer: Answer,
    *,
    within: Within | None = None,
    most: int = MOST,
) -> Plan:
    """`within`: what whoever asks may work on; `most`: as many are too many. `answer.text` may name what
    differs: {folio}, {propuesta}, {tema}, {colonia}, {personas}.
    Raises NotPossible."""
    if answer.to not in ANSWERS:
        raise NotPossible("Se contesta que se acepta, que se acepta en parte o que no se acepta.")
    _demand_placeholders(answer.text)
    folios = tuple(str(read_folio(one, world.folio_prefix) or one) for one in wanted.folios)
    found = stored.list_proposals(connection, replace(wanted, folios=folios), most, within)
    if len(found) == most:
        raise NotPossible(f"Son {most:,} o más: conteste por tema o por colonia.")
    if missing := sorted(set(folios) - {one.proposal.folio for one in found}):
        raise NotPossible(f"Aquí no hay una propuesta con el folio {', '.join(missing)}.")
    planned: list[Planned] = []
    kept_out: list[tuple[str, str]] = []
    for one in found:
        theirs = replace(answer, text=_filled(world, one, answer.text))
        if refusal := _refusal(world, one.proposal, theirs):
            kept_out.append((one.proposal.folio, refusal))
        else:
            planned.append(Planned(one.proposal, one.voices, theirs))
    return Plan(planned, kept_out)


def carry_out(reviewer: Reviewer, some: Sequence[Planned]) -> list[str]:
    """Those are answered that stand as they were shown; the folios of the others."""
    hand, changed = reviewer.hand(), []
    for one in some:
        now = stored.find_proposal(reviewer.connection, one.proposal.folio)
        if now is None or (now.status, now.status_at) != (one.proposal.status, one.proposal.status_at):
            changed.append(one.proposal.folio)
        else:
            give_answer(hand, now, one.answer)
    hand.ledger.save(reviewer.connection)
    return changed


def _demand_placeholders(text: str) -> None:
    try:
        named = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        raise NotPossible("El texto tiene una llave que no se cierra.") from None
    if unknown := sorted(named - set(PLACEHOLDERS)):
        known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        raise NotPossible(f"El texto nombra {{{unknown[0]}}}, que no se conoce. Se conocen {known}.")


def _filled(world: World, one: Listed, text: str) -> str:
    proposal, where = one.proposal, world.neighbourhood(one.proposal.neighbourhood_key)
    held = world.consultation(proposal.consultation_id)
    topics = {topic.id: topic.label for topic in held.consultation.topics} if held else {}
    values = {
        "folio": proposal.folio,
        "propuesta": shortened(" ".join(without_personal_data(proposal.text).split()), _WORDS),
        "tema": topics.get(proposal.topic, proposal.topic),
        "colonia": where.name if where else "su colonia",
        "personas": str(one.voices),
    }
    return filled(text, values)


def _refusal(world: World, proposal: Proposal, answer: Answer) -> str:
    """Why it cannot be answered so; empty: it can."""
    try:
        step_to(proposal.status, answer.to, note=answer.text, progress_before=proposal.progress)
    except MoveNotAllowed as e:
        return world.phrase(f"proposal_{e.status}", "es")
    except WordsMissing:
        raise NotPossible("Escriba la respuesta: la leen las personas que apoyan la propuesta.") from None
    return ""
