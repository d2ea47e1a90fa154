"""A consultation over HTTP on both channels, for some seconds of its peak; `make peak` takes ten minutes."""

from pathlib import Path

from tests.peak import run


async def test_a_peak_on_the_embedded_store_loses_nothing(tmp_path: Path) -> None:
    figures = await run(8, 24, tmp_path, at_once=16)
    assert int(str(figures["proposals"])) >= 3 * 16, "everybody who came has all of theirs"
