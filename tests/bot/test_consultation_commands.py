"""`voz consultation`, as staff type it: what is done, what is refused and with which sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import main
from bot.commands.importing import shipped
from tests.bot.commands import Voz, settled, voz_of

HOME = Path(__file__).parents[2]
EXAMPLE = Path("docs/examples/consulta.toml").read_text(encoding="utf-8").replace("202", "209")
"""Some decades ahead: these commands go by the clock on the wall."""


@pytest.fixture
def voz(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Voz:
    """A municipality with Durango's catalogue."""
    settled(tmp_path, monkeypatch)
    (tmp_path / "consulta.toml").write_text(EXAMPLE, encoding="utf-8")
    assert main(["import", "neighbourhoods", str(shipped("asentamientos_durango.csv"))]) == 0
    capsys.readouterr()

    return voz_of(capsys)


def test_from_the_document_to_its_history(voz: Voz, tmp_path: Path) -> None:
    code, said = voz("consultation", "check", "consulta.toml")
    assert (code, "temas: 4, preguntas: 3, frases: 2, boleta: knapsack" in said) == (0, True), said
    assert voz("consultation", "list") == (0, "no consultation was published yet\n")
    code, said = voz("consultation", "publish", "consulta.toml", "--as", "lupita")
    assert (code, "revision 1 is in force; a service that runs uses it at once" in said) == (0, True), said
    assert "nothing to do" in voz("consultation", "publish", "consulta.toml")[1]
    (tmp_path / "consulta.toml").write_text(EXAMPLE.replace("qué hace falta", "qué falta"), encoding="utf-8")
    assert "revision 2 is in force" in voz("consultation", "publish", "consulta.toml", "--why", "Más claro")[1]
    assert voz("consultation", "close", "consulta-2096", "--why", "Se adelanta") == (0, "closed\n")
    assert "closed by staff" in voz("consultation", "list")[1]
    assert voz("consultation", "reopen", "consulta-2096", "--why", "Se repone") == (0, "open again\n")
    shown = voz("consultation", "show", "consulta-2096")[1]
    for words in ("1. 20", "by staff:lupita", "2. 20", "Más claro", "closed by staff:", "Se adelanta", "reopened by"):
        assert words in shown
    assert "not yet open" in voz("consultation", "list")[1]


@pytest.mark.parametrize(
    ("written", "slip", "sentence"),
    [
        ('boton = "', 'botn = "', "consulta.toml: no se publica; corrija:\nlínea 1: clave `boton`: falta; agréguela."),
        (
            'colonias = "todas"  ',
            'colonias = ["Benito Juárez"]',
            "hay varias que se llaman así; use la clave de una: 10005-",
        ),
        (
            "[limites]",
            "[limites",
            "consulta.toml: línea 16: no se entiende; revise comillas, corchetes y signos de igual.",
        ),
    ],
)
def test_a_document_with_a_fault_changes_nothing(
    voz: Voz, tmp_path: Path, written: str, slip: str, sentence: str
) -> None:
    (tmp_path / "consulta.toml").write_text(EXAMPLE.replace(written, slip, 1), encoding="utf-8")
    for act in ("check", "publish"):
        code, said = voz("consultation", act, "consulta.toml")
        assert (code, sentence in said) == (1, True), said
    assert voz("consultation", "list")[1] == "no consultation was published yet\n"


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("check", "no.toml"), 1, "no.toml: no se puede leer"),
        (("show", "otra"), 1, "No hay una consulta con la clave otra"),
        (("close", "otra", "--why", "x"), 1, "No hay una consulta con la clave otra."),
        (("close",), 2, "the following arguments are required: key"),
    ],
)
def test_wrong_use_is_said_in_one_sentence(voz: Voz, arguments: tuple[str, ...], code: int, sentence: str) -> None:
    got, said = voz("consultation", *arguments)
    assert (got, sentence in said) == (code, True), said
    assert "Traceback" not in said


def test_what_is_over_is_not_published(voz: Voz, tmp_path: Path) -> None:
    (tmp_path / "consulta.toml").write_text(EXAMPLE.replace("209", "200"), encoding="utf-8")
    code, said = voz("consultation", "publish", "consulta.toml")
    assert (code, "Su último día ya pasó" in said) == (1, True), said


def test_a_preview_is_a_real_talk_of_which_nothing_is_kept(voz: Voz, tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "bot", "consultation", "preview", "consulta.toml", "--phase", "voting"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(HOME)}, check=True, capture_output=True, encoding="utf-8",
        input="hola\nsí, acepto\ndonde vivo\nAzcapotzalco\nvotar\n1 y 3\nsí\n", timeout=120,
    )  # fmt: skip
    assert "«Consulta ciudadana 2096», vista previa." in said.stdout
    assert "hay $10,000,000" in said.stdout
    assert "Su comprobante es:" in said.stdout
    assert said.stderr == ""
    assert voz("consultation", "list")[1] == "no consultation was published yet\n"


