"""The register in the database: versions are numbered, what a work was is kept, nothing is ever deleted."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from civic.register import Register
from civic.works import PublicWork
from storage.places import Imported
from storage.store import Connection, Store
from storage.tables import complaints
from storage.works import complaint_figures, find_work, import_works, list_versions, list_works, newest_version
from tests.corridor import Corridor

MONDAY = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
PAVING = PublicWork(
    key="OP-1",
    name="Pavimentación de la calle Pino",
    status="en proceso",
    neighbourhood_keys=("10005-0084", "10005-0107"),
    contractor="Constructora del Valle",
    supervisor="Ing. Soto",
    centavos=99_999_999_999_999,
    metres=1250.5,
    starts_on=date(2026, 8, 3),
    ends_on=date(2026, 12, 18),
    progress=20.0,
)
PARK = PublicWork(key="OP-2", name="Parque", status="por iniciar")


class Office:
    """Imports one file a week."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = MONDAY

    async def imports(self, *works: PublicWork, sha256: str, kept_out: Sequence[str] = ()) -> Imported:
        register = Register(works=works, kept_out=frozenset(kept_out), bad_rows=len(kept_out))
        done: Imported = await self.store.write(lambda c: import_works(c, register, sha256, self.now))
        self.now += timedelta(weeks=1)
        return done

    async def keys(self) -> list[str]:
        return [work.key for work in await self.store.read(list_works)]


@pytest.fixture
def office(store: Store) -> Office:
    return Office(store)


async def test_what_is_imported_is_read_back_to_the_last_centavo(office: Office) -> None:
    assert await office.imports(PARK, PAVING, sha256="a") == Imported(1, added=2, changed=0, retired=0)
    assert await office.store.read(list_works) == [PAVING, PARK]


async def test_the_same_file_again_does_nothing(office: Office) -> None:
    await office.imports(PAVING, sha256="a")
    assert (await office.imports(PAVING, sha256="a")).version == 0
    newest = await office.store.read(newest_version)
    assert newest and (newest.number, newest.imported_at) == (1, MONDAY)


async def test_a_changed_file_is_a_version_even_when_no_work_changed(office: Office) -> None:
    await office.imports(PAVING, sha256="a")
    assert await office.imports(PAVING, sha256="b") == Imported(2, 0, 0, 0)
    assert await office.imports(PAVING, sha256="a") == Imported(3, 0, 0, 0), "an old file is a version of its own again"
    assert len(await office.store.read(lambda c: list_versions(c, "OP-1"))) == 1, "it has only one thing to tell"


async def test_each_change_of_a_work_keeps_what_it_was(office: Office) -> None:
    later = replace(PAVING, progress=45.0, ends_on=date(2027, 1, 29), neighbourhood_keys=("10005-0107",))
    await office.imports(PAVING, PARK, sha256="a")
    assert await office.imports(later, PARK, sha256="b") == Imported(2, added=0, changed=1, retired=0)
    versions = await office.store.read(lambda c: list_versions(c, "OP-1"))
    assert [(one.number, one.at, one.work) for one in versions] == [
        (1, MONDAY, PAVING),
        (2, MONDAY + timedelta(weeks=1), later),
    ]
    assert (await office.store.read(list_works))[0] == later


async def test_a_work_no_longer_in_the_file_is_retired_and_comes_back(office: Office) -> None:
    await office.imports(PAVING, PARK, sha256="a")
    assert await office.imports(PARK, sha256="b") == Imported(2, 0, 0, retired=1)
    assert await office.keys() == ["OP-2"]
    gone = await office.store.read(lambda c: find_work(c, "OP-1"))
    assert gone and (gone.work, gone.retired) == (PAVING, True), "complaints name it"
    assert await office.imports(PARK, sha256="c") == Imported(3, 0, 0, 0), "it is retired once"
    assert await office.imports(PAVING, PARK, sha256="d") == Imported(4, added=0, changed=1, retired=0)
    assert await office.keys() == ["OP-1", "OP-2"]
    versions = await office.store.read(lambda c: list_versions(c, "OP-1"))
    assert [(one.number, one.retired) for one in versions] == [(1, False), (2, True), (4, False)]


@pytest.mark.parametrize(
    ("kept_out", "left", "reason"),
    [
        ((), [], "both are gone from the file"),
        (("OP-1",), ["OP-1"], "its row had a fault: nothing is known of it"),
        (("",), ["OP-1", "OP-2"], "a row says not which work it is: it may be either"),
    ],
)
async def test_a_row_that_was_kept_out_retires_nothing(
    office: Office, kept_out: Sequence[str], left: list[str], reason: str
) -> None:
    await office.imports(PAVING, PARK, sha256="a")
    await office.imports(replace(PARK, key="OP-3"), sha256="b", kept_out=kept_out)
    assert await office.keys() == [*left, "OP-3"], reason


async def test_the_same_file_does_something_once_a_row_of_it_has_become_sound(office: Office) -> None:
    """As when the neighbourhood that it names was imported in between."""
    await office.imports(PARK, sha256="a", kept_out=["OP-1"])
    assert (await office.imports(PARK, sha256="a", kept_out=["OP-1"])).version == 0
    assert await office.imports(PARK, PAVING, sha256="a") == Imported(2, added=1, changed=0, retired=0)


async def test_each_outcome_of_its_complaints_is_counted_by_itself(store: Store) -> None:
    corridor = Corridor(store)
    await corridor.agrees("ana")
    for _ in range(6):
        await corridor.files("ana")
    ids = [row.id for row in await corridor.rows("complaints")]
    outcomes = ["", "confirmed", "unconfirmed", "closed", "closed"]

    def end(connection: Connection) -> None:
        for complaint_id, outcome in zip(ids, outcomes, strict=False):  # the sixth names no work
            ended = {"status": outcome, "ended_at": MONDAY} if outcome else {}
            this = update(complaints).where(complaints.c.id == complaint_id)
            connection.execute(this.values(public_work_key="OP-1", **ended))

    await store.write(end)
    figures = await store.read(lambda c: complaint_figures(c, "OP-1"))
    assert (figures.received, figures.open) == (5, 1)
    assert figures.ended == {"confirmed": 1, "unconfirmed": 1, "closed": 2}
    assert (await store.read(lambda c: complaint_figures(c, "OP-2"))).received == 0
