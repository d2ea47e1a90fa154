"""What may be written into a quick reply, and when it may be sent."""

import pytest

from civic.quick_reply import BadReply, ValueMissing, appended, demand_good, filled_where_known, ready

KNOWN = {"nombre": "María", "folio": "", "colonia": "Azcapotzalco", "dependencia": "Aguas", "personal": "Lupita Ríos"}


@pytest.mark.parametrize(
    ("shortcut", "text", "why"),
    [
        ("", "Hola", "nombre corto"),
        ("x" * 41, "Hola", "nombre corto"),
        ("saludo", "  ", "Escriba el texto"),
        ("saludo", "a" * 2001, "2001 letras y caben 2000"),
        ("saludo", "Hola {{apellido}}", "No existe {{apellido}}. Puede usar {{nombre}}, {{folio}}"),
        ("saludo", "Hola {nombre}", "dos llaves"),
        ("saludo", "Hola {{nombre}", "dos llaves"),
    ],
)
def test_what_could_not_be_sent_is_not_kept(shortcut: str, text: str, why: str) -> None:
    with pytest.raises(BadReply) as refused:
        demand_good(shortcut, text)
    assert why in str(refused.value)


@pytest.mark.parametrize(
    "text", ["Hola", "Hola, {{nombre}}", "{{ folio }} de {{colonia}}", "A sus órdenes: {{personal}}"]
)
def test_what_is_known_may_be_named(text: str) -> None:
    demand_good("saludo", text)


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("Buenos días, {{nombre}}.", "Buenos días, María."),
        ("{{ nombre }} de {{colonia}}", "María de Azcapotzalco"),
        ("Sin nada", "Sin nada"),
        ("Una llave { sola", "Una llave { sola"),  # staff may write what they like
    ],
)
def test_what_is_known_is_filled_in(text: str, sent: str) -> None:
    assert ready(text, KNOWN) == sent


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Su folio es {{folio}}", "no se sabe un folio de la persona. Escriba el dato en lugar de {{folio}}"),
        ("Hola {{apellido}}", "No existe {{apellido}}"),
    ],
)
def test_nothing_leaves_with_a_hole_in_it(text: str, why: str) -> None:
    with pytest.raises(ValueMissing) as refused:
        ready(text, KNOWN)
    assert why in str(refused.value)


def test_whoever_writes_sees_what_is_still_missing() -> None:
    assert filled_where_known("{{nombre}}: {{folio}}", KNOWN) == "María: {{folio}}"


def test_what_a_value_says_is_not_read_again() -> None:
    assert ready("{{nombre}}", {"nombre": "{{personal}}", "personal": "Lupita"}) == "{{personal}}"


@pytest.mark.parametrize(
    ("draft", "both"), [("", "Abrimos a las 9."), ("  ", "Abrimos a las 9."), ("Hola.\n", "Hola.\n\nAbrimos a las 9.")]
)
def test_what_was_being_written_stays_on_top(draft: str, both: str) -> None:
    assert appended(draft, "Abrimos a las 9.") == both
