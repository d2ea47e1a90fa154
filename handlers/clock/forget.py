"""Every night: what has served its purpose goes."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from storage.forgetting import forget_desk, forget_raw, forget_spent, forget_talks
from storage.openings import forget_openings
from storage.store import Connection


def forget(connection: Connection, now: datetime, *, raw_days: int, talk_days: int) -> Mapping[str, int]:
    return {
        "raw": forget_raw(connection, now - timedelta(days=raw_days)),
        "talks": forget_talks(connection, now - timedelta(days=talk_days)),
        "spent": forget_spent(connection, now, now - timedelta(days=90)),
        "desk": forget_desk(connection, now),
        "openings": forget_openings(connection, now - timedelta(days=2)),
    }
