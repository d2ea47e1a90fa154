"""What follows when a proposal takes a step: its row, its history, and whom it concerns being told."""

from typing import Any

from civic.proposal import ProposalStatus, step_to
from civic.updates import Subject
from handlers.hand import Hand
from storage.proposals import Proposal


def take_step(
    hand: Hand,
    proposal: Proposal,
    to: ProposalStatus,
    note: str = "",
    *,
    event: str = "",
    detail: str = "",
    progress: int | None = None,
    **columns: Any,
) -> None:
    """Every change of status goes through here. `event`: the line of its history, when it is not the status; `detail`: what
    is told before the words; `columns`: what changes with it. Raises MoveNotAllowed, WordsMissing."""
    step = step_to(proposal.status, to, note=note, progress_before=proposal.progress, progress=progress)
    hand.ledger.change("proposals", proposal.id, status=to.value, status_at=hand.now, progress=step.progress, **columns)
    told = ". ".join(part.rstrip(".") for part in (detail, step.note) if part)
    hand.record(Subject.PROPOSAL, proposal.id, event or to.value, told)
