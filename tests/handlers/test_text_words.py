"""What became different in a sentence, as staff read it before they publish."""

import pytest

from handlers.desk.text_words import difference

OLD = "Las cajas abren de lunes a viernes, de 9 a 15 horas."


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        (OLD, OLD, [("same", OLD)]),
        (
            OLD,
            "Las cajas abren de lunes a sábado, de 9 a 15 horas.",
            [("same", "Las cajas abren de lunes a "), ("gone", "viernes"), ("new", "sábado"), ("same", ", de 9 a 15 horas.")],
        ),
        (
            "Hola, {name}. Diga su colonia.",
            "Hola. Diga su colonia.",
            [("same", "Hola"), ("gone", ", {name}"), ("same", ". Diga su colonia.")],
        ),
        (
            OLD,
            "Buenas tardes, {{nombre}}. ¿En qué le ayudo?",
            [("gone", OLD), ("same", "\n"), ("new", "Buenas tardes, {{nombre}}. ¿En qué le ayudo?")],
        ),
        ("", "Buenas tardes.", [("new", "Buenas tardes.")]),
        ("Buenas tardes.", "", [("gone", "Buenas tardes.")]),
    ],
)  # fmt: skip
def test_what_became_different(before: str, after: str, pieces: list[tuple[str, str]]) -> None:
    assert difference(before, after) == pieces