def test_results_and_coverage_of_what_nobody_answered_yet(voz: Voz) -> None:
    voz("consultation", "publish", "consulta.toml")
    assert "people taking part: 0\nproposals: 0\n" in voz("consultation", "results", "consulta-2096")[1]
    assert voz("consultation", "results", "consulta-2096", "--by", "topic")[1] == "topic  people  proposals  supports\n"
    covered = voz("consultation", "coverage", "consulta-2096", "--format", "csv")[1].splitlines()
    assert covered[:3] == ["kind,covered,all", "Fraccionamiento,0,377", "Colonia,0,266"]
    missing = voz("consultation", "coverage", "consulta-2096", "--missing", "--kind", "barrio")[1].splitlines()
    assert missing[0].split() == ["key", "neighbourhood", "kind", "quadrant"]
    assert all(line.endswith("Barrio") for line in missing[1:])
    assert len(missing) > 1
    assert "No hay una consulta con la clave x" in voz("consultation", "results", "x")[1]


def test_proposals_by_an_answer_and_by_quadrant(voz: Voz) -> None:
    voz("consultation", "publish", "consulta.toml")
    by_age = voz("consultation", "results", "consulta-2096", "--by", "answer:edad")
    assert by_age == (0, "edad  people  proposals  supports\n")
    code, said = voz("consultation", "results", "consulta-2096", "--by", "answer:ciudad")
    assert (code, "there is principal, ronda, edad." in said) == (1, True), said
    code, said = voz("consultation", "results", "consulta-2096", "--by", "answer:")
    assert (code, "choose topic, neighbourhood, kind, quadrant" in said) == (2, True), said
    covered = voz("consultation", "coverage", "consulta-2096", "--by", "quadrant", "--format", "csv")[1].splitlines()
    assert covered[0] == "quadrant,covered,all"
    assert covered[1].startswith("-,0,"), "Durango's catalogue names none"
    missing = voz("consultation", "coverage", "consulta-2096", "--missing", "--quadrant", "Norte")[1]
    assert missing.splitlines()[1:] == []


def test_a_field_sheet_is_imported_whole_or_not_at_all(voz: Voz, tmp_path: Path) -> None:
    voz("consultation", "publish", "consulta.toml")
    sheet = tmp_path / "hoja.csv"
    sheet.write_text("registro,propuesta,colonia\n1,Una cancha,Azcapotzalco\n2,Otra cancha,La Luna\n", encoding="utf-8")
    code, said = voz("import", "proposals", "hoja.csv", "--consultation", "consulta-2096")
    assert (code, "línea 3, columna colonia: «La Luna»: no está en el catálogo." in said) == (1, True), said
    assert "--skip-bad" in said
    assert "proposals: 0" in voz("consultation", "results", "consulta-2096")[1]
    code, said = voz("import", "proposals", "hoja.csv", "--consultation", "consulta-2096", "--skip-bad")
    assert (code, "1 proposals of 1 sheets" in said) == (0, True), said
    assert (
        "sheets imported before, left as they are: 1"
        in voz("import", "proposals", "hoja.csv", "--consultation", "consulta-2096", "--skip-bad")[1]
    )
    assert "people taking part: 1\nproposals: 1\n" in voz("consultation", "results", "consulta-2096")[1]
    assert voz("import", "proposals", "hoja.csv")[0] == 2
    assert voz("import", "proposals", "hoja.csv", "--consultation", "x")[0] == 1


def test_a_release_is_written_counted_once_more_and_what_was_changed_is_named(voz: Voz, tmp_path: Path) -> None:
    voz("consultation", "publish", "consulta.toml")
    code, said = voz("consultation", "release", "consulta-2096", "datos")
    assert (code, "people still take part" in said) == (1, True), said
    assert not (tmp_path / "datos").exists()
    sheet = "registro,propuesta,colonia\n" + "".join(f"{n},Una cancha número {n},Azcapotzalco\n" for n in range(1, 6))
    (tmp_path / "hoja.csv").write_text(sheet, encoding="utf-8")
    voz("import", "proposals", "hoja.csv", "--consultation", "consulta-2096")
    voz("consultation", "close", "consulta-2096", "--why", "Se adelanta")
    assert voz("consultation", "release", "consulta-2096", "datos")[0] == 0
    code, said = voz("consultation", "recount", "datos")
    assert (code, "DIFFERS" in said, "agrees   totales" in said) == (0, False, True), said
    assert voz("consultation", "release", "consulta-2096", "datos")[0] == 2, "nothing old is mixed in"
    totals = tmp_path / "datos" / "totales.csv"
    totals.write_text(totals.read_text(encoding="utf-8").replace("propuestas,5", "propuestas,6"), encoding="utf-8")
    code, said = voz("consultation", "recount", "datos")
    assert (code, "2 of" in said, "do not agree: SHA256SUMS, totales.csv" in said) == (1, True, True), said
    tables = tmp_path / "datos" / "datos.json"
    tables.write_text(
        tables.read_text(encoding="utf-8").replace('"propuestas", "cuenta": 5', '"propuestas", "cuenta": 6'),
        encoding="utf-8",
    )
    code, said = voz("consultation", "recount", "datos")
    assert (code, "DIFFERS  totales: row 2: published propuestas, 6, counted propuestas, 5" in said) == (1, True), said
    tables.write_text("{", encoding="utf-8")
    assert "cannot be read" in voz("consultation", "recount", "datos")[1]
    tables.unlink()
    assert "DIFFERS  datos.json: it is missing" in voz("consultation", "recount", "datos")[1]
    assert voz("consultation", "recount", "nada")[0] == 1
