"""What a stranger and an operator read is true: commands, settings, events, metrics and links that are named exist."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bot.cli import main
from bot.semantic import INSTALL
from bot.settings import SECRETS, Settings
from tests.civic.town import shared_file

ROOT = Path(__file__).parents[1]
PAPERS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
EXAMPLES = sorted((ROOT / "docs" / "examples").iterdir())
OPERATING = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
CODE = [path for folder in ("bot", "handlers", "flows", "storage", "civic") for path in (ROOT / folder).rglob("*.py")]
PICTURE_LIMIT = 400_000
"""Bytes that a picture in the README may have."""

by_name = pytest.mark.parametrize("paper", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def code_in(text: str) -> list[str]:
    """Code spans, and indented lines."""
    spans = re.findall(r"`([^`\n]+)`", text)
    return spans + [line.strip() for line in text.splitlines() if line.startswith("    ")]


def blocks_in(text: str) -> Iterator[str]:
    """Indented blocks as they would be copied."""
    for found in re.finditer(r"(?:^ {4,}.*\n|^\n(?= {4}))+", text, re.MULTILINE):
        lines = found[0].strip("\n").splitlines()
        margin = min(len(line) - len(line.lstrip()) for line in lines if line.strip())
        yield "\n".join(line[margin:] for line in lines)


@pytest.fixture(scope="module")
def usage() -> Mapping[str, str]:
    """Every command with its own help; the empty name is that of `voz` itself."""
    found = {"": help_of()}
    for name in re.findall(r"^    (\w+)(?: |$)", found[""].partition("COMMAND\n")[2], re.MULTILINE):
        found[name] = help_of(name)
    for name in [name for name, text in found.items() if name and "ACT\n" in text]:
        for act in acts_in(found[name]):
            own = help_of(name, act)
            found[f"{name} {act}"] = "\n".join([own, *(help_of(name, act, one) for one in acts_in(own))])
    return found


def acts_in(text: str) -> list[str]:
    """Of a help, when there are any."""
    return re.findall(r"^    ([\w-]+)(?: |$)", text.partition("ACT\n")[2], re.MULTILINE)


def help_of(*command: str) -> str:
    with redirect_stdout(StringIO()) as said, pytest.raises(SystemExit) as ended:
        main([*command, "--help"])
    assert ended.value.code == 0
    return said.getvalue()


CALL = re.compile(
    r"(?<!-u )(?:^|(?<=\s)|bin/)voz (?P<name>[a-z]+)(?: (?P<what>[a-z]+(?:-[a-z]+)*\b(?!\.)|\{[a-z,]+\}))?(?P<rest>[^&|#]*)"
)


@by_name
def test_every_command_exists(paper: Path, usage: Mapping[str, str]) -> None:
    for code in code_in(text_of(paper)):
        for call in CALL.finditer(code):
            assert call["name"] in usage, code
            words = (call["what"] or "").strip("{}").split(",")
            full = usage.get(f"{call['name']} {words[0]}", usage[call["name"]])
            if call["name"] in ("import", "export", "eval", "report") or "ACT\n" in usage[call["name"]]:
                assert all(word in usage[call["name"]] for word in words), code
            for option in re.findall(r"--[a-z]+", call["rest"]):
                assert option in full or option == "--config", code


@by_name
def test_every_link_leads_somewhere(paper: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", text_of(paper)):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        path = (paper.parent / name).resolve() if name else paper
        assert path.is_file(), target
        assert not anchor or anchor in anchors_of(path), target


def anchors_of(path: Path) -> set[str]:
    """Of its headings, as the usual hosts make them."""
    headings = re.findall(r"^#+ (.+)$", text_of(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_picture_is_one_and_small() -> None:
    picture = (ROOT / "docs" / "images" / "phone.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < PICTURE_LIMIT


def measured(what: str, file: str) -> dict[str, Any]:
    with redirect_stdout(StringIO()) as said:
        assert main(["eval", what, str(shared_file(file))]) == 0
    return dict(json.loads(said.getvalue().splitlines()[-1]))


def test_the_figures_of_understanding_are_those_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # without settings: the catalogue that ships
    names = measured("neighbourhoods", "colonias_escritas_dev.csv")
    wants = measured("intents", "mensajes_intencion_dev.csv")
    topics = measured("topics", "propuestas_temas_dev.csv")
    pairs = measured("duplicates", "propuestas_duplicados_dev.csv")
    readme = text_of(ROOT / "README.md")
    for told in (
        f"{names['right']} of {names['unambiguous']} unambiguous right",
        f"{names['asked']} of {names['ambiguous']} ambiguous asked",
        f"{names['refused']} of {names['negative']} that do not exist",
        f"| {wants['right']} of {wants['rows']} |",
        f"| {topics['right']} of {topics['rows']} |",
        f"precision {pairs['precision']:.2f}, recall {pairs['recall']:.2f}, F1 {pairs['f1']:.2f} on {pairs['rows']} pairs",
        *_beside(topics, pairs),
    ):
        assert told in readme, told


def _beside(topics: Mapping[str, Any], pairs: Mapping[str, Any]) -> Iterator[str]:
    """Naive ways, and the extra `semantic` where it is installed."""
    right = {way: score["right"] for way, score in topics["beside"].items()}
    f1 = {way: f"{score['f1']:.2f}" for way, score in pairs["beside"].items()}
    yield f"the most frequent topic {right['always the most frequent topic']} of {topics['rows']}"
    names = right["words of the topics' names"]
    yield f"the topics' names {names}"
    yield f"words in common F1 {f1['words in common (Jaccard)']}, in titles {f1['words in common in titles']}"
    if "semantic" in f1:
        yield f"{right['semantic']} of {topics['rows']}, F1 {f1['semantic']}"


def known_settings() -> set[tuple[str, str]]:
    defaults = msgspec.to_builtins(Settings())
    return {(section, key) for section, keys in defaults.items() for key in keys}


@pytest.mark.parametrize("paper", [*PAPERS, *EXAMPLES], ids=lambda path: path.name)
def test_every_setting_exists(paper: Path) -> None:
    text = text_of(paper)
    named = set(re.findall(r"`\[([a-z]+)\] ([a-z_]+)", text))
    named |= {(s.lower(), k.lower()) for s, k in re.findall(r"VOZ__([A-Z]+)__([A-Z_]+)", text)} - {("section", "key")}
    assert named <= known_settings()


def test_the_settings_shown_in_the_readme_can_be_copied() -> None:
    shown = [block for block in blocks_in(text_of(ROOT / "README.md")) if re.match(r"\[[a-z]+\]\n", block)]
    assert len(shown) == 3, "Telegram, WhatsApp, a second municipality"
    for block in shown:
        msgspec.convert(tomllib.loads(block), Settings)


def test_every_secret_can_come_from_a_file_as_told() -> None:
    told = set(re.findall(r"`\[([a-z]+)\] ([a-z_]+)_file`", OPERATING))
    assert told == {(section, key) for section, key in SECRETS if (section, f"{key}_file") in known_settings()}


EVENT = re.compile(r'\blog\.(debug|info|warning|error)\(\s*"([a-z_]+)"')


def test_every_log_event_is_explained_and_no_other() -> None:
    written = {
        (event, level) for path in CODE if path.name != "log.py" for level, event in EVENT.findall(text_of(path))
    }
    explained = set(re.findall(r"^\| `([a-z_]+)` \| (debug|info|warning|error) \|", OPERATING, re.MULTILINE))
    assert explained == written


def test_every_metric_is_explained_and_no_other() -> None:
    made = re.findall(r'(Counter|Gauge)MetricFamily\(\s*"(voz_\w+)"', text_of(ROOT / "bot" / "web.py"))
    names = {f"{name}_total" if kind == "Counter" else name for kind, name in made}
    assert set(re.findall(r"^\| `(voz_[a-z_]+)", OPERATING, re.MULTILINE)) == names


@pytest.mark.parametrize(
    ("metric", "label", "path"),
    [
        ("voz_intake_messages_total", "what", "bot/intake.py"),
        ("voz_sends_total", "outcome", "bot/delivery.py"),
        ("voz_waiting", "what", "storage/waiting.py"),
    ],
)
def test_every_value_of_a_metric_is_explained_and_no_other(metric: str, label: str, path: str) -> None:
    told = set(re.findall(rf'^\| `{metric}{{[^}}]*{label}="([a-z_]+)"', OPERATING, re.MULTILINE))
    counted = re.search(r"(?:self\.counts = |return )\{(.*?)\}", text_of(ROOT / path), re.DOTALL)
    assert counted
    assert told == set(re.findall(r'"([a-z_]+)":', counted[1]))


def test_every_dependency_has_its_reason_and_no_other() -> None:
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    wanted = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    told = re.findall(r"^- `([\w-]+)`: \S", text_of(ROOT / "docs/decisions/0001-dependencies.md"), re.MULTILINE)
    assert sorted(told) == sorted(re.match(r"[\w-]+", one)[0] for one in wanted)  # type: ignore[index]


def test_the_extra_semantic_is_one_requirement_wherever_it_is_named() -> None:
    (wanted,) = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]["optional-dependencies"]["semantic"]
    assert wanted in text_of(ROOT / "requirements-semantic.in").splitlines()
    assert f"pip install '{wanted}'" == INSTALL


def test_decisions_are_numbered_one_by_one_and_dated() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [path.name[:4] for path in decisions] == [f"{number:04}" for number in range(1, len(decisions) + 1)]
    for path in decisions:
        assert re.match(rf"# {path.name[:4]} \S.*\n\n\d{{4}}-\d\d-\d\d\. Decided\.\n", text_of(path)), path.name
        for number in re.findall(r"\((0\d{3})\b", text_of(path)):
            assert any(one.name.startswith(number) for one in decisions), f"{path.name} names {number}"


@pytest.mark.parametrize("path", [*CODE, ROOT / "config.example.toml"], ids=lambda path: str(path.relative_to(ROOT)))
def test_papers_named_in_the_code_exist(path: Path) -> None:
    for named in re.findall(r"\bdocs/[\w/.-]+\.md", text_of(path)):
        assert (ROOT / named).is_file(), named
