"""What a resident hears about what concerns them, and how often."""

from collections.abc import Mapping
from enum import StrEnum

from civic.charter import LEVELS, WARNING, Step
from civic.complaint import OUTCOMES, Status
from civic.initiative import Stage
from civic.proposal import ProposalStatus


class Subject(StrEnum):
    """What somebody hears of."""

    COMPLAINT = "complaint"
    PROPOSAL = "proposal"  # of their own, or that they support
    CONSULTATION = "consultation"  # in which they take part
    INITIATIVE = "initiative"  # to which a proposal of theirs belongs


class Frequency(StrEnum):
    EACH_CHANGE = "each_change"  # and once a week even when nothing changed
    WEEKLY = "weekly"
    AT_END = "at_end"
    PAUSED = "paused"


TEMPLATES = {
    "": "complaint_status",
    "vote": "complaint_vote",
    "question": "complaint_question",
    "registration": "registration_confirm",
    "agreement": "agreement_reminder",
    "sheet": "neighbourhood_sheet",
    "progress": "work_progress",
    "meeting": "meeting_call",
    "meeting_off": "meeting_off",
    "programme": "programme_reminder",
}
"""The approved WhatsApp template that may say it outside the 24 hours, by what is asked in it; empty: nothing."""
ESCALATED = frozenset(f"late_{step}_{level}" for step in (Step.ASSIGN, Step.ANSWER, Step.SOLVE) for level in LEVELS)
"""Lines of a history: who was told that a term runs out or is over, by step and per cent of it."""
TOLD: Mapping[Subject, frozenset[str]] = {
    Subject.COMPLAINT: frozenset(
        {status.value for status in Status if status is not Status.RECEIVED}
        | {line for line in ESCALATED if not line.endswith(f"_{WARNING}")}
        | {"unanswered", "split"}
    ),
    Subject.PROPOSAL: frozenset(
        {status.value for status in ProposalStatus if status is not ProposalStatus.RECEIVED}
        | {"published", "split", "linked"}
    ),
    Subject.CONSULTATION: frozenset({"closed", "reopened", "rescheduled"}),
    Subject.INITIATIVE: frozenset(stage.value for stage in Stage),
}
"""Lines of a history that everybody hears whom it concerns."""
READABLE: Mapping[Subject, frozenset[str]] = {
    Subject.COMPLAINT: TOLD[Subject.COMPLAINT] | ESCALATED | {Status.RECEIVED.value, "filed", "joined", "answered"},
    Subject.PROPOSAL: TOLD[Subject.PROPOSAL] | {"submitted"},
}
"""Those that they find under its folio."""
PRIVATE = frozenset({"answered", "submitted"})
"""Lines of which others read that it happened, and not the words."""
ENDS = frozenset({Status.DONE, *OUTCOMES})
"""What those hear who only want to know the end."""
