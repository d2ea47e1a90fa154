"""The examples of what stands in front let through all that is public, and nothing else."""

import asyncio
import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from starlette.routing import BaseRoute, Route

from bot.build import build
from bot.commands.demo import demo_settings, prepare

EXAMPLES = Path("docs/examples")
OURS_ALONE = {"/metrics", "/readyz"}
"""Read on the machine itself."""
OF_PROVIDERS = {"/webhooks/telegram", "/webhooks/twilio", "/webhooks/twilio/status"}


def through_nginx(path: str) -> bool:
    """By its own rules: an exact one first, then the longest beginning."""
    found = re.findall(r"^\s*location (= )?(\S+)\s+\{(.*)\}", (EXAMPLES / "nginx.conf").read_text(), re.MULTILINE)
    does = {(bool(exact), where): act for exact, where, act in found}
    begins = max((where for exact, where in does if not exact and path.startswith(where)), key=len)
    return "proxy_pass http://voz;" in does.get((True, path), does[False, begins])


def through_caddy(path: str) -> bool:
    lists = re.findall(r"^\s*@\w+ path (.+)$", (EXAMPLES / "Caddyfile").read_text(), re.MULTILINE)
    return any(fnmatchcase(path, pattern) for one in lists for pattern in one.split())


async def addresses(folder: Path) -> set[str]:
    """One of each route of the program."""
    settings = demo_settings(folder, 0)
    await asyncio.to_thread(prepare, settings)  # a command: it brings its own loop
    program = await build(settings, [])
    await program.store.close()
    routes: list[BaseRoute] = program.web.routes
    return {re.sub(r"\{.*?\}", "algo", one.path) for one in routes if isinstance(one, Route)} | OF_PROVIDERS


@pytest.mark.parametrize("through", [through_nginx, through_caddy])
async def test_what_is_public_gets_through_and_nothing_else(tmp_path: Path, through: Callable[[str], bool]) -> None:
    found = await addresses(tmp_path)
    assert found > {*OURS_ALONE, "/desk/", "/acreditacion", "/desk/chats/algo/vivo", "/pictures/algo.jpg"}
    assert {path for path in found if not through(path)} == OURS_ALONE
    assert not any(map(through, ("/phone", "/desktop", "/docs", "/obrasx", "/.env")))
