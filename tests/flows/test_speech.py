"""Sentences with values, and labels cut to size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.speech import fill, shortened
from tests.flows.resident import facts

FILLED = [
    ("Folio: {folio}", {"folio": "A-1"}, "Folio: A-1", ""),
    ("«{text}»", {"text": "{folio} y {text}"}, "«{folio} y {text}»", "a value is never a template"),
    ("Hola.\nLo ve {department}.\nAdiós.", {}, "Hola.\nAdiós.", "a line without its value is left out"),
    ("Hola.\n\n{a} {b}", {"a": "x"}, "Hola.\n\nx ", "a line with one of its values stays"),
    ("En {municipality}", {}, "En Durango", "standing values"),
    ("{Nada} {no válido}", {}, "{Nada} {no válido}", "only plain names are placeholders"),
]


@pytest.mark.parametrize(("template", "values", "text", "why"), FILLED)
def test_fill(template: str, values: dict[str, str], text: str, why: str) -> None:
    assert fill(template, facts(), values) == text, why


@given(st.text())
def test_a_value_comes_out_as_it_went_in(text: str) -> None:
    assert fill("<{text}>", facts(), {"text": text}) in (f"<{text}>", "")


CUT = [
    ("Benito Juárez", "Benito Juárez"),
    ("Pavimentación de la calle Pino", "Pavimentación…"),
    ("Techumbre de la primaria Hidalgo", "Techumbre…"),
    ("Anticonstitucionalmente", "Anticonstitucionalm…"),
    ("General Lázaro Cárdenas", "General Lázaro…"),
]


@pytest.mark.parametrize(("text", "label"), CUT)
def test_shortened(text: str, label: str) -> None:
    assert shortened(text, 20) == label


@given(st.text(max_size=60), st.integers(min_value=2, max_value=40))
def test_never_longer(text: str, longest: int) -> None:
    assert len(shortened(text, longest)) <= longest
