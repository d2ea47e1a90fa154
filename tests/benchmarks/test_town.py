"""The benchmarks over a whole municipality run and balance their books; what they measure is not judged here."""

import json

import pytest

from benchmarks import similar, updates

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
