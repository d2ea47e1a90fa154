"""A document that staff write, as TOML or JSON: its values, and the line on which each stands."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Path = tuple[str | int, ...]
"""Keys and places in lists, from the outside: `("pregunta", 2, "texto")`."""


class Unreadable(Exception):
    """It is neither TOML nor JSON. The text says where and what to do."""


@dataclass(frozen=True, slots=True)
class Document:
    values: Mapping[str, Any]
    lines: Mapping[Path, int]

    def line(self, path: Path) -> int:
        """Of a list its first entry; else of the nearest thing around it that has a line; at least 1."""
        if path not in self.lines and (*path, 0) in self.lines:
            return self.lines[*path, 0]
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_document(text: str) -> Document:
    """JSON where it begins with a brace, else TOML. Raises Unreadable."""
    text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    return _json(text) if text.lstrip().startswith("{") else _toml(text)


def _json(text: str) -> Document:
    try:
        values = json.loads(text)
    except json.JSONDecodeError as error:
        raise Unreadable(f"línea {error.lineno}: no se entiende como JSON; revise comas, comillas y llaves.") from error
    lines: dict[Path, int] = {}
    _walk_json(text, lines)
    return Document(values, lines)


_SIGN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+|\n')


def _walk_json(text: str, lines: dict[Path, int]) -> None:
    """The text is known to be JSON: only where things begin is looked for."""
    line, pending = 1, '""'
    path: list[str | int] = []
    for match in _SIGN.finditer(text):
        sign = match.group()
        if sign == "\n":
            line += 1
        elif sign in "{[":
            lines.setdefault(tuple(path), line)
            path.append(0 if sign == "[" else "")
        elif sign in "}]":
            path.pop()
        elif sign == ",":
            path.append(_next(path.pop()))
        elif sign == ":":
            path[-1] = json.loads(pending)
            lines[tuple(path)] = line
        else:
            pending = sign
            lines.setdefault(tuple(path), line)


def _next(place: str | int) -> str | int:
    """In a list the next place; in a table the key is still to be read."""
    return place + 1 if isinstance(place, int) else ""


def _toml(text: str) -> Document:
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Unreadable(
            f"línea {_line_of(str(error), text)}: no se entiende; revise comillas, corchetes y signos de igual."
        ) from error
    lines: dict[Path, int] = {}
    _walk_toml(text, lines)
    return Document(values, lines)


def _line_of(error: str, text: str) -> int:
    """What the library says; of an end of file, the last line."""
    at = re.search(r"line (\d+)", error)
    return int(at.group(1)) if at else text.rstrip().count("\n") + 1


_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=""")
_QUOTED = re.compile(r'"""|\'\'\'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*')


def _walk_toml(text: str, lines: dict[Path, int]) -> None:
    """The text is known to be TOML: only where headers, keys and tables within lists begin is looked for."""
    counts: dict[Path, int] = {}
    prefix: Path = ()
    at: Path = ()
    depth, place, quote = 0, 0, ""
    for number, line in enumerate(text.split("\n"), 1):
        if not depth and not quote:
            if header := _HEADER.match(line):
                prefix = _under(header.group(2), counts, is_list=header.group(1) == "[[")
                lines.setdefault(prefix, number)
                continue
            if key := _KEY.match(line):
                at, place = (*prefix, *_parts(key.group(1))), 0
                lines[at] = number
        bare, quote = _without_words(line, quote)
        for sign in bare:
            if sign == "{" and depth == 1:
                lines.setdefault((*at, place), number)
                place += 1
            depth += (sign in "[{") - (sign in "]}")


def _without_words(line: str, quote: str) -> tuple[str, str]:
    """The line without what stands in quotes or behind a `#`; and the quotes that are still open at its end."""
    if quote:
        if quote not in line:
            return "", quote
        line = line.split(quote, 1)[1]
    bare, place = [], 0
    for match in _QUOTED.finditer(line):
        if match.start() < place:
            continue
        bare.append(line[place : match.start()])
        place = match.end()
        if match.group() in ('"""', "'''"):
            end = line.find(match.group(), place)
            if end < 0:
                return "".join(bare), match.group()
            place = end + 3
    return "".join([*bare, line[place:]]), ""


def _under(name: str, counts: dict[Path, int], *, is_list: bool) -> Path:
    """The path of a header, within the last entry of each list on the way."""
    path: Path = ()
    parts = _parts(name)
    for index, part in enumerate(parts):
        path = (*path, part)
        if is_list and index == len(parts) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _parts(name: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in re.findall(r""""[^"]*"|'[^']*'|[^.]+""", name))
