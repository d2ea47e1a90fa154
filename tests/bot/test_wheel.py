"""The built package, installed in an empty environment and run from another directory."""

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an environment that holds the wheel; its dependencies are those of this one."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        str(folder),
        str(ROOT),
    ]
    subprocess.run(build, check=True, capture_output=True)
    [wheel] = folder.glob("*.whl")
    home = folder / "env"
    venv.create(home, with_pip=False)
    install = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(home / "bin" / "python"),
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        str(wheel),
    ]
    subprocess.run(install, check=True, capture_output=True)
    [site] = home.glob("lib/python*/site-packages")
    ours = next(Path(p) for p in sys.path if p.endswith("site-packages"))
    (site / "dependencies.pth").write_text(f"{ours}\n", encoding="utf-8")
    return home


def run(home: Path, cwd: Path, *arguments: str, talk: str = "") -> "subprocess.CompletedProcess[str]":
    clean = {
        name: value for name, value in os.environ.items() if name not in ("PYTHONPATH",) and not name.startswith("VOZ_")
    }
    return subprocess.run(
        [str(home / "bin" / "voz"), *arguments],
        cwd=cwd,
        input=talk,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=clean,
    )


def test_the_command_comes_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    where = subprocess.run(
        [str(installed / "bin" / "python"), "-c", "import bot, flows; print(bot.__file__, flows.__file__)"], cwd=tmp_path,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert where.stdout.count(str(installed)) == 2


def test_conversations_and_transcripts_are_in_the_wheel(installed: Path, tmp_path: Path) -> None:
    done = run(installed, tmp_path, "check")
    assert "no fault" in done.stdout, done.stderr


def test_a_resident_is_answered_from_another_directory(installed: Path, tmp_path: Path) -> None:
    done = run(
        installed, tmp_path, "talk", talk="hola\nsí\nhay un bache en la colonia Azcapotzalco\nsaltar\nsí\n:salir\n"
    )
    assert "DGO-" in done.stdout, done.stderr


def test_the_example_settings_are_in_the_wheel(installed: Path) -> None:
    [example] = installed.glob("lib/python*/site-packages/bot/config.example.toml")
    assert example.read_text(encoding="utf-8") == (ROOT / "config.example.toml").read_text(encoding="utf-8")
