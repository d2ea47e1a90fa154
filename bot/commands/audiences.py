"""`voz broadcast audience`."""

import argparse
from collections.abc import Callable, Mapping

from bot.build import utc_now
from bot.commands.exporting import read_store, write_store
from bot.commands.world import with_world
from civic import audience as audiences_of
from civic.audience import Audience
from civic.consent import Purpose
from handlers.broadcast.reach import Reached, reached
from handlers.staff.broadcasts import Broadcaster, find_audience
from handlers.world import World
from storage.audiences import list_audiences
from storage.reach import list_sample
from storage.store import Connection

_SAMPLE = 5


def _save(options: argparse.Namespace) -> None:
    audience = Audience(
        committees=tuple(options.committee),
        committee_kinds=tuple(options.committee_kind),
        roles=tuple(options.role),
        works=tuple(options.work),
        neighbourhoods=tuple(options.neighbourhood),
        topics=tuple(options.topic),
        consultations=tuple(options.consultation),
        programmes=tuple(options.programme),
        channels=tuple(options.channel),
        languages=tuple(options.language),
        purpose=Purpose(options.purpose),
        groups=options.groups,
    )

    def write(connection: Connection, world: World) -> Reached:
        return Broadcaster(connection, world, options.staff, utc_now()).save_audience(options.key, audience)

    print("\n".join(reach_lines(with_world(options, write_store, write))))


def reach_lines(found: Reached) -> list[str]:
    left_out = ", ".join(f"{reason} {many}" for reason, many in found.left_out.items())
    channels: dict[str, int] = {}
    for one in found.alike():
        channel = one.account.partition(":")[0]
        channels[channel] = channels.get(channel, 0) + one.people
    by_channel = ", ".join(f"{channel} {many}" for channel, many in sorted(channels.items()))
    return [
        f"people: {found.matched}; can be written to: {found.written_to}{f' ({by_channel})' if by_channel else ''}",
        *([f"left out: {left_out}"] if left_out else []),
    ]


def _show(options: argparse.Namespace) -> None:
    def read(connection: Connection, world: World) -> list[str]:
        named = find_audience(connection, options.key)
        audience, now = named.audience, utc_now()
        lines = [f"{named.key}: {audiences_of.told(audience)}"]
        lines += reach_lines(reached(connection, world, audience, now))
        for one in list_sample(connection, audience, audience.purpose, now, _SAMPLE):
            where = world.neighbourhood(one.neighbourhood_key)
            channel = one.account.partition(":")[0] or "-"
            lines.append(f"  {where.name if where else '-':30}  {channel:10}  {one.language}  {one.reason}".rstrip())
        return lines

    print("\n".join(with_world(options, read_store, read)))


def _list(options: argparse.Namespace) -> None:
    def read(connection: Connection, world: World) -> list[str]:
        return [f"{one.key:24}  {audiences_of.told(one.audience)}" for one in list_audiences(connection)]

    print("\n".join(with_world(options, read_store, read)) or "no audience was saved yet")


AUDIENCE_ACTS: Mapping[str, Callable[[argparse.Namespace], None]] = {"save": _save, "show": _show, "list": _list}
