"""The talks that ship, played; and the player itself, which must notice when something is said otherwise."""

from pathlib import Path

import pytest

from flows.book import FOLDER
from flows.player import play
from flows.transcript import Transcript, TranscriptError, load_transcripts, read_transcript
from tests.flows.resident import shipped

TALKS = load_transcripts(FOLDER / "transcripts")


@pytest.mark.parametrize("talk", TALKS, ids=[talk.name for talk in TALKS])
def test_talk(talk: Transcript) -> None:
    assert [str(difference) for difference in play(shipped(), talk)] == []


def test_every_flow_has_a_talk() -> None:
    acts = {name for talk in TALKS for step in talk.steps for _, name, _ in step.acts}
    assert acts == {flow.act for flow in shipped().flows.values() if flow.act}


def test_every_message_is_short() -> None:
    for talk in TALKS:
        for step in talk.steps:
            for said in step.says:
                assert len(said.text) <= 450, (
                    f"{talk.name}:{said.line}: a message that carries two sentences is still short"
                )


GOOD = """
# Saludo
aviso: aceptado
ana> hola
bot< ¡Hola! …
     [Hacer una propuesta] [Queja o reporte] [Ver mi folio] [Comité de obra] [Mis avisos] [Mis datos] [Hablar con alguien]
"""
DIFFERENT = [
    ("¡Hola! …", "¡Buenas! …", "another sentence"),
    ("¡Hola! …", "¡Hola!", "more is said"),
    ("[Hacer una propuesta] ", "", "another list of choices"),
    ("bot<", "acto< file_complaint -> filed\nbot<", "an act that is not due"),
]


def test_the_good_one_is_good() -> None:
    assert play(shipped(), read_transcript(GOOD)) == []


@pytest.mark.parametrize(("old", "new", "why"), DIFFERENT)
def test_differences_are_noticed(old: str, new: str, why: str) -> None:
    assert play(shipped(), read_transcript(GOOD.replace(old, new))), why


ASKED = """
# ¿Ya quedó?
aviso: aceptado
pregunta: DGO-2026-000017-K | vote
ana> «DGO-2026-000017-K» sí
acto< confirm_repair -> yes folio=DGO-2026-000017-K
bot< Gracias. Anoté que el DGO-2026-000017-K ya quedó. …
"""


@pytest.mark.parametrize(
    ("old", "new", "same", "why"),
    [
        ("", "", True, "quoted"),
        ("«DGO-2026-000017-K» sí", "sí", False, "a bare word, and not the last thing said"),
        ("«DGO-2026-000017-K» sí", "[Sí]", True, "its button"),
        ("| vote", "| vote | última", True, "quoted and the last thing said"),
        ("| vote\nana> «DGO-2026-000017-K» sí", "| vote | última\nana> sí", True, "the last thing said"),
        ("| vote\n", "| question\n", False, "something else was asked"),
    ],
)
def test_what_was_asked_outside_of_any_talk(old: str, new: str, same: bool, why: str) -> None:
    assert (play(shipped(), read_transcript(ASKED.replace(old, new))) == []) is same, why


@pytest.mark.parametrize(
    "text",
    [
        "bot< hola",
        "ana> hola\nqué es esto",
        "   hola",
        "# Nada",
        "ana> hola\npregunta: DGO-2026-000017-K | vote",
        "pregunta: DGO-2026-000017-K",
        "pregunta: DGO-2026-000017-K | fiesta",
        "pregunta: DGO-2026-000017-K | vote | ayer",
    ],
)
def test_what_cannot_be_read_names_file_and_line(text: str) -> None:
    with pytest.raises(TranscriptError, match=r"talk\.txt:\d"):
        read_transcript(text, "talk.txt")


def test_no_folder(tmp_path: Path) -> None:
    assert load_transcripts(tmp_path) == []
