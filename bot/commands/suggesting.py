"""`voz suggest`: what may be the same and under which topic. Nothing is changed: a person decides."""

import argparse
import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from bot.commands import Failed, settings_of
from bot.commands.exporting import read_store
from bot.commands.refusing import refusals
from bot.commands.showing import is_for_reading, show_rows
from bot.commands.world import with_world
from bot.encoding import encode_some
from bot.semantic import load_model, meaning_of
from bot.settings import Settings
from handlers.staff.suggesting import other_topics, similar_to, suggested_groups
from handlers.world import World
from storage.consultations import Proposed
from storage.migrate import SchemaMismatch, demand_current
from storage.store import Connection, StoreUnavailable, open_store

T = TypeVar("T")

_WORDS = 90
"""Letters of a proposal that are shown in the terminal."""


def run(options: argparse.Namespace) -> None:
    with refusals():
        _ACTS[options.act](options)


def _similar(options: argparse.Namespace) -> None:
    def read(connection: Connection, world: World) -> list[tuple[object, ...]]:
        this, alike = similar_to(connection, world, options.folio)
        shown = [("", this), *((f"{one.likeness:.2f}", one.proposal) for one in alike)]
        return [(likeness, *_told(options, world, proposal)) for likeness, proposal in shown]

    show_rows(options, ("likeness", *_COLUMNS), _with_meaning(options, read))


def _groups(options: argparse.Namespace) -> None:
    def read(connection: Connection, world: World) -> list[tuple[object, ...]]:
        return [
            (number, f"{group.likeness:.2f}", *_told(options, world, proposal))
            for number, group in enumerate(suggested_groups(connection, world, options.consultation), 1)
            for proposal in group.proposals
        ]

    show_rows(options, ("group", "likeness", *_COLUMNS), _with_meaning(options, read))


def _topics(options: argparse.Namespace) -> None:
    def read(connection: Connection, world: World) -> list[tuple[object, ...]]:
        found = other_topics(connection, world, options.consultation)
        return [(one.suggested, f"{one.lead:.2f}", *_told(options, world, one.proposal)) for one in found]

    show_rows(options, ("suggested", "lead", *_COLUMNS), _with_meaning(options, read))


_COLUMNS = ("folio", "topic", "neighbourhood", "supports", "text")


def _told(options: argparse.Namespace, world: World, one: Proposed) -> tuple[object, ...]:
    where = world.neighbourhood(one.neighbourhood_key)
    text = " ".join(one.text.split())[:_WORDS] if is_for_reading(options) else one.text
    return one.folio, one.topic, where.name if where else "-", one.supports, text


def _with_meaning(options: argparse.Namespace, read: Callable[[Connection, World], T]) -> T:
    meaning = meaning_of(settings_of(options).proposals)
    return with_world(options, read_store, lambda connection, world: read(connection, replace(world, meaning=meaning)))


def _vectors(options: argparse.Namespace) -> None:
    settings = settings_of(options)
    if not settings.proposals.semantic:
        raise Failed("[proposals] semantic is off: there is nothing to compute")
    print(f"{asyncio.run(_encode_all(settings))} proposals have their vector now")


async def _encode_all(settings: Settings) -> int:
    store, meaning = open_store(settings.database.url), load_model()
    try:
        await store.read(demand_current)
        done = 0
        while made := await encode_some(store, meaning):
            done += made
        return done
    except (StoreUnavailable, SchemaMismatch) as e:
        raise Failed(str(e)) from e
    finally:
        await store.close()


_ACTS: dict[str, Callable[[argparse.Namespace], None]] = {
    "similar": _similar,
    "groups": _groups,
    "topics": _topics,
    "vectors": _vectors,
}
