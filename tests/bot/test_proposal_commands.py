"""`voz proposal` and `voz initiative`, as staff type them: what is done, what is refused and with which sentence."""

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.store import open_store
from tests.bot.commands import Voz, settled, voz_of
from tests.consulting import LAMPS, OPEN, opens, proposes
from tests.corridor import Corridor, text


@pytest.fixture
def folios(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ana's proposal of lamps, which Beto supports; Caro's of a pavement."""
    return asyncio.run(_proposed(settled(tmp_path, monkeypatch)))


async def _proposed(url: str) -> list[str]:
    store = open_store(url)
    town = Corridor(store, now=OPEN)
    await opens(town)
    await proposes(town, "ana", LAMPS)
    await proposes(town, "caro", "que arreglen la banqueta de la calle Olmo de la colonia Azcapotzalco")
    [lamps, pavement] = [row.folio for row in await town.rows("proposals")]
    await town.says("beto", lamps)
    assert "Anoté su apoyo" in text(await town.presses("beto", "Apoyarla"))
    await store.close()
    return [lamps, pavement]


@pytest.fixture
def voz(folios: list[str], capsys: pytest.CaptureFixture[str]) -> Voz:
    return voz_of(capsys)


def test_one_proposal_from_the_list_to_done(voz: Voz, folios: list[str]) -> None:
    lamps, pavement = folios
    first, second = voz("proposal", "list", "--consultation", "consulta-2026")[1].splitlines()
    assert first.startswith(f"{lamps}  received          people 2 ")
    assert second.startswith(f"{pavement}  received          people 1 ")
    assert voz("proposal", "move", lamps, "under_analysis", "--as", "lupita") == (0, "done\n")
    code, said = voz("proposal", "topic", lamps, "nada")
    assert (code, "no tiene el tema 'nada'. Los que hay: seguridad" in said) == (1, True), said
    assert voz("proposal", "topic", lamps, "calles") == (0, "done\n")
    shown = voz("proposal", "answer", lamps, "--to", "partly", "--text", "Solo seis", "--cost", "90000")[1]
    assert f"{lamps}  people 2     Solo seis. Costo estimado: $90,000" in shown
    assert "told: 2 by telegram; cannot be reached: 0; want no notices: 0" in shown
    code = re.findall(r"--confirm (\w+)", shown)[0]
    arguments = ("proposal", "answer", lamps, "--to", "partly", "--text", "Solo seis", "--cost", "90000", "--confirm")
    assert voz(*arguments, "00000000")[0] == 1, "something else was seen"
    assert voz(*arguments, code) == (0, "answered: 1\n")
    assert voz("proposal", "schedule", lamps, "2099-03-01") == (0, "done\n")
    assert voz("proposal", "progress", lamps, "40", "--note", "Ya hay postes") == (0, "done\n")
    assert voz("proposal", "move", lamps, "done", "--note", "Quedaron") == (0, "done\n")
    shown = voz("proposal", "show", lamps)[1]
    for words in (
        f"{lamps}  done since ",
        "topic: calles   neighbourhood: Azcapotzalco   people: 2",
        "answer: Solo seis   cost: 90,000 pesos",
        "scheduled for: 2099-03-01",
        "progress: 100 %",
        "under_analysis by staff:lupita",
        "can go to: in_progress",
    ):
        assert words in shown


def test_grouping_linking_and_initiatives(voz: Voz, folios: list[str]) -> None:
    lamps, pavement = folios
    assert voz("proposal", "group", pavement, lamps, "--note", "Son la misma calle") == (0, "done\n")
    assert f"grouped into: {lamps}" in voz("proposal", "show", pavement)[1]
    assert "people: 3" in voz("proposal", "show", lamps)[1]
    assert voz("proposal", "split", pavement) == (0, "done\n")
    assert voz("initiative", "list") == (0, "there is no initiative yet\n")
    assert voz("initiative", "add", "luz", "Luz en las calles") == (0, "done\n")
    assert voz("proposal", "link", lamps, "--initiative", "luz", "--commitment", "Compromiso 14") == (0, "done\n")
    code, said = voz("initiative", "move", "luz", "possibilities", "Se comparan lámparas")
    assert (code, "the stage problems has no evidence yet" in said) == (1, True), said
    assert voz("initiative", "evidence", "luz", "problems", "Mapa", "--link", "https://durango.example")[0] == 0
    assert voz("initiative", "move", "luz", "possibilities", "Se comparan lámparas") == (0, "done\n")
    shown = voz("initiative", "show", "luz")[1]
    for words in (
        "luz  possibilities  Luz en las calles",
        "Mapa https://durango.example",
        f"{lamps}  received  people 2",
    ):
        assert words in shown
    assert "proposals 1 " in voz("initiative", "list")[1]


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("show", "DGO-2026-999999-X"), 1, "No hay una propuesta con el folio DGO-2026-999999-X"),
        (("move", "{}", "done"), 1, "is received cannot become done; from here it can go to: held, grouped"),
        (("move", "{}", "held"), 1, "add the words with --note"),
        (("answer", "--to", "accepted", "--text", "x"), 2, "say which proposals"),
        (("answer", "{}", "--to", "accepted", "--text-file", "no.txt"), 1, "no.txt: cannot be read"),
        (("answer", "DGO-1", "--to", "accepted", "--text", "x"), 1, "Aquí no hay una propuesta con el folio DGO-1"),
        (("answer", "{}", "--to", "done", "--text", "x"), 2, "invalid choice: 'done'"),
        (("list", "--status", "lost"), 2, "invalid choice: 'lost'"),
    ],
)
def test_wrong_use_is_said_in_one_sentence(
    voz: Voz, folios: list[str], arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    got, said = voz("proposal", *(word.format(folios[0]) for word in arguments))
    assert (got, sentence in said) == (code, True), said
    assert "Traceback" not in said


def test_promoters_and_documents_by_the_code_of_a_chat(voz: Voz, tmp_path: Path) -> None:
    assert voz("promoter", "list") == (0, "there is no promoter yet\n")
    code, said = voz("promoter", "add", "ABC234", "Brigada norte", "--until", "2099-01-15")
    assert (code, "nobody has this code" in said) == (1, True), said
    [first, second] = asyncio.run(_codes(f"sqlite:///{tmp_path}/voz.db"))
    assert voz("promoter", "add", first, "Brigada norte", "--until", "2099-01-15", "--as", "lupita") == (0, "done\n")
    assert voz("promoter", "list")[1].split() == ["Brigada", "norte", "until", "2099-01-15", "by", "staff:lupita"]
    assert voz("promoter", "end", "Brigada norte") == (0, "done\n")
    assert voz("person", "check", second, "--document", "INE 123")[0] == 1
    assert voz("person", "check", second, "--document", "INE") == (0, "done\n")
    assert voz("person", "uncheck", second)[0] == 1


async def _codes(url: str) -> list[str]:
    store = open_store(url)
    town = Corridor(store, now=datetime.now(UTC))
    codes = [text(await town.says(who, "mi código")).splitlines()[1] for who in ("ana", "beto")]
    await store.close()
    return codes
