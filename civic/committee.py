"""Who sits on a committee, and what they may do there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from civic.scheme import CommitteeKind, Scheme


class Ending(StrEnum):
    """How somebody's time on a committee ended."""

    LEFT = "left"  # of their own will
    REPLACED = "replaced"
    REMOVED = "removed"
    CLOSED = "closed"  # the committee ended
    JOINED = "joined"  # the same person, known twice
    ERASED = "erased"


class Lacking(StrEnum):
    """What a member still has to do before looking into a work. In this order."""

    TRAINING = "training"
    LETTER = "letter"
    ACCREDITATION = "accreditation"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a member has done of what their kind of committee asks for."""

    passed: frozenset[str] = frozenset()
    """Units of the training."""
    has_letter: bool = False
    accredited_until: datetime | None = None
    """The end of the accreditation that runs, where one does."""

    def lacks(self, kind: CommitteeKind, scheme: Scheme, now: datetime) -> list[Lacking]:
        """To the very minute: an accreditation that is over is none."""
        units = {unit.id for unit in scheme.units_of([kind.id])}
        return [
            what
            for what, is_lacking in (
                (Lacking.TRAINING, bool(units - self.passed)),
                (Lacking.LETTER, bool(kind.letter) and not self.has_letter),
                (Lacking.ACCREDITATION, bool(kind.figure) and not self._accredited(now)),
            )
            if is_lacking
        ]

    def _accredited(self, now: datetime) -> bool:
        return self.accredited_until is not None and now < self.accredited_until


def has_room(kind: CommitteeKind, role_id: str, roles: Collection[str]) -> bool:
    """Whether one more may have this role beside those who sit there already. `roles`: theirs, one a member."""
    role = kind.role(role_id)
    taken = sum(one == role_id for one in roles)
    return role is not None and (role.most is None or taken < role.most)
