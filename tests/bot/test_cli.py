"""The commands, as an operator runs them: exit codes, sentences, files."""

import csv
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.engine import make_url

from bot.cli import main
from bot.commands.importing import shipped
from civic.message import Kind
from handlers.staff.wording import Editor
from storage.migrate import HEAD
from storage.person import everything_of
from storage.store import open_store, sqlite_writer_engine
from storage.tables import metadata
from tests.corridor import Corridor, inbound

ROOT = Path(__file__).parents[2]
Voz = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def voz(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Voz:
    """The command, in an empty folder, with no settings but those given."""
    for name in [name for name in os.environ if name.startswith("VOZ_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        with monkeypatch.context() as patch, ThreadPoolExecutor(1) as aside:  # commands have a loop of their own
            for name, value in environment.items():
                patch.setenv(name, value)
            capsys.readouterr()
            code = aside.submit(_code_of, arguments).result()
        return subprocess.CompletedProcess(arguments, code, *capsys.readouterr())

    return run


def _code_of(arguments: tuple[str, ...]) -> int:
    try:
        return main(arguments)
    except SystemExit as ended:  # argparse
        return int(str(ended.code))


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(f'[database]\nurl = "sqlite:///{tmp_path}/voz.db"\n', encoding="utf-8")
    return path


def test_no_command_is_wrong_use(voz: Voz) -> None:
    assert voz().returncode == 2


def test_without_settings_it_says_what_to_copy(voz: Voz) -> None:
    done = voz("run")
    assert done.returncode == 2
    assert "copy config.example.toml" in done.stderr


def test_run_with_no_channel_says_so(voz: Voz, settings: Path) -> None:
    done = voz("run")
    assert (done.returncode, "no channel is switched on" in done.stderr) == (2, True)


def test_a_database_never_migrated_is_refused_before_anything_starts(voz: Voz, settings: Path) -> None:
    settings.write_text(settings.read_text() + '[telegram]\nenabled = true\ntoken = "123456:abcdefghijklmnop"\n')
    done = voz("run")
    assert (done.returncode, "voz migrate" in done.stderr) == (1, True)


def test_from_nothing_to_a_municipality(voz: Voz, settings: Path) -> None:
    assert f"new database -> {HEAD}" in voz("migrate").stdout
    assert f"already at {HEAD}" in voz("migrate").stdout
    catalogue = str(shipped("asentamientos_durango.csv"))
    assert "913 added, 0 changed, 0 retired" in voz("import", "neighbourhoods", catalogue).stdout
    assert "nothing to do" in voz("import", "neighbourhoods", catalogue).stdout
    works = str(shipped("obras_de_muestra.csv"))
    assert "version 1: 7 added, 0 changed, 0 retired" in voz("import", "works", works).stdout
    assert "nothing to do" in voz("import", "works", works).stdout
    assert "no fault" in voz("check").stdout
    done = voz("doctor")
    assert (done.returncode, "913 neighbourhoods" in done.stdout) == (0, True)


def test_a_second_municipality_from_settings_and_a_catalogue_alone(voz: Voz, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(
        f'[municipality]\nname = "Oaxaca de Juárez"\nstate = "Oaxaca"\ninegi_key = "20067"\nfolio_prefix = "OAX"\n'
        f'timezone = "America/Mexico_City"\n[database]\nurl = "sqlite:///{tmp_path}/oaxaca.db"\n',
        encoding="utf-8",
    )
    voz("migrate")
    assert (
        "are settlements of 10005" in voz("import", "neighbourhoods", str(shipped("asentamientos_durango.csv"))).stderr
    )
    assert "295 added" in voz("import", "neighbourhoods", str(shipped("asentamientos_oaxaca_de_juarez.csv"))).stdout
    talk = "hola\nsí\nhay un bache en la colonia Reforma\nsaltar\nsí\n:salir\n"
    done = subprocess.run(
        [sys.executable, "-m", "bot", "talk"], cwd=tmp_path, input=talk, capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert "Oaxaca de Juárez" in done.stdout
    assert "OAX-" in done.stdout, done.stdout
    assert "Durango" not in done.stdout


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda t: t.replace(",34000,", ",3400,", 1), "line 2: "),
        (lambda t: t.replace("nombre,tipo", "nombre,clase", 1), "tipo"),
        (lambda t: t.replace(",10005,0428", ",10005,2172", 1), "was already on line"),
        (lambda t: "", "nothing was imported"),
    ],
    ids=["a postal code of four digits", "a column missing", "one id twice", "an empty file"],
)
def test_a_catalogue_with_a_fault_changes_nothing(
    voz: Voz, settings: Path, tmp_path: Path, change: Callable[[str], str], says: str
) -> None:
    voz("migrate")
    file = tmp_path / "catalogue.csv"
    file.write_text(change(shipped("asentamientos_durango.csv").read_text(encoding="utf-8")), encoding="utf-8")
    done = voz("import", "neighbourhoods", str(file))
    assert done.returncode == 1
    assert says in done.stderr
    assert "0 neighbourhoods" in voz("doctor").stdout


def test_doctor_names_neighbourhoods_in_routes_that_nobody_knows(voz: Voz, settings: Path) -> None:
    voz("migrate")
    voz("import", "neighbourhoods", str(shipped("asentamientos_durango.csv")))
    with settings.open("a", encoding="utf-8") as file:
        file.write(
            '\n[[charter.routes]]\nname = "Centro"\ndepartment = "obras"\nneighbourhoods = ["10005-0001", "10005-9999"]\n'
        )
    done = voz("doctor")
    assert done.returncode == 1
    assert "[charter] routes: not in the catalogue: 10005-9999;" in done.stdout


def test_a_damaged_database_is_named_without_a_traceback(voz: Voz, settings: Path, tmp_path: Path) -> None:
    (tmp_path / "voz.db").write_bytes(b"this is no database\n" * 500)
    for command in ("migrate", "doctor"):
        done = voz(command)
        assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
    assert "[database] url" in voz("migrate").stderr


def test_settlements_that_disappear_are_retired_not_deleted(voz: Voz, settings: Path, tmp_path: Path) -> None:
    voz("migrate")
    whole = shipped("asentamientos_durango.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    voz("import", "neighbourhoods", str(shipped("asentamientos_durango.csv")))
    shorter = tmp_path / "shorter.csv"
    shorter.write_text("".join(whole[:1] + whole[3:]), encoding="utf-8")
    assert "0 added, 0 changed, 2 retired" in voz("import", "neighbourhoods", str(shorter)).stdout
    assert (
        "0 added, 2 changed, 0 retired"
        in voz("import", "neighbourhoods", str(shipped("asentamientos_durango.csv"))).stdout
    )


def test_a_register_with_a_bad_row_is_refused_whole_or_without_it(voz: Voz, settings: Path, tmp_path: Path) -> None:
    voz("migrate")
    file = tmp_path / "works.csv"
    file.write_text("clave,nombre,estado,avance\nA,Parque,en proceso,20\nB,Puente,en proceso,200\n", encoding="utf-8")
    refused = voz("import", "works", str(file))
    assert refused.returncode == 1
    assert "nothing was imported.\nline 3: avance is '200': write a number from 0 to 100." in refused.stderr
    assert "--skip-bad" in refused.stderr
    assert voz("export", "works").stdout.count("\n") == 1, "the header alone"
    done = voz("import", "works", str(file), "--skip-bad")
    assert (done.returncode, "1 added" in done.stdout, "1 rows were kept out" in done.stdout) == (0, True, True)
    assert "line 3: avance is '200'" in done.stdout
    file.write_text("clave,nombre\nA,Parque\n", encoding="utf-8")
    unusable = voz("import", "works", str(file), "--skip-bad")
    assert (unusable.returncode, "no column estado" in unusable.stderr) == (1, True), "or all would be retired"


def test_a_file_that_is_no_csv_is_named_without_a_traceback(voz: Voz, settings: Path, tmp_path: Path) -> None:
    voz("migrate")
    file = tmp_path / "works.csv"
    file.write_text('clave,nombre,estado\nA,"Parque,en proceso\n', encoding="utf-8")
    done = voz("import", "works", str(file))
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "quotation mark" in done.stderr


def test_a_catalogue_is_read_whole_or_not_at_all(voz: Voz, settings: Path) -> None:
    done = voz("import", "neighbourhoods", str(shipped("asentamientos_durango.csv")), "--skip-bad")
    assert (done.returncode, "--skip-bad is for works and proposals only" in done.stderr) == (2, True)


def test_the_register_that_is_exported_can_be_imported_again(voz: Voz, settings: Path, tmp_path: Path) -> None:
    voz("migrate")
    voz("import", "neighbourhoods", str(shipped("asentamientos_durango.csv")))
    voz("import", "works", str(shipped("obras_de_muestra.csv")))
    for kind in ("csv", "json", "xlsx"):
        done = voz("export", "works", "--format", kind, "--out", str(tmp_path / f"works.{kind}"))
        assert (done.returncode, "7 rows" in done.stdout) == (0, True), done.stderr
    again = voz("import", "works", str(tmp_path / "works.csv"))
    assert "version 2: 0 added, 0 changed, 0 retired" in again.stdout, again.stderr
    row = json.loads((tmp_path / "works.json").read_text(encoding="utf-8"))[3]
    assert (row["monto"], row["termino"]) == ("860400.00", "2026-12-11")
    assert row["id_asentamiento"] == "10005-0107|10005-0234"


def whole(export: Path) -> bytes:
    """What a person can read in it: an xlsx is a zip."""
    if export.suffix != ".xlsx":
        return export.read_bytes()
    with zipfile.ZipFile(export) as parts:
        return b"".join(parts.read(name) for name in parts.namelist())


@pytest.mark.parametrize("kind", ["csv", "json", "xlsx"])
async def test_exports_hold_no_number_and_no_formula(voz: Voz, settings: Path, tmp_path: Path, kind: str) -> None:
    voz("migrate")
    voz("import", "neighbourhoods", str(shipped("asentamientos_durango.csv")))
    store = open_store(f"sqlite:///{tmp_path}/voz.db")
    corridor, on = Corridor(store), {"account": "whatsapp:+526189999999"}
    await corridor.agrees("+526181234567", **on)
    await corridor.files("+526181234567", "=1+1 hay un bache en la colonia Azcapotzalco", **on)
    await store.close()
    out = tmp_path / f"complaints.{kind}"
    for what in ("people", "complaints", "proposals", "messages"):
        done = voz("export", what, "--format", kind, "--out", str(tmp_path / f"{what}.{kind}"))
        assert done.returncode == 0, done.stderr
        # The subscriber's digits, which are in every way of writing the number; fewer could stand in an id by chance.
        assert b"6181234567" not in whole(tmp_path / f"{what}.{kind}")
    if kind == "csv":
        [row] = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))
        assert row["text"].startswith("'=1+1")
        assert (row["channel"], row["neighbourhood"]) == ("whatsapp", "Azcapotzalco")
    if kind == "json":
        [row] = json.loads(out.read_text(encoding="utf-8"))
        assert row["folio"].startswith("DGO-")


def test_whoever_reads_no_further_gets_no_traceback(voz: Voz, settings: Path, tmp_path: Path) -> None:
    voz("migrate")
    call = f"{sys.executable} -m bot export people | true; exit ${{PIPESTATUS[0]}}"
    plain = {name: value for name, value in os.environ.items() if not name.startswith("VOZ_")}
    done = subprocess.run(
        ["bash", "-c", call], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
        env={**plain, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_an_xlsx_without_a_file_says_what_to_add(voz: Voz, settings: Path) -> None:
    voz("migrate")
    done = voz("export", "people", "--format", "xlsx")
    assert (done.returncode, "--out" in done.stderr) == (2, True)


async def test_a_backup_is_whole_and_never_overwrites(voz: Voz, settings: Path, tmp_path: Path) -> None:
    voz("migrate")
    store = open_store(f"sqlite:///{tmp_path}/voz.db")
    await Corridor(store).takes(inbound("ana", "hola"), inbound("beto", kind=Kind.UNSUPPORTED))
    copy = tmp_path / "copy.db"
    assert voz("backup", str(copy)).returncode == 0
    assert "exists already" in voz("backup", str(copy)).stderr
    await store.close()
    restored = open_store(f"sqlite:///{copy}")
    assert len(await Corridor(restored).rows("inbox")) == 2
    await restored.close()


async def test_staff_see_an_emergency_and_close_it(voz: Voz, settings: Path, tmp_path: Path) -> None:
    voz("migrate")
    assert voz("staff", "incidents").stdout.strip() == "nothing to look at"
    store = open_store(f"sqlite:///{tmp_path}/voz.db")
    corridor = Corridor(store)
    await corridor.agrees("ana")
    await corridor.says("ana", "¡hay un incendio en mi casa!")
    await store.close()
    shown = voz("staff", "incidents").stdout
    number, kind, *_ = shown.split()
    assert (kind, "telegram" in shown, "incendio" in shown, "ana" in shown) == ("emergency", True, True, False)
    assert voz("staff", "seen", number).returncode == 0
    assert voz("staff", "incidents").stdout.strip() == "nothing to look at"
    again = voz("staff", "seen", number)
    assert (again.returncode, "ya no está en la lista" in again.stderr) == (1, True)


async def test_roles_are_given_and_a_lost_telephone_forgotten_at_the_terminal(voz: Voz, settings: Path) -> None:
    voz("migrate")
    assert voz("staff", "add", "lupita", "--full-name", "Guadalupe Ríos", "--role", "operator").returncode == 0
    assert voz("staff", "grant", "lupita", "operator:obras", "planner").returncode == 0
    assert "operator/obras planner" in voz("staff", "accounts").stdout
    for typed, status, reason in (
        ("king", 2, "a role is administrator, supervisor"),
        ("operator:obras:Norte:x", 2, "ROLE:DEPARTMENT:QUADRANT"),
        ("operator:magia", 1, "No hay una dependencia magia"),
        ("operator::Luna", 1, "no tiene la zona Luna"),
    ):
        refused = voz("staff", "grant", "lupita", typed)
        assert (refused.returncode, reason in refused.stderr) == (status, True), refused.stderr
    assert voz("staff", "forget-second-factor", "lupita").returncode == 0
    assert "No hay una cuenta activa" in voz("staff", "forget-second-factor", "nadie").stderr


async def test_staff_answer_a_chat_and_give_it_back(voz: Voz, settings: Path, tmp_path: Path) -> None:
    voz("migrate")
    store = open_store(f"sqlite:///{tmp_path}/voz.db")
    corridor = Corridor(store)
    await corridor.agrees("ana")
    await corridor.says("ana", "quiero hablar con una persona")
    await corridor.says("ana", "tengo una duda del predial")
    chat = voz("staff", "chats").stdout.split()[0]
    assert "predial" in voz("staff", "show", chat).stdout
    assert voz("staff", "reply", chat, "Buenos días, dígame.", "--as", "rosa").returncode == 0
    assert voz("staff", "close", chat, "--as", "rosa").returncode == 0
    assert voz("staff", "close", chat).returncode == 1
    assert "no chat waits" in voz("staff", "chats").stdout
    said = [row.body for row in await corridor.rows("outbox", purpose="staff")]
    assert "dígame" in said[0]
    await store.close()


async def test_a_request_about_ones_own_data_is_shown_answered_and_followed(
    voz: Voz, settings: Path, tmp_path: Path
) -> None:
    voz("migrate")
    store = open_store(f"sqlite:///{tmp_path}/voz.db")
    corridor = Corridor(store)
    await corridor.agrees("ana")
    folio = await asks_for_erasure(corridor, "ana")
    assert f"{folio}  privacy_request  cancel, to be answered by" in voz("staff", "incidents").stdout
    out = tmp_path / "ana.json"
    assert voz("person", "show", folio, "--out", str(out)).returncode == 0
    assert out.stat().st_mode & 0o077 == 0, "nobody else may read it"
    kept = json.loads(out.read_text(encoding="utf-8"))
    assert ("ana" in {one["value"] for one in kept["addresses"]}, kept["privacy_requests"][0]["folio"]) == (True, folio)
    [told] = await corridor.says("ana", folio)
    assert f"Petición {folio} sobre sus datos: en trámite; le respondemos a más tardar el" in told.text
    assert voz("person", "answer", folio, "Ya quedó.", "--as", "Luz").returncode == 0
    assert "Ya quedó." in [json.loads(row.body)["text"] for row in await corridor.rows("outbox")]
    assert folio in voz("staff", "incidents").stdout, "until somebody says that they have it"
    assert voz("person", "erase", folio, "--yes").returncode == 1, "the answer would be lost"
    assert voz("person", "done", folio, "--as", "Luz").returncode == 0, "by whatever means"
    assert voz("staff", "incidents").stdout.strip() == "nothing to look at"
    [told] = await corridor.says("ana", folio)
    assert f"Petición {folio} sobre sus datos: contestada el" in told.text
    assert voz("person", "erase", folio, "--yes").returncode == 0, "an answer that can never be sent holds up nothing"
    await store.close()


async def test_erasing_leaves_nothing_that_tells_who_it_was(voz: Voz, settings: Path, tmp_path: Path) -> None:
    voz("migrate")
    voz("import", "neighbourhoods", str(shipped("asentamientos_durango.csv")))
    store = open_store(f"sqlite:///{tmp_path}/voz.db")
    corridor, on = Corridor(store), {"account": "whatsapp:+526189999999", "name": "Ana Soto Reyes"}
    who = "+526181234567"
    await corridor.agrees(who, **on)
    await corridor.files(who, "hay un bache en la colonia Azcapotzalco", **on)
    await corridor.says(who, "quiero hablar con una persona porque mi vecina Toña no me deja", **on)
    await corridor.says(who, "menú", **on)
    folio = await asks_for_erasure(corridor, who, **on)
    repeated = inbound(who, "soy Ana Soto", **on)
    await corridor.takes(repeated)
    assert voz("person", "erase", folio).returncode == 2, "not without --yes"
    assert voz("person", "erase", "DGO-2026-000099-X", "--yes").returncode == 1
    assert voz("person", "erase", folio, "--yes", "--as", "Luz").returncode == 0
    assert await corridor.takes(repeated) == [], "a message delivered again brings nobody back"
    left = repr([await corridor.rows(table) for table in metadata.tables])
    assert [word for word in (who, "Soto", "Toña", "chat-", "mis datos") if word in left] == []
    [complaint] = await corridor.rows("complaints")
    assert (complaint.text, complaint.anonymous) == ("hay un bache en la colonia Azcapotzalco", True)
    assert (await corridor.says(who, "hola", **on))[0].text.startswith("Hola"), "who writes again is a newcomer"
    await store.close()


async def asks_for_erasure(corridor: Corridor, who: str, **on: Any) -> str:
    """The folio of the request."""
    await corridor.says(who, "mis datos", **on)
    await corridor.presses(who, "Borrar mis datos", **on)
    [done] = await corridor.presses(who, "Sí, abrir", **on)
    return next(word for word in done.text.split() if word.startswith("DGO-"))


def test_all_that_points_at_a_person_is_handed_out() -> None:
    """Tables added later must be thought of."""
    an_employees = {"staff", "staff_grants", "desk_sessions", "sign_in_links", "recovery_codes"}
    an_employees |= {"staff_identities", "identity_requests"}
    of_groups = {"staff_groups", "group_strangers"}
    not_yet_said = {"drafts", "chat_viewers", "chat_events"}
    pointing, reached = {"people"}, 0
    while len(pointing) > reached:
        reached = len(pointing)
        pointing |= {
            table.name
            for table in metadata.tables.values()
            for key in table.foreign_keys
            if key.column.table.name in pointing
        }
    store = sqlite_writer_engine(make_url("sqlite://"))
    metadata.create_all(store)
    with store.begin() as connection:
        assert pointing - set(everything_of(connection, 1)) == an_employees | not_yet_said | of_groups


async def test_doctor_names_texts_of_the_desk_that_fit_no_longer(voz: Voz, settings: Path, tmp_path: Path) -> None:
    voz("migrate")
    store = open_store(f"sqlite:///{tmp_path}/voz.db")
    corridor = Corridor(store)
    place = "complain/finish/limited/say"
    await corridor.does(
        lambda c: Editor(c, corridor.world, "lupita", corridor.now).publish(
            place, "Por hoy ya son {count} reportes.", {"en": "{count} today."}, seen=0
        )
    )
    assert "ok   texts: 1 worded anew at the desk" in voz("doctor").stdout
    gone = update(metadata.tables["overrides"]).values(key="complain/finish/of_an_older_version/say")
    await corridor.does(lambda c: c.execute(gone))
    said = voz("doctor").stdout
    assert "FAIL texts: 1 worded anew" in said and "of_an_older_version" in said
    await store.close()
