"""Counts what is published of a consultation when its results begin, and draws its pictures, so that no message and no page
has to wait for either.

No schedule of the clock: those run inside a transaction, and this takes its time. It reads, then counts and draws in a
thread, then writes what changed.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from bot.charts import bars_chart, tiles_chart
from bot.log import log
from bot.pictures import make_chart, remove_picture
from civic.closing import shows_results
from civic.consultation import Published
from civic.open_data import OTHERS, PLACES, PROPOSALS
from civic.tiles import tiles
from handlers.present import Present
from handlers.release import Gathered, Release, gather, release_of
from handlers.release.keep import kept_from, with_pictures
from storage.releases import Content, Kept, find_release, save_release
from storage.store import Store, StoreUnavailable

_LOOK = 60
"""Seconds between looks for results that begin."""
_AGAIN = timedelta(minutes=10)
"""How soon what staff changed afterwards, such as a proposal taken back, is seen in them."""
_BARS = 8


class Publishing:
    def __init__(self, store: Store, present: Present, *, pictures: Path, now: Callable[[], datetime]) -> None:
        self._store = store
        self._present = present
        self._pictures = pictures
        self._now = now
        self._counted: dict[int, datetime] = {}
        self._stop = asyncio.Event()

    def stop(self) -> None:
        self._stop.set()

    async def run(self) -> None:
        self._stop.clear()  # one that lost the lead may get it again
        while not self._stop.is_set():
            await self.look()
            try:
                async with asyncio.timeout(_LOOK):
                    await self._stop.wait()
            except TimeoutError:
                continue

    async def look(self) -> None:
        """Count what is due. One consultation's fault leaves the others as they are."""
        try:
            world = await self._store.write(self._present.refresh)
            for held in world.consultations:
                if await self._is_due(held):
                    await self._count(held)
        except StoreUnavailable as e:
            log.error("publishing_store_unavailable", reason=str(e))

    async def _is_due(self, held: Published) -> bool:
        """While its results are read it is counted again and again, and once when they were missed."""
        now = self._now()
        if not shows_results(held, now):
            return False
        if held.runs(now):
            return now - self._counted.get(held.id, datetime.min.replace(tzinfo=now.tzinfo)) >= _AGAIN
        return await self._store.read(partial(find_release, consultation_id=held.id)) is None

    async def _count(self, held: Published) -> None:
        self._counted[held.id] = self._now()
        try:
            gathered = await self._store.read(partial(gather, world=self._present.world, published=held))
            kept, tables, release = await asyncio.to_thread(self._counted_from, gathered, held.id)
            before = await self._store.read(partial(find_release, consultation_id=held.id))
            if before and before.sha256 == kept.sha256:
                return
            drawn = await asyncio.to_thread(self._drawn, kept, release)
            await self._store.write(partial(save_release, kept=drawn, tables=tables))
            if before:
                await asyncio.to_thread(self._clear, before, drawn)
        except StoreUnavailable:
            raise
        except Exception as e:  # a ballot that breaks a rule, a full disk: it is tried again, and named
            log.error("publishing_failed", consultation=held.consultation.key, error=type(e).__name__, trace=True)
            return
        log.info("results_published", consultation=held.consultation.key, sha256=drawn.sha256[:12])

    def _counted_from(self, gathered: Gathered, consultation_id: int) -> tuple[Kept, list[Content], Release]:
        release = release_of(gathered)
        kept, tables = kept_from(release, consultation_id, self._now())
        return kept, tables, release

    def _drawn(self, kept: Kept, release: Release) -> Kept:
        if not release.by_name[PROPOSALS].rows:
            return kept
        return with_pictures(
            kept,
            topics=make_chart(self._topics(release), self._pictures),
            places=make_chart(self._places(release), self._pictures),
        )

    def _topics(self, release: Release) -> bytes:
        rows = release.by_name["por_tema"].records()
        bars = [(row["nombre"], row["propuestas"]) for row in rows[:_BARS]]
        foot = self._phrase("picture_others") if any(row["tema"] == OTHERS for row in rows) else ""
        return bars_chart(release.made.title, self._phrase("picture_topics"), bars, foot)

    def _places(self, release: Release) -> bytes:
        groups = tiles(release.by_name[PLACES].records(), release.by_name[PROPOSALS].records())
        notes = self._phrase("picture_no_map").splitlines()
        return tiles_chart(release.made.title, self._phrase("picture_places"), groups, notes)

    def _phrase(self, name: str) -> str:
        return self._present.world.phrase(name, "es")

    def _clear(self, before: Kept, now: Kept) -> None:
        gone = {before.topics_picture, before.places_picture} - {now.topics_picture, now.places_picture}
        for name in gone:
            remove_picture(name, self._pictures)
