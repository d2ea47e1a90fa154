"""What every table of statuses says when a move is refused."""

from collections.abc import Sequence
from enum import StrEnum


class MoveNotAllowed(Exception):
    """From this status there is no way to that one, for whoever asked. `allowed`: where it can go instead."""

    def __init__(self, status: StrEnum, to: StrEnum, by: str, allowed: Sequence[StrEnum]) -> None:
        super().__init__(f"{by} cannot move it from {status} to {to}")
        self.status, self.to, self.by, self.allowed = status, to, by, allowed


class WordsMissing(Exception):
    """This move is explained to those it concerns, in words."""

    def __init__(self, to: StrEnum) -> None:
        super().__init__(f"moving to {to} needs words")
        self.to = to
