"""The schema: every migration from an empty database, twice, and equal to the tables in code."""

from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, select, text, true
from sqlalchemy.engine import make_url

from bot.indexing import Indexing
from civic.distance import cell_of
from civic.wanted_words import terms_of
from civic.works import PublicWork
from handlers.staff.complaints import Caseworker, StaffMember
from storage.chat_lists import View, Wanted, list_chats
from storage.chat_topics import claim_topic, list_alive
from storage.chats import NORMAL, find_chat
from storage.committees import Committee, Member, add_committee, add_member, list_seats
from storage.identities import find_identity
from storage.ids import Ids
from storage.migrate import HEAD, SchemaMismatch, demand_current, migrate, revision
from storage.places import list_neighbourhoods
from storage.staff_groups import list_all_groups, make_groups
from storage.store import Connection, Store, open_store, sqlite_writer_engine
from storage.tables import (
    chat_words,
    complaints,
    evidence,
    metadata,
    news,
    outbox,
    proposals,
    staff_messages,
    supports,
    updates,
)
from storage.vectors import add_vectors, list_lacking, list_vectors, list_vectors_of
from storage.works import list_versions, list_works, newest_version
from tests.corridor import TUESDAY, a_world


def _is_in_code(name: str | None, kind: str, parents: object) -> bool:
    """The index of words is each database's own: on SQLite several tables, on PostgreSQL two indices."""
    return not (name or "").startswith("chat_words_index")


def _differences(connection: Connection) -> list[object]:
    opts = {"compare_type": True, "include_name": _is_in_code}
    context = MigrationContext.configure(connection, opts=opts)
    return list(compare_metadata(context, metadata))


SCRIPTS = Path(__file__).parents[2] / "storage" / "migrations"


def as_it_was(url: str, version: str, *rows: str) -> None:
    """A new database at an older version, with rows."""
    parsed = make_url(url)
    is_sqlite = parsed.get_backend_name() == "sqlite"
    engine = sqlite_writer_engine(parsed) if is_sqlite else create_engine(parsed.set(drivername="postgresql+psycopg"))
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        for row in rows:
            connection.execute(text(row))
        connection.commit()
    engine.dispose()


async def test_the_migrations_make_what_the_code_says(store: Store) -> None:
    assert await store.write(_differences) == []


async def test_running_them_again_changes_nothing(store: Store, database_url: str) -> None:
    assert migrate(database_url) == (HEAD, HEAD)


async def test_a_database_of_another_version_is_refused_with_the_remedy(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'empty.db'}")
    with pytest.raises(SchemaMismatch, match="voz migrate"):
        await store.write(demand_current)
    await store.close()


async def test_the_head_is_the_newest_script(store: Store) -> None:
    scripts = sorted((SCRIPTS / "versions").glob("*.py"))
    assert scripts[-1].name.startswith(HEAD)
    assert await store.read(revision) == HEAD


async def test_works_of_0002_keep_status_and_neighbourhood_and_become_version_1(bare_url: str) -> None:
    as_it_was(
        bare_url,
        "0002",
        "INSERT INTO public_works (key, name, neighbourhood_key, contractor, starts_on, ends_on, status) VALUES"
        " ('OP-1', 'Pavimentación', '10005-0084', 'Constructora', NULL, NULL, 'en proceso'),"
        " ('OP-2', 'Bulevar', '', '', NULL, NULL, 'terminada')",
    )
    assert migrate(bare_url) == ("0002", HEAD)
    store = open_store(bare_url)
    paving = PublicWork(
        key="OP-1",
        name="Pavimentación",
        status="en proceso",
        neighbourhood_keys=("10005-0084",),
        contractor="Constructora",
    )
    assert await store.read(list_works) == [paving, PublicWork(key="OP-2", name="Bulevar", status="terminada")]
    [first] = await store.read(lambda c: list_versions(c, "OP-1"))
    assert (first.number, first.work, first.retired) == (1, paving, False)
    newest = await store.read(newest_version)
    assert newest and (newest.number, newest.sha256) == (1, ""), "of which file they came nobody knows"
    assert await store.write(_differences) == []
    await store.close()


async def test_a_database_of_0002_without_works_has_no_version_of_the_register(bare_url: str) -> None:
    as_it_was(bare_url, "0002")
    migrate(bare_url)
    store = open_store(bare_url)
    assert await store.read(newest_version) is None
    await store.close()


