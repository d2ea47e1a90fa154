"""Who may do what at the desk. Nothing is allowed that is not written here."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    READ_CHATS = "read_chats"
    ANSWER_CHATS = "answer_chats"
    ASSIGN_CHATS = "assign_chats"
    """Also those that are a colleague's: see them, take them over, give them to somebody."""
    READ_COMPLAINTS = "read_complaints"
    WORK_COMPLAINTS = "work_complaints"
    READ_PROPOSALS = "read_proposals"
    WORK_PROPOSALS = "work_proposals"
    READ_COMMITTEES = "read_committees"
    WORK_COMMITTEES = "work_committees"
    READ_BROADCASTS = "read_broadcasts"
    WRITE_BROADCASTS = "write_broadcasts"
    APPROVE_BROADCASTS = "approve_broadcasts"
    WRITE_REPLIES = "write_replies"
    WRITE_TEXTS = "write_texts"
    SET_HOURS = "set_hours"
    READ_REPORTS = "read_reports"
    READ_TRAIL = "read_trail"
    READ_HEALTH = "read_health"
    MANAGE_STAFF = "manage_staff"
    SEE_NAMES = "see_names"
    """Of residents, and their numbers; else they are masked."""


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    SUPERVISOR = "supervisor"
    OPERATOR = "operator"
    PLANNER = "planner"
    SOCIAL_AUDIT = "social_audit"
    AUDITOR = "auditor"


_P = Permission
_OPERATOR = frozenset(
    {_P.READ_CHATS, _P.ANSWER_CHATS, _P.READ_COMPLAINTS, _P.WORK_COMPLAINTS, _P.READ_PROPOSALS, _P.SEE_NAMES}
)
_READER = frozenset(
    {
        _P.READ_CHATS, _P.READ_COMPLAINTS, _P.READ_PROPOSALS, _P.READ_COMMITTEES, _P.READ_BROADCASTS,
        _P.READ_REPORTS, _P.READ_TRAIL,
    }
)  # fmt: skip
ALLOWED: Mapping[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(Permission),
    Role.SUPERVISOR: _OPERATOR
    | {
        _P.ASSIGN_CHATS, _P.READ_COMMITTEES, _P.READ_BROADCASTS, _P.WRITE_BROADCASTS, _P.APPROVE_BROADCASTS,
        _P.WRITE_REPLIES, _P.READ_REPORTS, _P.READ_HEALTH,
    },
    Role.OPERATOR: _OPERATOR,
    Role.PLANNER: frozenset(
        {
            _P.READ_PROPOSALS, _P.WORK_PROPOSALS, _P.READ_COMPLAINTS, _P.READ_BROADCASTS, _P.WRITE_BROADCASTS,
            _P.READ_REPORTS, _P.SEE_NAMES,
        }
    ),
    Role.SOCIAL_AUDIT: frozenset(
        {
            _P.READ_COMMITTEES, _P.WORK_COMMITTEES, _P.READ_COMPLAINTS, _P.READ_BROADCASTS, _P.WRITE_BROADCASTS,
            _P.READ_REPORTS, _P.SEE_NAMES,
        }
    ),
    Role.AUDITOR: _READER,
}  # fmt: skip

SECOND_FACTOR = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR})
"""Who may not go without one."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role in one department and one part of town; empty: in all of them."""

    role: Role
    department: str = ""
    quadrant: str = ""

    def allows(self, permission: Permission) -> bool:
        return permission in ALLOWED[self.role]

    def covers(self, department: str, quadrant: str) -> bool:
        return self.department in ("", department) and self.quadrant in ("", quadrant)

    def includes(self, other: "Grant") -> bool:
        """All that the other allows, in all places where it does."""
        return ALLOWED[other.role] <= ALLOWED[self.role] and self.covers(other.department, other.quadrant)


@dataclass(frozen=True, slots=True)
class Access:
    """What somebody may do, by all roles they have."""

    grants: tuple[Grant, ...]

    def may(self, permission: Permission) -> bool:
        """Somewhere at least."""
        return any(grant.allows(permission) for grant in self.grants)

    def granting(self, permission: Permission) -> tuple[Grant, ...]:
        return tuple(grant for grant in self.grants if grant.allows(permission))

    def may_in(self, permission: Permission, department: str, quadrant: str) -> bool:
        return any(grant.covers(department, quadrant) for grant in self.granting(permission))

    @property
    def sees_names(self) -> bool:
        """Whether residents' names and numbers are shown as they are. To whom a role opens rows without names they are shown
        nowhere, unless another role opens all of the same rows with them: no page has to know which role opened it."""
        with_names = self.granting(Permission.SEE_NAMES)
        return bool(with_names) and all(
            any(one.includes(grant) for one in with_names) for grant in self.grants if grant not in with_names
        )

    @property
    def needs_second_factor(self) -> bool:
        return any(grant.role in SECOND_FACTOR for grant in self.grants)
