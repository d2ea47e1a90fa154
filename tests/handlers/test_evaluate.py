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
    assert (result["rows"], result["right"]) == (4, 2)


def pair(a: str, b: str, label: str) -> dict[str, str]:
    return {"titulo_a": a, "texto_a": "", "titulo_b": b, "texto_b": "", "etiqueta": label}


def test_precision_and_recall() -> None:
    same, other = ("Bache en calle Nogal", "Bache en la calle Nogal"), ("Bache en Nogal", "Alberca en Pino")
    rows = [pair(*same, "duplicado"), pair(*same, "relacionado"), pair(*other, "duplicado"), pair(*other, "distinto")]
    result = duplicates.evaluate(rows)
    assert (result["rows"], result["precision"], result["recall"], result["f1"]) == (4, 0.5, 0.5, 0.5)


def test_no_rows() -> None:
    assert duplicates.evaluate([])["f1"] == 0.0
    assert topics.evaluate([])["rows"] == 0
