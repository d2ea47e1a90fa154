"""The consultation of 2014 in small, with the tests; `make consulta2014` plays all of it."""

from tests.consulta2014 import run


async def test_the_report_says_exactly_what_residents_did(database_url: str) -> None:
    said = await run(database_url, people=60, count=168, colonias=12, fraccionamientos=10, seed=7)
    assert list(said["topics"])[:3] == ["seguridad", "empleo_economia", "calles"]  # type: ignore[call-overload]
    assert said["held"] == 0
