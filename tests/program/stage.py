"""Everything of one test: its services, started on settings written here and ended when the test is."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.program.configs import sections, write
from tests.program.service import Service


class Stage:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.services: list[Service] = []

    def service(self, database_url: str, **more: Mapping[str, Any]) -> Service:
        """One that is not started yet."""
        config = write(self.folder / f"{len(self.services)}.toml", sections(database_url, self.folder, **more))
        self.services.append(Service(config))
        return self.services[-1]

    async def started(self, database_url: str, **more: Mapping[str, Any]) -> Service:
        """One that is started and ready."""
        service = self.service(database_url, **more)
        await service.start()
        await service.ready()
        return service

    async def close(self) -> None:
        for service in self.services:
            await service.close()
