"""`voz series`, `voz programme`, `voz meeting`, `voz agreement`, `voz visit` and `voz paper` from the command line."""

import re
from pathlib import Path

import pytest

from tests.bot.commands import Voz, settled, voz_of

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs" / "examples"


@pytest.fixture
def voz(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Voz:
    """A municipality with one committee of three."""
    settled(tmp_path, monkeypatch)
    run = voz_of(capsys)
    run("committee", "publish", str(EXAMPLES / "comites.toml"))
    run("committee", "add", "PIL-1", "piloto", "Piloto estatal")
    for role, name in (("ejecutivo", "Ana Soto"), ("sociedad_civil", "Beto Ruiz"), ("organo_garante", "Caro Lara")):
        assert run("committee", "member", "PIL-1", role, name)[0] == 0
    return run


def test_a_series_from_its_document_to_a_day_that_is_skipped(voz: Voz, tmp_path: Path) -> None:
    assert voz("series", "list") == (0, "there is no series yet\n")
    sheet = EXAMPLES / "hoja.toml"
    assert "hoja-semanal is written down, and off" in voz("series", "save", str(sheet), "--as", "lupita")[1]
    code, said = voz("series", "on", "hoja-semanal", "--as", "lupita")
    assert (code, "La escribió usted (lupita)" in said) == (1, True), said
    assert voz("series", "on", "hoja-semanal", "--as", "mario") == (0, "done\n")
    listed = voz("series", "list")[1]
    assert re.search(r"hoja-semanal +sheet +0 10 \* \* 1 +next \d{4}-\d\d-\d\d 10:00", listed), listed
    shown = voz("series", "show", "hoja-semanal")[1]
    days = re.findall(r"^  (\d{4}-\d\d-\d\d) 10:00", shown, re.M)
    assert voz("series", "preview", "hoja-semanal", "--date", days[0]) == (0, "nobody would get it\n")
    assert voz("series", "skip", "hoja-semanal", "--date", days[1], "--why", "Feria")[0] == 0
    assert "skipped" in voz("series", "show", "hoja-semanal")[1]
    assert voz("series", "switch", "hoja-semanal", "PIL-1", "off", "--as", "lupita") == (0, "done\n")
    assert "off for: PIL-1" in voz("series", "show", "hoja-semanal")[1]
    assert voz("series", "off", "hoja-semanal") == (0, "done\n")
    broken = tmp_path / "broken.toml"
    broken.write_text(sheet.read_text(encoding="utf-8").replace('"0 10 * * 1"', '"lunes"'), encoding="utf-8")
    code, said = voz("series", "save", str(broken))
    assert (code, "línea 7: clave `cuando`: escriba cinco campos" in said) == (1, True), said


def test_programmes_are_published_and_listed(voz: Voz) -> None:
    assert voz("programme", "list") == (0, "no programme is published yet\n")
    example = str(EXAMPLES / "programas.toml")
    assert "2027-01-29  7, 1 days before" in voz("programme", "check", example)[1]
    assert voz("programme", "publish", example) == (0, "revision 1 is in force; days that were moved: 0\n")
    assert voz("programme", "publish", example)[1].startswith("this is revision 1")
    assert "Becas, to be reminded: 0" in voz("programme", "list")[1]


def test_a_meeting_its_call_and_an_agreement(voz: Voz, tmp_path: Path) -> None:
    planned = voz(
        "meeting", "plan", "PIL-1", "--at", "2099-03-02T18:00", "--place", "Presidencia", "--agenda", "Plan de trabajo"
    )  # fmt: skip
    meeting = re.findall(r"meeting (\d+);", planned[1])[0]
    assert "called: 3" in voz("meeting", "call", meeting)[1]
    shown = voz("meeting", "show", meeting)[1]
    assert "2099-03-02 18:00  called" in shown
    assert "come: 0, do not come: 0" in shown
    assert "2099-03-02 18:00" in voz("meeting", "list", "PIL-1")[1]
    code, said = voz("meeting", "minutes", meeting, str(EXAMPLES / "hoja.toml"))
    assert (code, "todavía no empieza" in said) == (1, True), said
    added = voz("agreement", "add", "PIL-1", "Pedir el expediente", "--due", "2099-03-09", "--who", "Ana Soto")[1]
    agreement = re.findall(r"agreement (\d+)", added)[0]
    assert "2099-03-09  open      Ana Soto: Pedir el expediente" in voz("agreement", "list", "--committee", "PIL-1")[1]
    assert voz("agreement", "done", agreement, "--note", "Llegó") == (0, "done\n")
    assert voz("agreement", "list") == (0, "nothing is agreed\n")
    assert "done" in voz("agreement", "list", "--ended")[1]
    minutes = tmp_path / "minuta.pdf"
    assert f"{minutes}: sha256 " in voz("paper", "meeting", meeting, "--out", str(minutes))[1]
    assert minutes.read_bytes().startswith(b"%PDF-")
    assert voz("meeting", "call-off", meeting, "--why", "Se pospone") == (0, "done\n")
    code, said = voz("paper", "constitution", "PIL-1", "--out", str(minutes))
    assert (code, "todavía no se constituye" in said) == (1, True), said


def test_visits_are_listed_though_there_is_none(voz: Voz) -> None:
    code, said = voz("visit", "list", "--alerts")
    assert (code, "observed" in said) == (0, True), said
    code, said = voz("visit", "show", "7")
    assert (code, "no visit has the id 7" in said) == (1, True), said


def test_an_invitation_as_a_square_needs_a_link(voz: Voz, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    square = tmp_path / "qr.svg"
    code, said = voz("committee", "invite", "PIL-1", "ejecutivo", "--qr", str(square))
    assert (code, "give Telegram's `username`" in said) == (1, True), said
    monkeypatch.setenv("VOZ__TELEGRAM__ENABLED", "true")
    monkeypatch.setenv("VOZ__TELEGRAM__TOKEN", "1234567:abcdefghijabcdefghijabcdefghijabcde")
    monkeypatch.setenv("VOZ__TELEGRAM__USERNAME", "VozDurangoBot")
    assert "leads to https://t.me/VozDurangoBot?start=unirme_" in voz(
        "committee", "invite", "PIL-1", "ejecutivo", "--qr", str(square)
    )[1]  # fmt: skip
    assert square.read_text(encoding="utf-8").startswith("<svg")
