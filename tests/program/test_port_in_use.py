"""The commonest fault of a first try: the port belongs to somebody else."""

import socket
from pathlib import Path

from tests.program.service import voz


async def test_a_port_in_use_is_named_and_nothing_is_promised(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, out, err = await voz("demo", "--port", str(port), "--data", str(tmp_path / "data"))
    assert code == 1
    assert f"port: {port} on 127.0.0.1 cannot be opened" in err
    assert "Abra en su navegador" not in out
