"""What a resident hears about what concerns them, and how often."""

from enum import StrEnum

from civic.charter import LEVELS, WARNING, Step
from civic.complaint import OUTCOMES, Status


class Frequency(StrEnum):
    EACH_CHANGE = "each_change"  # and once a week even when nothing changed
    WEEKLY = "weekly"
    AT_END = "at_end"
    PAUSED = "paused"


TEMPLATES = {"": "complaint_status", "vote": "complaint_vote", "question": "complaint_question"}
"""The approved WhatsApp template that may say it outside the 24 hours, by what is asked in it (nothing, a vote, a question)."""
ESCALATED = frozenset(f"late_{step}_{level}" for step in (Step.ASSIGN, Step.ANSWER, Step.SOLVE) for level in LEVELS)
"""Lines of a history: who was told that a term runs out or is over, by step and per cent of it."""
TOLD = frozenset(
    {status.value for status in Status if status is not Status.RECEIVED}
    | {line for line in ESCALATED if not line.endswith(f"_{WARNING}")}
    | {"unanswered", "split"}
)
"""Lines of a history that everybody hears whom the complaint concerns."""
READABLE = TOLD | ESCALATED | {Status.RECEIVED.value, "filed", "joined", "answered"}
"""Those that they find under its folio."""
ENDS = frozenset({Status.DONE, *OUTCOMES})
"""What those hear who only want to know the end."""
