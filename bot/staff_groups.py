"""Groups of staff, where the settings name some: else nothing of them is loaded."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.senders import senders_of
from bot.settings import Settings
from handlers.present import Present
from handlers.world import StaffGroups
from storage.store import Store

if TYPE_CHECKING:
    from bot.bridging import Bridging


def staff_groups_of(settings: Settings) -> StaffGroups | None:
    """None, and nothing of it loaded, where no group is named."""
    bridge = settings.desk.bridge
    if not bridge.is_on:
        return None
    from handlers.bridge import Groups

    windows = {account: one.window for account, one in senders_of(settings).items() if one.window}
    return Groups(
        account=f"telegram:{settings.telegram.token.partition(':')[0]}",
        for_all=bridge.groups,
        by_department=bridge.department_groups,
        prefix=bridge.prefix,
        rotate_at=bridge.rotate_at,
        windows=windows,
        public_url=settings.server.public_url.rstrip("/"),
    )


def bridging_of(
    settings: Settings,
    store: Store,
    present: Present,
    *,
    now: Callable[[], datetime],
    leads: Callable[[], bool],
    said: Callable[[], None],
) -> "Bridging | None":
    if present.world.staff_groups is None:
        return None
    from bot.bridging import Bridging
    from handlers.bridge import Groups

    assert isinstance(present.world.staff_groups, Groups)
    media = Path(settings.database.media)
    return Bridging(store, present.world.staff_groups, present, media=media, now=now, leads=leads, said=said)
