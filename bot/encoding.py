"""Gives proposals their vectors, a few at a time and outside of any transaction, so that nobody waits for it."""

import asyncio
from functools import partial
from time import monotonic

from bot.log import log
from bot.resting import rest
from civic.meaning import Meaning, gist
from storage.store import Store, StoreUnavailable
from storage.vectors import add_vectors, list_lacking

AT_ONCE = 16
_PAUSE = 20
"""Seconds until it is asked again who has none; until then a new proposal is compared by its words."""


class Encoding:
    """Only the leader does it."""

    def __init__(self, store: Store, meaning: Meaning) -> None:
        self._store = store
        self._meaning = meaning
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        self._stopping.set()

    async def run(self) -> None:
        self._stopping.clear()  # one that lost the lead may get it again
        while not self._stopping.is_set():
            began = monotonic()
            made = await self._round()
            await rest(
                self._stopping, monotonic() - began if made else _PAUSE
            )  # as long as it worked: half a core at most

    async def _round(self) -> int:
        try:
            return await encode_some(self._store, self._meaning)
        except StoreUnavailable as e:
            log.error("encoding_store_unavailable", reason=str(e))
        except Exception as e:  # words go on deciding alone: nothing that residents need may end with this
            log.error("encoding_failed", error=type(e).__name__, trace=True)
        return 0


async def encode_some(store: Store, meaning: Meaning) -> int:
    """How many proposals got a vector; 0 when all have one. Raises StoreUnavailable."""
    lacking = await store.read(partial(list_lacking, model=meaning.name, most=AT_ONCE))
    vectors = await asyncio.to_thread(meaning.encode, [gist(text) for _, text in lacking])
    made = {proposal_id: vector for (proposal_id, _), vector in zip(lacking, vectors, strict=True)}
    await store.write(partial(add_vectors, model=meaning.name, vectors=made))
    return len(made)
