import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

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


class Databases:
    """Makes furnished databases: the first SQLite file is copied for the next; PostgreSQL's server starts when asked for."""

    def __init__(self, pattern: Path, postgres: Callable[[], Any]) -> None:
        self._pattern = pattern
        self._postgres = postgres

    async def new(self, kind: str, folder: Path) -> str:
        """Its URL. `kind`: sqlite or postgresql."""
        folder.mkdir(parents=True, exist_ok=True)
        if kind == "postgresql":
            url = str(self._postgres().new())
            await furnish(url, folder)
            return url
        if not self._pattern.exists():
            await furnish(f"sqlite:///{folder / 'voz.db'}", folder)
            shutil.copy(folder / "voz.db", self._pattern)
            return f"sqlite:///{folder / 'voz.db'}"
        shutil.copy(self._pattern, folder / "voz.db")
        return f"sqlite:///{folder / 'voz.db'}"


@pytest.fixture(scope="session")
def sqlite_pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the furnished file is, once somebody needed one."""
    return tmp_path_factory.mktemp("municipality") / "voz.db"


@pytest.fixture
def databases(request: pytest.FixtureRequest, sqlite_pattern: Path) -> Databases:
    return Databases(sqlite_pattern, lambda: request.getfixturevalue("postgres"))


@pytest.fixture
async def sqlite_url(databases: Databases, tmp_path: Path) -> str:
    return await databases.new("sqlite", tmp_path)


@pytest.fixture
async def postgres_url(databases: Databases, tmp_path: Path) -> str:
    return await databases.new("postgresql", tmp_path)


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
