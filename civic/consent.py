"""What a resident may be written about without having asked: each purpose is agreed to, and taken back, by itself."""

from enum import StrEnum


class Purpose(StrEnum):
    FOLIO = "folio"
    """Answers on the resident's own complaints and proposals."""
    CONSULTATION = "consultation"
    COMMITTEE = "committee"
    PROGRAMME = "programme"
    """Reminders of a programme's dates that they asked for."""