AT = "'2026-11-20 16:00:00.000000+00'"
REPORTED = (
    "INSERT INTO people (id, kind, language, name, neighbourhood_key, notice_version, folio_notices, consultation_notices,"
    f" committee_notices, created_at) VALUES (1, 'resident', 'es', '', '', '2026-11', true, false, false, {AT}),"
    f" (2, 'resident', 'es', '', '', '2026-11', true, false, false, {AT})",
    "INSERT INTO addresses (id, person_id, account, kind, value, reply_to, name, state, created_at)"
    f" VALUES (1, 1, 'telegram:1', 'telegram', '5', '5', 'Ana', 'active', {AT})",
    "INSERT INTO inbox (id, account, provider_id, address_id, kind, text, message_id, state, sent_at, received_at, raw)"
    f" VALUES (1, 'telegram:1', '9', 1, 'media', '', '9', 'played', {AT}, {AT}, '')",
    "INSERT INTO media (id, inbox_id, account, kind, ref, mime, name, state, attempts, not_before, path, sha256, size, error)"
    f" VALUES (1, 1, 'telegram:1', 'photo', 'r', '', '', 'kept', 1, {AT}, 'ab/cd', '', 10, '')",
    "INSERT INTO complaints (id, folio, person_id, anonymous, category, text, neighbourhood_key, latitude, longitude, place,"
    " public_work_key, status, account, created_at) VALUES"
    f" (1, 'DGO-2026-000001-T', 1, true, 'street', 'un bache', '10005-0084', 24.0277, -104.6532, '', '', 'received', 'telegram:1', {AT}),"
    f" (2, 'DGO-2026-000002-M', 1, false, 'water', 'una fuga', '', NULL, NULL, '', '', 'received', 'telegram:1', {AT})",
    "INSERT INTO complaint_reporters (complaint_id, person_id, anonymous, text, joined_at) VALUES"
    f" (1, 1, true, 'un bache', {AT}), (1, 2, false, 'el bache', {AT}), (2, 1, false, 'una fuga', {AT})",
    "INSERT INTO evidence (subject, subject_id, media_id, person_id) VALUES ('complaint', 1, 1, 1)",
    "INSERT INTO history (id, subject, subject_id, event, by, account, note, at)"
    f" VALUES (1, 'complaint', 1, 'filed', 'resident', '', '', {AT})",
)


async def test_reports_of_0001_go_on_and_all_whom_they_concern_hear_from_now_on(bare_url: str) -> None:
    rows = [row.replace("+00'", "'") for row in REPORTED] if bare_url.startswith("sqlite") else REPORTED
    as_it_was(bare_url, "0001", *rows)
    assert migrate(bare_url) == ("0001", HEAD)
    store = open_store(bare_url)
    bache, fuga = await store.read(lambda c: c.execute(select(complaints).order_by(complaints.c.id)).all())
    assert (bache.status, bache.status_at, bache.ended_at, bache.department) == ("received", bache.created_at, None, "")
    assert (bache.cell, fuga.cell) == (cell_of(24.0277, -104.6532), None)
    turns = await store.read(lambda c: c.execute(select(updates).order_by(updates.c.person_id)).all())
    assert [(turn.person_id, turn.frequency, turn.due_at) for turn in turns] == [
        (1, "each_change", None),
        (2, "each_change", None),
    ]
    [photo] = await store.read(lambda c: c.execute(select(evidence)).all())
    assert (photo.shows, photo.picture, photo.person_id) == ("problem", "", 1)
    world = a_world()
    desk = StaffMember(name="lupita", channel="cli")
    await store.write(lambda c: Caseworker(c, world, desk, TUESDAY).refer(bache.folio, "obras"))
    told = await store.read(lambda c: c.execute(select(outbox.c.body)).scalars().all())
    assert len(told) == 1, "the one who can be reached"
    assert await store.write(_differences) == []
    await store.close()


