"""The benchmarks over a whole municipality run and balance their books; what they measure is not judged here."""

import json
from pathlib import Path

import pytest

from benchmarks import similar, suggesting, understanding, updates

by_database = pytest.mark.parametrize("database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])


DISK = "/tmp"
"""The path of PostgreSQL's socket must be short."""


@by_database
def test_everybody_is_told_but_those_who_are_not_to_be(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    updates.main(["--people", "100", "--rounds", "1", "--databases", database, "--disk", DISK])
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])[database]
    assert figures["told"][0] == 85, "of twenty, one is at the cap, one has none sent yet, one wants none"
    assert figures["said_more"][0] == 5


@by_database
def test_similar_reports_are_looked_up_and_complaints_filed(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    similar.main(["--complaints", "100", "--times", "5", "--rounds", "1", "--databases", database, "--disk", DISK])
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])[database]
    assert {"worst_of_both", "filing", "staff_move", "escalate_200", "report_charter"} <= set(figures)


@by_database
def test_proposals_are_grouped_and_looked_up(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    suggesting.main(["--proposals", "300", "--times", "3", "--databases", database, "--disk", DISK])
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])[database]
    assert {"groups_words_cpu_s", "topics_words_cpu_s", "similar_words_cpu_s", "chat_words_ms"} <= set(figures)
    assert figures["topics_words_found"] > 0, "they are all said to be about streets"


def test_texts_are_judged_without_their_own_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The court is in two texts, the library in one: only the court is still known. The pair with one title twice is found."""
    topics, pairs = tmp_path / "topics.csv", tmp_path / "pairs.csv"
    topics.write_text(
        "titulo,texto,tema,tema_alterno\n"
        "Una cancha,aquí,deporte,\nLa cancha,allá,deporte,\nUna biblioteca,aquí,cultura_educacion,\n"
    )
    same, other = "Bache en Nogal,,Bache en Nogal,,duplicado", "Bache en Nogal,,Parque en Pino,,distinto"
    pairs.write_text("\n".join(["titulo_a,texto_a,titulo_b,texto_b,etiqueta", *[same] * 5, *[other] * 5]))
    understanding.main([str(topics), str(pairs)])
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (result["topics"]["word lists"], result["topics"]["word lists without own words"]) == (3, 2)
    assert result["duplicates"]["ours"] == {"f1": 1.0, "cross-validated": [1.0, 1.0, 1.0]}
