"""A municipality in a folder, and `voz` as staff type it there."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli import main
from storage.migrate import migrate

Voz = Callable[..., tuple[int, str]]
"""Exit code, and all that was said."""


def settled(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Settings and an empty database; its address."""
    url = f"sqlite:///{folder}/voz.db"
    (folder / "config.toml").write_text(f'[database]\nurl = "{url}"\nmedia = "{folder}/media"\n', encoding="utf-8")
    monkeypatch.chdir(folder)
    migrate(url)
    return url


def voz_of(capsys: pytest.CaptureFixture[str]) -> Voz:
    def run(*arguments: str) -> tuple[int, str]:
        try:
            code = main(arguments)
        except SystemExit as wrong:  # argparse
            code = int(str(wrong.code))
        said = capsys.readouterr()
        return code, said.out + said.err

    return run