async def test_proposals_of_0003_belong_to_no_consultation(bare_url: str) -> None:
    as_it_was(
        bare_url,
        "0003",
        "INSERT INTO people (id, kind, language, name, neighbourhood_key, notice_version, folio_notices,"
        " consultation_notices, committee_notices, created_at) VALUES"
        " (1, 'resident', 'es', '', '', '', true, false, false, '2026-11-01 12:00:00.000000')",
        "INSERT INTO proposals (id, folio, person_id, topic, text, neighbourhood_key, status, account, created_at) VALUES"
        " (7, 'DGO-2026-000001-T', 1, 'parques', 'Una cancha', '10005-0084', 'received', 'telegram:1',"
        " '2026-11-01 12:00:00.000000')",
    )
    assert migrate(bare_url) == ("0003", HEAD)
    store = open_store(bare_url)

    def read(connection: Connection) -> list[tuple[object, ...]]:
        kept = select(proposals.c.id, proposals.c.text, proposals.c.consultation_id, proposals.c.participation_id)
        return [tuple(row) for row in connection.execute(kept)]

    assert await store.read(read) == [(7, "Una cancha", None, None)]
    await store.close()


async def test_proposals_and_news_of_0004_stand_where_they_stood(bare_url: str) -> None:
    rows = [
        *REPORTED,
        "INSERT INTO news (person_id, history_id, complaint_id, outbox_id) VALUES (2, 1, 1, NULL)",
        f"INSERT INTO consultations (id, key, revision, closed_at, created_at) VALUES (5, 'c', 1, NULL, {AT})",
        "INSERT INTO participations (id, consultation_id, person_id, source, paper, account, neighbourhood_key, began_at)"
        f" VALUES (6, 5, 1, 'chat', NULL, 'telegram:1', '', {AT}), (8, 5, 2, 'chat', NULL, 'telegram:1', '', {AT})",
        "INSERT INTO proposals (id, folio, person_id, consultation_id, participation_id, topic, text, neighbourhood_key,"
        " status, account, created_at) VALUES"
        f" (7, 'DGO-2026-000003-J', 1, 5, 6, 'parques', 'Una cancha', '10005-0084', 'held', 'telegram:1', {AT})",
        f"INSERT INTO supports (proposal_id, participation_id, account, at) VALUES (7, 8, 'telegram:1', {AT})",
    ]
    columns = ", status_at, department, slip, external_body, external_folio, reopened, account, created_at)"
    values = (f", {AT}, '', '', '', '', 0, 'telegram:1', {AT})", ", 'telegram:1', ")
    as_of_0004 = [
        row.replace(", account, created_at)", columns).replace(f", 'telegram:1', {AT})", values[0])
        if row.startswith("INSERT INTO complaints")
        else row.replace(
            "person_id) VALUES ('complaint', 1, 1, 1)",
            "person_id, shows, picture) VALUES ('complaint', 1, 1, 1, 'problem', '')",
        )
        for row in rows
    ]
    sqlite = bare_url.startswith("sqlite")
    as_it_was(bare_url, "0004", *(row.replace("+00'", "'") if sqlite else row for row in as_of_0004))
    assert migrate(bare_url) == ("0004", HEAD)
    store = open_store(bare_url)
    [kept] = await store.read(lambda c: c.execute(select(proposals)).all())
    assert (kept.status, kept.status_at, kept.progress, kept.answer) == ("held", kept.created_at, 0, "")
    assert (kept.grouped_into, kept.initiative_id, kept.public_work_key) == (None, None, "")
    [support] = await store.read(lambda c: c.execute(select(supports)).all())
    assert (support.participation_id, support.came_with) == (8, None)
    [line] = await store.read(lambda c: c.execute(select(news)).all())
    assert (line.person_id, line.subject, line.subject_id) == (2, "complaint", 1)
    assert await store.write(_differences) == []
    await store.close()


async def test_proposals_of_0006_have_no_vector_yet(bare_url: str) -> None:
    as_it_was(
        bare_url,
        "0006",
        "INSERT INTO consultations (id, key, revision, created_at) VALUES (3, 'c', 1, '2026-11-01 12:00:00.000000')",
        "INSERT INTO proposals (id, folio, consultation_id, topic, text, neighbourhood_key, status, status_at, answer, law,"
        " progress, public_work_key, commitment, account, created_at) VALUES (7, 'DGO-2026-000001-T', 3, 'parques',"
        " 'Una cancha', '10005-0084', 'received', '2026-11-01 12:00:00.000000', '', '', 0, '', '', 'paper:sheet',"
        " '2026-11-01 12:00:00.000000')",
    )
    assert migrate(bare_url) == ("0006", HEAD)
    store = open_store(bare_url)
    assert await store.read(lambda c: list_lacking(c, "m", 9)) == [(7, "Una cancha")]
    for vector in (b"\x00\xff", b"later"):
        await store.write(lambda c, vector=vector: add_vectors(c, "m", {7: vector}))
    assert await store.read(lambda c: list_vectors(c, "m", [7, 8])) == {7: b"\x00\xff"}, "the first one stays"
    assert await store.read(lambda c: list_vectors_of(c, "m", 3)) == {7: b"\x00\xff"}
    assert await store.read(lambda c: list_vectors_of(c, "another model", 3)) == {}
    await store.close()


