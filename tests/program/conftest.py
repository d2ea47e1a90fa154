import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.telegram_server import TelegramServer
from tests.fakes.twilio_judge import Judge, specs
from tests.fakes.twilio_server import TwilioServer
from tests.program.configs import sections, write
from tests.program.service import voz
from tests.program.stage import Stage

CATALOGUE = Path(__file__).resolve().parents[2] / "storage" / "catalogues" / "asentamientos_durango.csv"


async def furnish(url: str, folder: Path) -> None:
    """Schema and catalogue, by the operator's own commands."""
    config = write(folder / "furnish.toml", sections(url, folder))
    for command in (("migrate",), ("import", "neighbourhoods", str(CATALOGUE))):
        code, out, err = await voz(*command, config=config)
        assert code == 0, f"voz {command[0]}: {out}{err}"


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Filled on first use, then copied."""
    return tmp_path_factory.mktemp("municipality") / "voz.db"


@pytest.fixture
async def sqlite_url(sqlite_file: Path, tmp_path: Path) -> str:
    if not sqlite_file.exists():
        await furnish(f"sqlite:///{sqlite_file}", tmp_path)
    shutil.copy(sqlite_file, tmp_path / "voz.db")
    return f"sqlite:///{tmp_path / 'voz.db'}"


@pytest.fixture
async def postgres_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    url = str(request.getfixturevalue("postgres").new())
    await furnish(url, tmp_path)
    return url


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    """Every test fails when a request was not as Telegram describes it."""
    async with TelegramServer() as server:
        yield server
    assert server.violations == []


@pytest.fixture(scope="session")
def judge() -> Judge | None:
    folder = specs()
    return Judge(folder) if folder else None


@pytest.fixture
async def twilio(judge: Judge | None) -> AsyncIterator[TwilioServer]:
    async with TwilioServer(judge=judge) as server:
        yield server
    assert server.violations == []


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    stage = Stage(tmp_path)
    yield stage
    await stage.close()
