"""What a resident wrote, as others may read it."""

import pytest

from civic.personal import HIDDEN, without_personal_data


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("mi cel es 6181234567", f"mi cel es {HIDDEN}"),
        ("llámeme al 618 123 45 67 por favor", f"llámeme al {HIDDEN} por favor"),
        ("+52 1 (618) 123-4567", HIDDEN),
        ("escriba a ana.perez@example.com.mx", f"escriba a {HIDDEN}"),
        ("mi curp PEGA800101MDGRRN09 está mal", f"mi curp {HIDDEN} está mal"),
        ("rfc PEGA800101AB1", f"rfc {HIDDEN}"),
        ("tarjeta 4152 3133 1234 5678", f"tarjeta {HIDDEN}"),
        ("hay un bache en 20 de Noviembre 1204", "hay un bache en 20 de Noviembre 1204"),
        ("CP 34120, desde el 24/11/2026", "CP 34120, desde el 24/11/2026"),
        ("a las 10:30 y a las 18:45", "a las 10:30 y a las 18:45"),
        ("es como el DGO-2026-000017-K", "es como el DGO-2026-000017-K"),
        ("cel-6181234567", f"cel-{HIDDEN}"),
    ],
)
def test_what_tells_who_somebody_is_is_hidden_and_nothing_else(written: str, shown: str) -> None:
    assert without_personal_data(written) == shown