async def test_neighbourhoods_of_0007_are_in_no_quadrant(bare_url: str) -> None:
    as_it_was(
        bare_url,
        "0007",
        "INSERT INTO catalogue_versions (number, sha256, rows, imported_at) VALUES"
        " (1, 'a', 1, '2026-11-01 12:00:00.000000')",
        "INSERT INTO neighbourhoods (key, name, kind, postal_code, zone, city, since) VALUES"
        " ('10005-0084', 'Benito Juárez', 'Colonia', '34120', 'Urbano', '', 1)",
    )
    assert migrate(bare_url) == ("0007", HEAD)
    store = open_store(bare_url)
    [place] = await store.read(list_neighbourhoods)
    assert (place.name, place.quadrant) == ("Benito Juárez", "")
    await store.close()


async def test_residents_of_0008_sit_on_no_committee_and_can_take_a_seat(bare_url: str) -> None:
    as_it_was(
        bare_url,
        "0008",
        "INSERT INTO people (id, kind, language, name, neighbourhood_key, notice_version, folio_notices,"
        " consultation_notices, committee_notices, created_at) VALUES"
        " (1, 'resident', 'es', '', '', '2026-11', true, false, false, '2026-11-01 12:00:00.000000')",
    )
    assert migrate(bare_url) == ("0008", HEAD)
    store = open_store(bare_url)
    committee = Committee(5, "COL-1", "colonia", "Comité", "10005-0084", "", None, None, None, "", TUESDAY)
    member = Member(6, 5, 1, "vocal", "Ana Soto", "staff", TUESDAY, None, "", "", None)
    await store.write(lambda c: add_committee(c, committee))
    await store.write(lambda c: add_member(c, member))
    assert await store.read(lambda c: list_seats(c, 1)) == [(committee, member)]
    assert await store.write(_differences) == []
    await store.close()


async def test_what_waits_in_the_outbox_of_0009_keeps_its_rank(bare_url: str) -> None:
    columns = (
        "(id, address_id, account, priority, purpose, body, chat_epoch, repeatable, state, hold, not_before, attempts,"
        " parts_sent, worker, provider_id, error, created_at)"
    )
    at = "'2026-11-01 12:00:00.000000'"
    rows = [
        f"INSERT INTO outbox {columns} VALUES ({number}, 1, 'telegram:1', {priority}, 'folio', '', 0, false, '{state}', '',"
        f" {at}, 0, 0, '', '', '', {at})"
        for number, (priority, state) in enumerate(
            ((0, "queued"), (1, "queued"), (2, "queued"), (5, "queued"), (2, "sent")), start=1
        )
    ]
    as_it_was(
        bare_url,
        "0009",
        "INSERT INTO people (id, kind, language, name, neighbourhood_key, notice_version, folio_notices,"
        " consultation_notices, committee_notices, created_at) VALUES (1, 'resident', 'es', '', '', '', true, true, true,"
        " '2026-11-01 12:00:00.000000')",
        "INSERT INTO addresses (id, person_id, account, kind, value, reply_to, name, state, created_at) VALUES"
        " (1, 1, 'telegram:1', 'telegram', '1', '1', '', 'active', '2026-11-01 12:00:00.000000')",
        *rows,
    )
    assert migrate(bare_url) == ("0009", HEAD)
    store = open_store(bare_url)
    kept = await store.read(lambda c: c.execute(select(outbox).order_by(outbox.c.id)).all())
    assert [row.priority for row in kept] == [0, 1, 3, 5, 3], "news of reports go behind what is urgent"
    assert [row.not_after for row in kept] == [None] * 5
    assert await store.write(_differences) == []
    await store.close()


