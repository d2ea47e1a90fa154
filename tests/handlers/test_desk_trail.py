"""The trail at `/desk/bitacora`: what staff did and looked at, for whom it is, and how far it reaches."""

import csv
import io
from datetime import datetime, timedelta

import pytest

from civic.access import Grant, Role
from storage.history import append
from storage.ledger import Ledger
from storage.reads import note_read
from storage.store import Connection, Store
from storage.tables import complaints
from tests.corridor import TUESDAY, Corridor
from tests.desk import Office, words_of


async def _did(office: Office, *rows: tuple[str, str, int, str, str], at: datetime = TUESDAY) -> None:
    """Rows of (by, subject, its id, event, note), a minute apart."""

    def write(connection: Connection) -> None:
        ledger = Ledger(office.world.ids)
        for number, (by, subject, subject_id, event, note) in enumerate(rows):
            append(ledger, subject, subject_id, event, by=by, now=at + timedelta(minutes=number), note=note)
        ledger.save(connection)

    await office.does(write)


async def _looked(office: Office, staff: str, subject: str, subject_id: int, at: datetime = TUESDAY) -> None:
    await office.does(lambda c: note_read(c, office.world.ids, staff, subject, subject_id, at))


async def test_it_says_who_did_and_read_what_newest_first(store: Store) -> None:
    office = Office(store)
    corridor = Corridor(store, office.world)
    await corridor.agrees("ana")
    folio = await corridor.files("ana")
    complaint_id = (await corridor.rows("complaints"))[0].id
    await _did(
        office, ("staff:lupita", "complaint", complaint_id, "referred", "Obras"), ("clock", "complaint", 1, "x", "")
    )
    await _looked(office, "memo", "chat", 77, TUESDAY + timedelta(hours=2))
    auditor = await office.signed_in("audi", Role.AUDITOR)
    said = words_of(await auditor.get("/desk/bitacora"))
    assert (
        f"24 nov 2026, 12:00 memo Vio sus datos Conversación 24 nov 2026, 10:00 lupita Turnado Reporte {folio} Obras"
        in (said.replace("  ", " "))
    )
    assert "resident" not in said
    assert "clock" not in said


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("", ["lupita", "memo", "rosa"]),
        ("persona=rosa", ["rosa"]),
        ("tipo=chat", ["lupita", "memo"]),
        ("tipo=lecturas", ["memo"]),
        ("tipo=staff&persona=lupita", []),
        ("desde=2026-11-25", ["rosa"]),
        ("hasta=2026-11-24", ["lupita", "memo"]),
        ("desde=2026-11-24&hasta=2026-11-24&tipo=chat", ["lupita", "memo"]),
        ("desde=mañana&tras=x.y", ["lupita", "memo", "rosa"]),  # what makes no sense is not asked for
        ("tras=9999999999999999.999999999999999999", ["lupita", "memo", "rosa"]),
    ],
)
async def test_it_is_filtered_by_person_kind_and_days(store: Store, query: str, seen: list[str]) -> None:
    office = Office(store)
    await _did(office, ("staff:lupita", "chat", 7, "answered", ""))
    await _looked(office, "memo", "chat", 7)
    late = TUESDAY + timedelta(hours=14, minutes=1)  # the next day in Durango
    await _did(office, ("staff:rosa", "staff", 8, "granted", "operator/obras"), at=late)
    auditor = await office.signed_in("audi", Role.AUDITOR)
    table = (await auditor.get(f"/desk/bitacora?{query}")).text.partition("<tbody>")[2]
    assert sorted(name for name in ("lupita", "memo", "rosa") if f'<th scope="row">{name}' in table) == seen
    assert ("Atención/obras" in table) == ("rosa" in seen)


