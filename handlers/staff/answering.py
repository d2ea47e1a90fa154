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


def plan(connection: Connection, world: World, wanted: Wanted, answer: Answer) -> Plan:
    """`answer.text` may name what differs: {folio}, {propuesta}, {tema}, {colonia}, {personas}. Raises NotPossible."""
    if answer.to not in ANSWERS:
        raise NotPossible(f"{answer.to} is no answer; answers are {', '.join(sorted(ANSWERS))}")
    _demand_placeholders(answer.text)
    folios = tuple(str(read_folio(one, world.folio_prefix) or one) for one in wanted.folios)
    found = stored.list_proposals(connection, replace(wanted, folios=folios), MOST)
    if len(found) == MOST:
        raise NotPossible(f"these are {MOST:,} or more: answer a topic or a neighbourhood at a time")
    if missing := sorted(set(folios) - {one.proposal.folio for one in found}):
        raise NotPossible(f"no proposal here has the folio {', '.join(missing)}")
    planned: list[Planned] = []
    kept_out: list[tuple[str, str]] = []
    for one in found:
        theirs = replace(answer, text=_filled(world, one, answer.text))
        if refusal := _refusal(one.proposal, theirs):
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
    except ValueError as e:
        raise NotPossible(f"the text has a brace that is not closed: {e}") from None
    if unknown := sorted(named - set(PLACEHOLDERS)):
        known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        raise NotPossible(f"the text names {{{unknown[0]}}}, which is not known; known are {known}")


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


def _refusal(proposal: Proposal, answer: Answer) -> str:
    """Why it cannot be answered so; empty: it can."""
    try:
        step_to(proposal.status, answer.to, note=answer.text, progress_before=proposal.progress)
    except MoveNotAllowed as e:
        return f"it is {e.status}"
    except WordsMissing:
        raise NotPossible("an answer needs words: --text or --text-file") from None
    return ""