async def test_chats_of_0011_wait_since_they_were_opened(bare_url: str) -> None:
    at = "'2026-11-01 12:00:00.000000'"
    as_it_was(
        bare_url,
        "0011",
        "INSERT INTO people (id, kind, language, name, neighbourhood_key, notice_version, folio_notices,"
        " consultation_notices, committee_notices, programme_notices, created_at) VALUES"
        f" (1, 'resident', 'es', '', '10005-0084', '', true, true, true, true, {at}),"
        f" (2, 'resident', 'es', '', '', '', true, true, true, true, {at})",
        "INSERT INTO addresses (id, person_id, account, kind, value, reply_to, name, state, created_at) VALUES"
        f" (1, 1, 'telegram:1', 'telegram', '1', '1', '', 'active', {at})",
        "INSERT INTO chats (id, person_id, address_id, state, epoch, reason, staff, opened_at, taken_at, closed_at) VALUES"
        f" (5, 1, 1, 'waiting', 1, 'predial', '', {at}, NULL, NULL),"
        f" (6, 2, 1, 'closed', 3, '', 'rosa', {at}, {at}, '2026-11-02 12:00:00.000000')",
    )
    assert migrate(bare_url) == ("0011", HEAD)
    store = open_store(bare_url)
    waiting = await store.read(lambda c: find_chat(c, 5))
    closed = await store.read(lambda c: find_chat(c, 6))
    assert waiting and closed
    assert (waiting.waiting_since, waiting.last_at, waiting.neighbourhood_key) == (
        waiting.opened_at,
        waiting.opened_at,
        "10005-0084",
    )
    assert (closed.waiting_since, closed.last_at, closed.priority) == (None, closed.closed_at, NORMAL)
    assert await store.write(_differences) == []
    await store.close()


async def test_chats_of_0012_are_found_once_they_are_gone_through(bare_url: str) -> None:
    at = "'2026-11-01 12:00:00.000000'"
    as_it_was(
        bare_url,
        "0012",
        "INSERT INTO people (id, kind, language, name, neighbourhood_key, notice_version, folio_notices,"
        " consultation_notices, committee_notices, programme_notices, created_at) VALUES"
        f" (1, 'resident', 'es', '', '', '', true, true, true, true, {at})",
        "INSERT INTO addresses (id, person_id, account, kind, value, reply_to, name, state, created_at) VALUES"
        f" (1, 1, 'telegram:1', 'telegram', '1', '1', '', 'active', {at})",
        "INSERT INTO chats (id, person_id, address_id, state, epoch, reason, staff, department, neighbourhood_key, priority,"
        f" is_late, opened_at, last_at) VALUES (5, 1, 1, 'closed', 1, 'Dos baches', '', '', '', 2, false, {at}, {at})",
    )
    assert migrate(bare_url) == ("0012", HEAD)
    store = open_store(bare_url)
    assert await store.read(lambda c: c.execute(select(chat_words)).all()) == []
    await Indexing(store, now=lambda: TUESDAY).catch_up()
    looked_for = Wanted(View.EVERYTHING, terms=terms_of("bache"))
    [row] = await store.read(lambda c: list_chats(c, true(), looked_for, name="", now=TUESDAY))
    assert (row.chat.id, row.chat.reason) == (5, "Dos baches")
    assert await store.write(_differences) == []
    await store.close()


async def test_chats_of_0012_have_no_topic_yet_and_staff_no_identity(bare_url: str) -> None:
    at = "'2026-11-01 12:00:00.000000'"
    as_it_was(
        bare_url,
        "0012",
        "INSERT INTO people (id, kind, language, name, neighbourhood_key, notice_version, folio_notices,"
        " consultation_notices, committee_notices, programme_notices, created_at) VALUES"
        f" (1, 'resident', 'es', '', '', '', true, true, true, true, {at})",
        "INSERT INTO addresses (id, person_id, account, kind, value, reply_to, name, state, created_at) VALUES"
        f" (1, 1, 'telegram:1', 'telegram', '1', '1', '', 'active', {at})",
        "INSERT INTO chats (id, person_id, address_id, state, epoch, reason, staff, department, neighbourhood_key,"
        " priority, opened_at, is_late, last_at) VALUES"
        f" (5, 1, 1, 'waiting', 1, 'predial', '', '', '', 2, {at}, false, {at})",
        "INSERT INTO staff (id, name, full_name, password, totp_secret, totp_used, capacity, is_available, state,"
        f" made_at) VALUES (7, 'rosa', 'Rosa', '', '', 0, 0, false, 'active', {at})",
    )
    assert migrate(bare_url) == ("0012", HEAD)
    store = open_store(bare_url)
    await store.write(lambda c: make_groups(c, Ids(), "telegram:1", ["-1001"], TUESDAY))
    [group] = await store.read(list_all_groups)
    assert await store.read(list_alive) == [5]
    assert [await store.write(lambda c, n=n: claim_topic(c, n, group.address_id, 5)) for n in (8, 9)] == [True, False]
    assert await store.write(lambda c: find_identity(c, 7)) is None
    assert await store.write(_differences) == []
    await store.close()


