"""`voz broadcast` as staff type it: an audience, a file, what it means, what became of it; every refusal with its remedy."""

import asyncio
import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from civic.hours import QuietHours
from storage.store import open_store
from tests.bot.commands import Voz, settled, voz_of
from tests.broadcasting import PLAIN, WHATSAPP, ZONE, a_town
from tests.test_house import ROOT

EXAMPLE = ROOT / "docs" / "examples" / "difusion.toml"
MORE = f"""
[whatsapp]
enabled = true
account_sid = "AC{"0" * 32}"
auth_token = "x"
sender = "{WHATSAPP}"
templates = {{ aviso_de_junta = "HX1" }}
[server]
public_url = "https://voz.example.mx"
[limits]
whatsapp_daily = 10
[broadcasts]
approve_above = 3
[broadcasts.templates]
aviso_de_junta = "utility"
[broadcasts.prices]
utility = 0.5
message = 0.1
"""


@pytest.fixture
def voz(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Voz:
    """Ana, whose neighbourhood nobody knows, Beto on WhatsApp, Caro who wrote there last week, Dora who wants nothing."""
    url = settled(tmp_path, monkeypatch)
    with (tmp_path / "config.toml").open("a", encoding="utf-8") as file:
        file.write(MORE)
    (tmp_path / "junta.toml").write_text(PLAIN, encoding="utf-8")
    asyncio.run(_live(url))
    return voz_of(capsys)


async def _live(url: str) -> None:
    store = open_store(url)
    town = a_town(store)
    town.now = datetime.now(UTC)
    await town.lives("ana")
    await town.lives("beto", account=WHATSAPP)
    await town.lives("caro", account=WHATSAPP, heard=town.now - timedelta(days=7))
    await town.lives("dora", committee_notices=False)
    await store.close()


async def _deliver(url: str) -> None:
    store = open_store(url)
    town = a_town(store)
    town.now = datetime.now(UTC)
    town.world = replace(town.world, quiet=QuietHours(time(0), time(0), ZONE))  # at whatever hour this runs
    await town.delivers()
    await store.close()


def test_from_the_audience_to_the_report(voz: Voz, tmp_path: Path) -> None:
    said = voz("broadcast", "audience", "save", "todos", "--as", "lupita")
    assert said == (0, "people: 4; can be written to: 3 (telegram 1, whatsapp 2)\nleft out: no_consent 1\n")
    shown = voz("broadcast", "audience", "show", "todos")[1]
    assert shown.startswith("todos: all residents; purpose committee\npeople: 4")
    assert shown.count("telegram") == 3, "two of the sample and the sum"
    assert "Ana" not in shown
    code, shown = voz("broadcast", "preview", "junta.toml", "--as", "lupita")
    assert code == 0, shown
    for words in (
        "junta  draft  Junta de comités",
        "whatsapp: 2 people, 1 s at its pace; 1 outside the 24 hours; 1 wait for their next message, as there is no "
        "template; about 0.10 MXN",
        "  vecina o vecino: hay junta el jueves a las 18:00 en la casa de la colonia su colonia, Durango.",
    ):
        assert words in shown, shown
    said = voz("broadcast", "schedule", "junta", "--at", "now", "--as", "lupita")
    assert said == (0, "junta: is being sent. `voz broadcast status junta --watch` shows how far it is\n")
    assert "  planned           3" in voz("broadcast", "status", "junta")[1]
    asyncio.run(_deliver(f"sqlite:///{tmp_path}/voz.db"))
    assert voz("broadcast", "status")[1].startswith("junta                     sending ")
    shown = voz("broadcast", "status", "junta")[1]
    assert "people: 4\n  excluded          1   no_consent 1\n" in shown
    rows = json.loads(voz("broadcast", "report", "junta", "--format", "json")[1])
    assert [row["person"] for row in rows] == [1, 2, 3, 4]
    assert sorted(row["outcome"] for row in rows) == ["excluded", "held", "sent", "sent"]
    assert voz("broadcast", "pause", "junta") == (0, "done\n")
    assert voz("broadcast", "resume", "junta") == (0, "done\n")
    assert voz("broadcast", "cancel", "junta", "--why", "se pospone") == (0, "done\n")
    code, shown = voz("broadcast", "status", "junta", "--watch")
    assert (code, "100 %  4 of 4  cancelled" in shown) == (0, True), shown
    assert "junta: cancelled (se pospone)" in shown
    code, said = voz("broadcast", "resume", "junta")
    assert (code, said) == (
        1, "voz: a broadcast that is cancelled cannot become sending; from here it can go to: nowhere\n",
    )  # fmt: skip


def test_the_example_is_one_that_can_be_sent(voz: Voz, tmp_path: Path) -> None:
    shutil.copy(EXAMPLE, tmp_path / "difusion.toml")
    text = (tmp_path / "difusion.toml").read_text(encoding="utf-8")
    (tmp_path / "difusion.toml").write_text(text.replace("hasta = 2026", "hasta = 2099"), encoding="utf-8")
    voz("broadcast", "audience", "save", "comites")
    code, shown = voz("broadcast", "preview", "difusion.toml")
    assert code == 0, shown
    for words in (
        "1 utility templates; about 0.70 MXN",
        "[ Sí voy ]  counted as si",
        "outside the 24 hours, template aviso_de_junta: vecina o vecino | jueves 3 de diciembre a las 18:00",
    ):
        assert words in shown, shown
    said = voz("broadcast", "schedule", "difusion.toml", "--at", "2098-12-01T09:00")
    assert said == (0, "junta-de-diciembre: scheduled for 2098-12-01 15:00:00+00:00\n")


@pytest.mark.parametrize(
    ("was", "is_now", "says"),
    [
        ("{nombre}", "{apodo}", "línea 9: clave `texto`, clave `es`: no existe {apodo}; puede usar {nombre}, {colonia}"),
        ("{nombre}", "{nombre", "línea 9: clave `texto`, clave `es`: hay una llave sin su pareja"),
        ("jueves", "jueves" * 300, "y en WhatsApp caben 1600; acórtelo."),
        ('[texto]', 'plantilla = "x"\n[texto]', "«x» no está aprobada aquí ([whatsapp] templates); hay: aviso_de_junta."),
        ('[texto]', 'plantilla = "aviso_de_junta"\nvariables = ["a\\nb"]\n[texto]', "no permite saltos de línea"),
        ('[texto]', 'plantilla = "aviso_de_junta"\nvariables = [" "]\n[texto]', "está vacía; escriba un texto."),
        ('proposito = "comite"', 'proposito = "x"', "línea 6: clave `proposito`: escriba una de estas palabras: folio, "),
        ("titulo", "titlo", "línea 4: clave `titlo`: no se usa; ¿quiso poner `titulo`?"),
        ("[texto]", 'imagen = "no-hay.jpg"\n[texto]', "no-hay.jpg: no se puede leer (No such file or directory)"),
        ('publico = "todos"', 'publico = "otros"', "there is no audience otros. `voz broadcast audience list` shows all."),
        ("[texto]", "urgente = true\n[texto]", "no puede mandar difusiones urgentes. Quite «urgente», o pida el permiso."),
        ("[texto]", "hasta = 2020-01-01\n[texto]", "Su último momento (`hasta`) ya pasó."),
    ],
)  # fmt: skip
def test_a_file_with_a_fault_is_refused_with_its_line_and_what_to_do(
    voz: Voz, tmp_path: Path, was: str, is_now: str, says: str
) -> None:
    voz("broadcast", "audience", "save", "todos")
    (tmp_path / "junta.toml").write_text(PLAIN.replace(was, is_now, 1), encoding="utf-8")
    code, said = voz("broadcast", "send", "junta.toml")
    assert (code, says in said) == (1, True), said
    assert "there is no broadcast junta" in voz("broadcast", "status", "junta")[1]


def test_times_names_and_second_persons(voz: Voz) -> None:
    code, said = voz("broadcast", "audience", "save", "norte", "--neighbourhood", "10005-9999")
    assert (code, said) == (1, "voz: neighbourhoods: there is no '10005-9999' here; there is none yet.\n")
    voz("broadcast", "audience", "save", "todos")
    assert voz("broadcast", "schedule", "junta.toml", "--at", "mañana")[0] == 2
    assert voz("broadcast", "schedule", "junta.toml", "--at", "2020-01-01T09:00")[1].startswith("voz: Esa hora ya pasó")
    assert voz("broadcast", "approve", "junta")[0] == 1
