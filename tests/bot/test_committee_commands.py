"""`voz committee` and `voz accreditation` from the command line."""

import re
from pathlib import Path

import pytest

from tests.bot.commands import Voz, voz_of

SCHEME = "docs/examples/comites.toml"


@pytest.fixture
def voz(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Voz:
    for section, key, value in (
        ("DATABASE", "URL", f"sqlite:///{tmp_path / 'voz.db'}"),
        ("TELEGRAM", "ENABLED", "true"),
        ("TELEGRAM", "TOKEN", "1234567:abcdefghijabcdefghijabcdefghijabcde"),
        ("TELEGRAM", "USERNAME", "VozDurangoBot"),
        ("WHATSAPP", "ENABLED", "true"),
        ("WHATSAPP", "ACCOUNT_SID", "AC" + "0" * 32),
        ("WHATSAPP", "AUTH_TOKEN", "x" * 32),
        ("WHATSAPP", "SENDER", "whatsapp:+526181234567"),
        ("SERVER", "PUBLIC_URL", "https://voz.example.gob.mx"),
    ):
        monkeypatch.setenv(f"VOZ__{section}__{key}", value)
    monkeypatch.chdir(Path(__file__).parents[2])
    run = voz_of(capsys)
    assert run("migrate")[0] == 0
    return run


def test_from_the_scheme_to_a_committee_that_is_constituted(voz: Voz) -> None:
    assert voz("committee", "list") == (0, "there is no committee yet\n")
    code, said = voz("committee", "add", "PIL-1", "piloto", "Piloto")
    assert (code, "Todavía no se publica el esquema de comités" in said) == (1, True), said
    assert "letter compromiso, version 2026-1, sha256 " in voz("committee", "check", SCHEME)[1]
    assert "revision 1 is in force" in voz("committee", "publish", SCHEME)[1]
    assert "this is revision 1, in force already" in voz("committee", "publish", SCHEME)[1]
    assert voz("committee", "add", "PIL-1", "piloto", "Piloto") == (0, "done\n")
    said = voz("committee", "invite", "PIL-1", "ejecutivo", "--uses", "2")[1]
    own = re.findall(r"code: (\w{6})", said)[0]
    assert f"by writing: unirme {own}" in said
    assert f"https://t.me/VozDurangoBot?start=unirme_{own}" in said
    assert f"https://wa.me/526181234567?text=unirme%20{own}" in said
    for role, name in (("ejecutivo", "Ana Soto"), ("sociedad_civil", "Beto Ruiz"), ("organo_garante", "Caro Lara")):
        assert voz("committee", "member", "PIL-1", role, name)[0] == 0
    assert voz("committee", "constitute", "PIL-1", "2026-11-20") == (0, "done\n")
    assert voz("committee", "replace", "PIL-1", "ana soto", "Dora Paz", "--why", "Renunció") == (0, "done\n")
    shown = voz("committee", "show", "PIL-1")[1]
    for words in ("constituted 2026-11-20", "Dora Paz: Ejecutivo", "Ana Soto: ejecutivo, replaced", "lacks nothing"):
        assert words in shown
    assert "members 3" in voz("committee", "list", "--kind", "piloto")[1]
    assert voz("committee", "close", "PIL-1", "--why", "Terminó el piloto") == (0, "done\n")
    assert voz("committee", "list") == (0, "there is no committee yet\n")
    assert "closed" in voz("committee", "list", "--closed")[1]


def test_letters_are_compared_with_their_hash(voz: Voz, tmp_path: Path) -> None:
    import sqlite3

    voz("committee", "publish", SCHEME)
    voz("committee", "add", "COL-1", "colonia", "Comité", "--neighbourhood", "10005-0084")
    code, said = voz("committee", "add", "OBS-1", "observatorio", "Observatorio")
    assert code == 0, said
    voz("committee", "member", "OBS-1", "integrante", "Ana Soto")
    code, said = voz("committee", "letter", "OBS-1", "Ana Soto", "--paper", "C-1")
    assert (code, "no se firma carta" in said) == (1, True), said
    code = re.findall(r"code: (\w{6})", voz("accreditation", "grant", "OBS-1", "Ana Soto", "--until", "2099-12-31")[1])
    assert code == []
    own = re.findall(r"code: (\w{6})", voz("accreditation", "grant", "OBS-1", "Ana Soto", "--show-name")[1])[0]
    assert voz("accreditation", "verify", own.lower()) == (0, "valid\n")
    assert f"{own}  contralor" in voz("accreditation", "list")[1]
    assert voz("accreditation", "revoke", own, "--why", "Error") == (0, "done\n")
    assert voz("accreditation", "verify", own) == (0, "not valid\n")
    with sqlite3.connect(tmp_path / "voz.db") as database:
        members = [row[0] for row in database.execute("SELECT id FROM members")]
        database.execute(
            "INSERT INTO letters VALUES (1, ?, 'compromiso', '2026-1', 'Yo', ?, '2026-11-24 16:00:00.000000', 'cli', 's', '')",
            (members[0], "0" * 64),
        )
    code, said = voz("committee", "letters")
    assert (code, "1 letters do not agree with their hash" in said) == (1, True), said
