"""Who may do what: the whole table, and how far a grant reaches."""

import pytest

from civic.access import ALLOWED, Access, Grant, Permission, Role

P = Permission

WHO_MAY: dict[Permission, str] = {
    P.READ_CHATS: "administrator supervisor operator auditor",
    P.ANSWER_CHATS: "administrator supervisor operator",
    P.ASSIGN_CHATS: "administrator supervisor",
    P.READ_COMPLAINTS: "administrator supervisor operator planner social_audit auditor",
    P.WORK_COMPLAINTS: "administrator supervisor operator",
    P.READ_PROPOSALS: "administrator supervisor operator planner auditor",
    P.WORK_PROPOSALS: "administrator planner",
    P.READ_COMMITTEES: "administrator supervisor social_audit auditor",
    P.WORK_COMMITTEES: "administrator social_audit",
    P.READ_BROADCASTS: "administrator supervisor planner social_audit auditor",
    P.WRITE_BROADCASTS: "administrator supervisor planner social_audit",
    P.APPROVE_BROADCASTS: "administrator supervisor",
    P.WRITE_REPLIES: "administrator supervisor",
    P.WRITE_TEXTS: "administrator",
    P.SET_HOURS: "administrator",
    P.READ_REPORTS: "administrator supervisor planner social_audit auditor",
    P.READ_TRAIL: "administrator auditor",
    P.READ_HEALTH: "administrator supervisor",
    P.MANAGE_STAFF: "administrator",
    P.SEE_NAMES: "administrator supervisor operator planner social_audit",
}


@pytest.mark.parametrize("permission", Permission)
def test_who_may(permission: Permission) -> None:
    assert {role.value for role in Role if permission in ALLOWED[role]} == set(WHO_MAY[permission].split())


def test_who_has_no_grant_may_nothing() -> None:
    nobody = Access(())
    assert not any(nobody.may(permission) for permission in Permission)
    assert not nobody.may_in(P.READ_CHATS, "", "")


REACH = [
    # grant, department, quadrant, whether it reaches
    (Grant(Role.OPERATOR), "aguas", "Norte", True),
    (Grant(Role.OPERATOR), "", "", True),
    (Grant(Role.OPERATOR, "aguas"), "aguas", "Norte", True),
    (Grant(Role.OPERATOR, "aguas"), "obras", "Norte", False),
    (Grant(Role.OPERATOR, "aguas"), "", "Norte", False),
    (Grant(Role.OPERATOR, quadrant="Norte"), "aguas", "Norte", True),
    (Grant(Role.OPERATOR, quadrant="Norte"), "aguas", "Sur", False),
    (Grant(Role.OPERATOR, quadrant="Norte"), "aguas", "", False),
    (Grant(Role.OPERATOR, "aguas", "Norte"), "aguas", "Sur", False),
    (Grant(Role.PLANNER), "aguas", "Norte", False),
]


@pytest.mark.parametrize(("grant", "department", "quadrant", "reaches"), REACH)
def test_how_far_a_grant_reaches(grant: Grant, department: str, quadrant: str, reaches: bool) -> None:
    assert Access((grant,)).may_in(P.ANSWER_CHATS, department, quadrant) is reaches


def test_two_grants_do_not_mix() -> None:
    """Who answers for water and reads everything does not answer for everything."""
    access = Access((Grant(Role.OPERATOR, "aguas"), Grant(Role.AUDITOR)))
    assert access.may_in(P.READ_CHATS, "obras", "")
    assert not access.may_in(P.ANSWER_CHATS, "obras", "")


@pytest.mark.parametrize("role", Role)
def test_who_may_not_go_without_a_second_factor(role: Role) -> None:
    assert Access((Grant(role),)).needs_second_factor is (role in (Role.ADMINISTRATOR, Role.SUPERVISOR))


@pytest.mark.parametrize(
    ("grants", "sees"),
    [
        ([], False),
        ([Grant(Role.AUDITOR)], False),
        ([Grant(Role.OPERATOR, "aguas")], True),
        ([Grant(Role.OPERATOR, "aguas"), Grant(Role.PLANNER)], True),
        ([Grant(Role.OPERATOR, "aguas"), Grant(Role.AUDITOR)], False),
        ([Grant(Role.OPERATOR), Grant(Role.AUDITOR, "aguas")], False),  # who reads the trail there reads it without
        ([Grant(Role.ADMINISTRATOR), Grant(Role.AUDITOR, "aguas")], True),
        ([Grant(Role.ADMINISTRATOR, quadrant="Norte"), Grant(Role.AUDITOR)], False),
    ],
)
def test_a_role_without_names_hides_them(grants: list[Grant], sees: bool) -> None:
    """Everywhere, unless another role opens the same with them."""
    assert Access(tuple(grants)).sees_names is sees
