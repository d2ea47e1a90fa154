"""Proposals get their vectors a few at a time, on both databases, and a fault ends nothing."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.encoding import AT_ONCE, Encoding, encode_some
from storage.store import Store
from storage.vectors import list_lacking, list_vectors
from tests.fakes.meaning import ByConcept
from tests.suggested import town_with


class Another(ByConcept):
    name = "another"


class Broken(ByConcept):
    def encode(self, texts: Sequence[str]) -> list[bytes]:
        raise ValueError("no such word")


async def test_each_proposal_gets_one_vector_for_each_model(store: Store) -> None:
    town = await town_with(store, *(f"hoyo número {number}" for number in range(AT_ONCE + 2)))
    assert [await encode_some(store, ByConcept()) for _ in range(3)] == [AT_ONCE, 2, 0]
    assert await encode_some(store, Another()) == AT_ONCE, "vectors of two models cannot be compared"
    (first, *_) = town.proposal_ids
    made = await store.read(lambda c: list_vectors(c, "concepts", town.proposal_ids))
    assert len(made) == AT_ONCE + 2
    assert made[first] == ByConcept().encode(["hoyo número 0"])[0]


async def test_it_goes_on_until_it_is_stopped(store: Store) -> None:
    await town_with(store, "un hoyo", "otro hoyo")
    encoding = Encoding(store, ByConcept())
    running = asyncio.create_task(encoding.run())
    async with asyncio.timeout(30):
        while await store.read(lambda c: list_lacking(c, "concepts", 9)):
            await asyncio.sleep(0.01)
        encoding.stop()
        await running


async def test_a_fault_is_named_and_ends_nothing(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    await town_with(store, "un hoyo")
    encoding = Encoding(store, Broken())
    running = asyncio.create_task(encoding.run())
    async with asyncio.timeout(30):
        await asyncio.sleep(0.1)
        assert not running.done()
        encoding.stop()
        await running
    assert len(await store.read(lambda c: list_lacking(c, "concepts", 9))) == 1
