"""The figures of `voz eval neighbourhoods`."""

import csv
from typing import Any

import pytest

from civic.places import Directory
from handlers.evaluate.neighbourhoods import evaluate
from tests.civic.town import catalogue, shared_file, town

HERE = Directory(town())
IDS = {place.name: place.key[6:] for place in town()}


def row(text: str, ids: str, result: str) -> dict[str, str]:
    return {"texto": text, "ids_esperados": ids, "resultado": result}


def figures(*rows: dict[str, str]) -> dict[str, Any]:
    measured = evaluate(HERE, rows)
    assert measured.pop("p99_ms") >= 0
    assert measured.pop("method")
    return measured


ZERO = {"rows": 1, "unambiguous": 0, "right": 0, "ambiguous": 0, "asked": 0, "negative": 0, "refused": 0}


@pytest.mark.parametrize(
    ("typed", "ids", "result", "counted", "reason"),
    [
        ("hipodromo", IDS["Hipódromo"], "unico", {"unambiguous": 1, "right": 1}, "that one, for sure"),
        ("hipodromo", "0001", "unico", {"unambiguous": 1}, "another one"),
        ("los alamos", "0008", "unico", {"unambiguous": 1}, "asked is not right"),
        ("el cisne", IDS["El Cisne II"], "unico", {"unambiguous": 1}, "a doubtful single candidate is not right"),
        ("condesa", "0001", "unico", {"unambiguous": 1}, "refused is not right"),
        ("los alamos", "0008|0009", "ambiguo", {"ambiguous": 1, "asked": 1}, "a choice"),
        ("hipodromo", f"{IDS['Hipódromo']}|0001", "ambiguo", {"ambiguous": 1}, "picked silently"),
        ("condesa", "0001|0002", "ambiguo", {"ambiguous": 1}, "refused is not asked"),
        ("condesa", "", "ninguno", {"negative": 1, "refused": 1}, "nothing"),
        ("hipodromo", "", "ninguno", {"negative": 1}, "picked"),
        ("el cisne", "", "ninguno", {"negative": 1}, "asked is not refused"),
    ],
)
def test_counts(typed: str, ids: str, result: str, counted: dict[str, int], reason: str) -> None:
    assert figures(row(typed, ids, result)) == ZERO | counted, reason


def test_no_rows() -> None:
    assert figures() == ZERO | {"rows": 0}


@pytest.mark.parametrize(
    ("ids", "result"), [("", "unico"), ("0001|0002", "unico"), ("0001", "ninguno"), ("0001", "quiza")]
)
def test_a_row_that_contradicts_itself_is_named(ids: str, result: str) -> None:
    with pytest.raises(ValueError, match="Line 3: resultado"):
        evaluate(HERE, [row("hipodromo", IDS["Hipódromo"], "unico"), row("morga", ids, result)])


def test_a_missing_column_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="resultado"):
        evaluate(HERE, [{"texto": "morga", "ids_esperados": ""}])


def test_the_developers_sample() -> None:
    with shared_file("colonias_escritas_dev.csv").open(encoding="utf-8", newline="") as file:
        measured = evaluate(Directory(catalogue("durango")), list(csv.DictReader(file)))
    assert measured["rows"] == 95
    assert measured["right"] >= 0.98 * measured["unambiguous"]
    assert measured["asked"] == measured["ambiguous"]
    assert measured["refused"] == measured["negative"]
    assert measured["p99_ms"] < 50
