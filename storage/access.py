"""Which rows somebody may see: one condition for lists, single pages, search, live news, files and exports alike."""

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from civic.access import Access, Grant, Permission
from civic.measures import EVERYWHERE
from storage.tables import chats, committees, neighbourhoods, rollups, work_neighbourhoods

Within = ColumnElement[bool]
"""What somebody may see of one kind of rows."""


def visible(
    access: Access,
    permission: Permission,
    *,
    department: ColumnElement[str] | None,
    neighbourhood: ColumnElement[str] | None,
) -> ColumnElement[bool]:
    """What a permission reaches. A kind of row without a department or place is given None: it is everybody's in that
    respect."""
    return or_(false(), *(_covered(grant, department, neighbourhood) for grant in access.granting(permission)))


def _covered(
    grant: Grant, department: ColumnElement[str] | None, neighbourhood: ColumnElement[str] | None
) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [true()]
    if grant.department and department is not None:
        conditions.append(department == grant.department)
    if grant.quadrant and neighbourhood is not None:
        there = select(neighbourhoods.c.key).where(neighbourhoods.c.quadrant == grant.quadrant)
        conditions.append(neighbourhood.in_(there))
    return and_(*conditions)


def visible_chats(access: Access, name: str) -> ColumnElement[bool]:
    """Chats that somebody may read: a colleague's only where they may also assign chats, or change nothing at all."""
    mine_or_nobodys = chats.c.staff.in_(("", name))
    reach: list[ColumnElement[bool]] = []
    for grant in access.granting(Permission.READ_CHATS):
        covered = _covered(grant, chats.c.department, chats.c.neighbourhood_key)
        others_too = grant.allows(Permission.ASSIGN_CHATS) or not grant.allows(Permission.ANSWER_CHATS)
        reach.append(covered if others_too else and_(covered, mine_or_nobodys))
    return or_(false(), *reach)


def only_chat(chat_id: int) -> Within:
    """Where all that is asked about is one chat that was given to whoever asks."""
    return chats.c.id == chat_id


def answerable_chats(access: Access, name: str) -> ColumnElement[bool]:
    """Those of them that somebody may answer."""
    place = chats.c.neighbourhood_key
    answers = visible(access, Permission.ANSWER_CHATS, department=chats.c.department, neighbourhood=place)
    return and_(visible_chats(access, name), answers)


def visible_figures(access: Access, *, apart: bool = False) -> ColumnElement[bool]:
    """Sums that somebody may read: of their department and part of town. Who may see all reads those that were added up
    already, unless departments or parts of town are to be told `apart`."""
    of = rollups.c
    grants = access.granting(Permission.READ_REPORTS)
    if any(not grant.department and not grant.quadrant for grant in grants):
        return of.department != EVERYWHERE if apart else of.department == EVERYWHERE
    reach: list[ColumnElement[bool]] = []
    for grant in grants:
        there = [of.department == grant.department] if grant.department else []
        there += [of.quadrant == grant.quadrant] if grant.quadrant else []
        reach.append(and_(*there))
    return or_(false(), *reach)


def visible_asked(access: Access) -> ColumnElement[bool]:
    """Chats that are counted for somebody, without reading them."""
    department, place = chats.c.department, chats.c.neighbourhood_key
    return visible(access, Permission.READ_REPORTS, department=department, neighbourhood=place)


def visible_committees(access: Access, permission: Permission) -> ColumnElement[bool]:
    """Where they are, or where the work is that they watch. They are no department's."""
    here = visible(access, permission, department=None, neighbourhood=committees.c.neighbourhood_key)
    if not any(grant.quadrant for grant in access.granting(permission)):
        return here
    there = visible(access, permission, department=None, neighbourhood=work_neighbourhoods.c.neighbourhood_key)
    works = select(work_neighbourhoods.c.work_key).where(there)
    return or_(here, committees.c.public_work_key.in_(works))