async def test_of_chats_of_0012_first_answers_are_known_and_no_clock_runs(bare_url: str) -> None:
    at, later, end = (f"'2026-11-02 {hour}:00:00.000000'" for hour in ("16", "17", "18"))
    outbox_columns = (
        "id, address_id, account, priority, purpose, body, chat_epoch, repeatable, state, hold, not_before, attempts,"
        " parts_sent, worker, provider_id, error, created_at"
    )
    said = [
        f"INSERT INTO outbox ({outbox_columns}) VALUES ({number}, 1, 'telegram:1', 1, 'staff', '', 1, false, 'sent', '', {when},"
        f" 0, 0, '', '', '', {when})"
        for number, when in ((11, later), (12, later), (13, later), (14, end))
    ]
    chat_columns = (
        "id, person_id, address_id, state, epoch, reason, staff, department, neighbourhood_key, priority, opened_at,"
        " first_answer_at, is_late, last_at, closed_at"
    )
    as_it_was(
        bare_url,
        "0012",
        "INSERT INTO people (id, kind, language, name, neighbourhood_key, notice_version, folio_notices,"
        " consultation_notices, committee_notices, programme_notices, created_at) VALUES"
        f" (1, 'resident', 'es', '', '10005-0084', '', true, true, true, true, {at})",
        "INSERT INTO addresses (id, person_id, account, kind, value, reply_to, name, state, created_at) VALUES"
        f" (1, 1, 'telegram:1', 'telegram', '1', '1', '', 'active', {at})",
        f"INSERT INTO chats ({chat_columns}) VALUES"
        f" (5, 1, 1, 'closed', 3, '', 'rosa', 'obras', '10005-0084', 2, {at}, {later}, false, {end}, {end}),"
        f" (6, 1, 1, 'waiting', 1, '', '', 'aguas', '', 2, {end}, NULL, false, {end}, NULL)",
        *said,
        "INSERT INTO staff_messages (outbox_id, chat_id, staff, again_of) VALUES"
        " (11, 5, 'rosa', NULL), (12, 5, 'rosa', NULL), (13, 5, 'rosa', 11), (14, 5, 'rosa', NULL)",
    )
    assert migrate(bare_url) == ("0012", HEAD)
    store = open_store(bare_url)
    rows = await store.read(lambda c: c.execute(select(staff_messages).order_by(staff_messages.c.outbox_id)).all())
    assert [(row.kind, row.department, row.waiting_since is not None) for row in rows] == [
        ("first", "obras", True), ("answer", "obras", False), ("again", "obras", False), ("farewell", "obras", False),
    ]  # fmt: skip
    assert (rows[0].at - rows[0].waiting_since, rows[0].due_at) == (timedelta(hours=1), None)
    for chat_id in (5, 6):
        chat = await store.read(lambda c, chat_id=chat_id: find_chat(c, chat_id))
        assert chat
        assert (chat.solve_seconds, chat.solve_since, chat.solve_due_at, chat.is_solve_late) == (
            None,
            None,
            None,
            False,
        )
    assert await store.write(_differences) == []
    waits = "SELECT count(*) FROM chats WHERE state <> 'closed' AND person_id = 1"
    assert await store.read(lambda c: c.execute(text(waits)).scalar_one()) == 1
    with pytest.raises(Exception, match=r"(?i)unique"):  # that one person waits once still holds
        await store.write(lambda c: c.execute(text("UPDATE chats SET state = 'taken'")))
    await store.close()