async def test_pages_neither_skip_nor_repeat_also_where_many_have_one_moment(store: Store) -> None:
    office = Office(store)
    for number in range(70):
        await _did(office, ("staff:lupita", "chat", number, "answered", f"n{number:03}"))
        await _looked(office, "memo", "chat", number)
    auditor = await office.signed_in("audi", Role.AUDITOR)
    path, met = "/desk/bitacora", []
    while path:
        page = (await auditor.get(path)).text
        met += [row.partition("</tr>")[0] for row in page.partition("<tbody>")[2].split("<tr>")[1:]]
        path = page.partition('<a class="button" href="/desk/bitacora')[2].partition('"')[0].replace("&amp;", "&")
        path = f"/desk/bitacora{path}" if path else ""
    assert len(met) == 140
    assert sorted(row.partition("<td>n")[2][:3] for row in met if "answered" in row or "Contestó" in row) == [
        f"{n:03}" for n in range(70)
    ]


async def test_the_file_opens_in_a_spreadsheet_and_does_nothing_there(store: Store) -> None:
    office = Office(store)
    notes = ("=1+1", "+521", "-2", "@SUM(A1)", "Señas: «calle Pino»")
    await _did(office, *(("staff:lupita", "chat", 7, "answered", note) for note in notes))
    rosa = await office.signed_in("rosa", Role.ADMINISTRATOR)
    answer = await rosa.get("/desk/bitacora.csv?persona=lupita")
    assert answer.headers["content-disposition"] == 'attachment; filename="bitacora.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["cuándo", "quién", "qué", "sobre", "cuál", "detalle"]
    assert [row[5] for row in reversed(rows[1:])] == ["'=1+1", "'+521", "'-2", "'@SUM(A1)", "Señas: «calle Pino»"]
    assert "rosa Vio sus datos Bitácora" in words_of(await rosa.get("/desk/bitacora"))  # that it was taken is in it


async def test_who_may_not_know_names_reads_no_numbers_in_notes(store: Store) -> None:
    office = Office(store)
    await _did(office, ("staff:lupita", "person", 7, "note", "llamar al 618 123 4567"))
    rosa, auditor = await office.signed_in("rosa", Role.ADMINISTRATOR), await office.signed_in("audi", Role.AUDITOR)
    for path in ("/desk/bitacora", "/desk/bitacora.csv"):
        assert "618 123 4567" in (await rosa.get(path)).text
        assert "618 123 4567" not in (await auditor.get(path)).text


async def test_of_one_department_it_shows_what_is_of_that_department(store: Store) -> None:
    office = Office(store)
    corridor = Corridor(store, office.world)
    await corridor.agrees("ana")
    await corridor.files("ana")
    await corridor.files("ana", "no sirve la luminaria de mi calle en la colonia Azcapotzalco")
    one, two = [row.id for row in await corridor.rows("complaints")]
    await office.does(lambda c: c.execute(complaints.update().values(department="aguas")))
    await office.does(lambda c: c.execute(complaints.update().where(complaints.c.id == one).values(department="obras")))
    await _did(
        office, ("staff:lupita", "complaint", one, "done", "uno"), ("staff:lupita", "complaint", two, "done", "dos")
    )
    await _did(office, ("staff:rosa", "staff", 5, "granted", "tres"))
    auditor = await office.signed_in("audi", Grant(Role.AUDITOR, "obras"))
    for path in ("/desk/bitacora", "/desk/bitacora.csv"):
        said = (await auditor.get(path)).text
        assert [note in said for note in ("uno", "dos", "tres")] == [True, False, False]


@pytest.mark.parametrize("role", list(Role))
async def test_who_may_read_it(store: Store, role: Role) -> None:
    office = Office(store)
    browser = await office.signed_in("lupita", role)
    status = 200 if role in (Role.ADMINISTRATOR, Role.AUDITOR) else 404
    for path in ("/desk/bitacora", "/desk/bitacora.csv"):
        assert (await browser.get(path)).status_code == status
    assert (await office.browser().get("/desk/bitacora")).status_code == 303
    assert (await office.browser().get("/desk/bitacora.csv")).status_code == 404
