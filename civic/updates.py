"""What a resident hears about what concerns them, and how often."""

from enum import StrEnum

from civic.complaint import OUTCOMES, Status


class Frequency(StrEnum):
    EACH_CHANGE = "each_change"  # and once a week even when nothing changed
    WEEKLY = "weekly"
    AT_END = "at_end"
    PAUSED = "paused"


TEMPLATES = {"": "complaint_status", "vote": "complaint_vote", "question": "complaint_question"}
"""The approved WhatsApp template that may say it outside the 24 hours, by what is asked in it (nothing, a vote, a question)."""
ESCALATED = {80: "escalated_80", 100: "escalated_100", 300: "escalated_300"}
"""Lines of a history: who was told that a term runs out, by per cent of it."""
TOLD = frozenset(
    {status.value for status in Status if status is not Status.RECEIVED}
    | {ESCALATED[100], ESCALATED[300], "unanswered", "split"}
)
"""Lines of a history that everybody hears whom the complaint concerns."""
ENDS = frozenset({Status.DONE, *OUTCOMES})
"""What those hear who only want to know the end."""
