"""The arithmetic of `voz eval`, on rows whose outcome is plain to see."""

import pytest

from handlers.evaluate import duplicates, intents, topics


def test_intents_count_rows_by_intent() -> None:
    rows = [
        {"texto": "hola", "intencion": "saludo"},
        {"texto": "911", "intencion": "emergencia"},
        {"texto": "hola", "intencion": "emergencia"},
    ]
    result = intents.evaluate(rows)
    assert (result["rows"], result["right"]) == (3, 2)
    assert result["by_intent"] == {"emergencia": {"rows": 2, "right": 1}, "saludo": {"rows": 1, "right": 1}}
    assert result["method"]


def test_an_unknown_label_is_refused() -> None:
    with pytest.raises(ValueError, match="despedida"):
        intents.evaluate([{"texto": "adiós", "intencion": "despedida"}])


def test_second_topic_counts() -> None:
    rows = [
        {"titulo": "Fuga de agua", "texto": "", "tema": "agua_drenaje", "tema_alterno": ""},
        {"titulo": "Fuga de agua", "texto": "", "tema": "limpieza", "tema_alterno": "agua_drenaje"},
        {"texto": "fuga de agua", "tema": "deporte"},
        {"texto": "Fernández", "tema": "deporte"},
    ]
    result = topics.evaluate(rows)
    assert (result["rows"], result["right"], result["accuracy"]) == (4, 2, 0.5)


def test_topics_count_alike_however_many_rows_they_have() -> None:
    """Three of four leaks are found, the only court is not: accuracy 3 of 5, F1 of water 6 of 8 and of sport 0."""
    leak = {"texto": "fuga de agua", "tema": "agua_drenaje"}
    rows = [leak, leak, leak, {**leak, "texto": "Fernández Fernández"}, {"texto": "fuga de agua", "tema": "deporte"}]
    result = topics.evaluate(rows)
    assert (result["accuracy"], result["macro_f1"]) == (0.6, round((6 / 8 + 0) / 2, 4))
    assert result["by_topic"] == {"agua_drenaje": 0.75, "deporte": 0.0}


def test_naive_ways_stand_beside_topics() -> None:
    rows = [
        {"texto": "Deporte para todos", "tema": "deporte"},
        {"texto": "Una cancha", "tema": "deporte"},
        {"texto": "El agua no llega", "tema": "agua_drenaje"},
    ]
    beside = topics.evaluate(rows)["beside"]
    assert {way: score["right"] for way, score in beside.items()} == {
        "always the most frequent topic": 2,
        "words of the topics' names": 2,
        "word lists alone": 3,
    }


def pair(a: str, b: str, label: str) -> dict[str, str]:
    return {"titulo_a": a, "texto_a": "", "titulo_b": b, "texto_b": "", "etiqueta": label}


def test_precision_and_recall() -> None:
    same, other = ("Bache en calle Nogal", "Bache en la calle Nogal"), ("Bache en Nogal", "Alberca en Pino")
    rows = [pair(*same, "duplicado"), pair(*same, "relacionado"), pair(*other, "duplicado"), pair(*other, "distinto")]
    result = duplicates.evaluate(rows)
    assert (result["rows"], result["precision"], result["recall"], result["f1"]) == (4, 0.5, 0.5, 0.5)


def test_naive_ways_stand_beside_duplicates_with_the_threshold_that_suits_them_best() -> None:
    """The same title comes once with a duplicate and once without; words in common tell one pair of three."""
    rows = [
        pair("Bache en Nogal", "Bache en Nogal", "duplicado"),
        pair("Alberca en Pino", "Alberca en Pino", "relacionado"),
        pair("Bache en Nogal", "Cancha de futbol", "distinto"),
    ]
    beside = duplicates.evaluate(rows)["beside"]
    assert {(score["precision"], score["recall"]) for score in beside.values()} == {(0.5, 1.0)}


def test_no_rows() -> None:
    assert duplicates.evaluate([])["f1"] == 0.0
    assert topics.evaluate([])["rows"] == 0
