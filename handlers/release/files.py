"""A release as files: what anybody may download, keep and count once more."""

import csv
import hashlib
import io
import json
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

import msgspec

from civic.consultation import Consultation
from civic.open_data import DATA
from civic.table import Table, as_words
from handlers.release.gather import Release
from storage.releases import Content

README, DOCUMENT, ALL_TABLES, SUMS = "LEAME.txt", "consulta.json", "datos.json", "SHA256SUMS"
_ABOUT = """\
{title}
{line}

Datos abiertos de la consulta «{key}», revisión {revision}.

{summary}

Cada tabla está en un archivo .csv (UTF-8, con comas) y todas juntas en datos.json. consulta.json dice qué se preguntó.
SHA256SUMS tiene la suma de cada archivo: se revisa con «sha256sum -c SHA256SUMS». Con «voz consultation recount
CARPETA» cualquiera vuelve a contar todas las cifras a partir de las tablas de datos y ve si son las mismas.

Los nombres propios que alguien haya escrito en su propuesta no se buscan ni se ocultan. Los votos de una misma persona
a varias opciones están juntos en su boleta: quien prometió un orden muy raro podría ser reconocido por él.

Tablas de datos: {data}.
Tablas de cifras, que se cuentan de ellas: {counted}.
"""


def release_files(release: Release) -> dict[str, bytes]:
    """By name. The same release always gives the same bytes."""
    texts = {
        README: _readme(release),
        DOCUMENT: document_json(release.made),
        ALL_TABLES: tables_json(map(content_of, release.tables)),
        **{f"{table.name}.csv": table_csv(table) for table in release.tables},
    }
    files = {name: text.encode() for name, text in texts.items()}
    return {**files, SUMS: sums(files).encode()}


def sums(files: Mapping[str, bytes]) -> str:
    """As `sha256sum` writes them."""
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))


def table_csv(table: Table) -> str:
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([as_words(cell) for cell in row] for row in table.rows)
    return file.getvalue()


def tables_json(contents: Iterable[Content]) -> str:
    parts = [f'"{name}": {content}' for name, content in contents]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def content_of(table: Table) -> Content:
    """Each row as an object, a line each."""
    rows = ",\n".join(json.dumps(record, ensure_ascii=False) for record in table.records())
    return table.name, f"[\n{rows}\n]"


def tables_from(text: str) -> list[Table]:
    """What `tables_json` wrote. Raises ValueError, KeyError, TypeError for anything else."""
    return [_table(name, records) for name, records in json.loads(text).items()]


def table_from(content: Content) -> Table:
    """What `content_of` made."""
    name, rows = content
    return _table(name, json.loads(rows))


def _table(name: str, records: list[dict[str, Any]]) -> Table:
    columns = tuple(dictionary()[name])[1:]
    return Table(name, columns, [tuple(record[column] for column in columns) for record in records])


def document_json(made: Consultation) -> str:
    pretty: bytes = msgspec.json.format(msgspec.json.encode(made, order="deterministic"), indent=2)
    return pretty.decode() + "\n"


def document_from(text: str) -> Consultation:
    """What `document_json` wrote. Raises msgspec.DecodeError."""
    return msgspec.json.decode(text, type=Consultation)


@cache
def dictionary() -> Mapping[str, Mapping[str, str]]:
    """What a table is, then what each of its columns is, in their order."""
    text = resources.files("handlers.release").joinpath("dictionary.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _readme(release: Release) -> str:
    made = release.made
    about = _ABOUT.format(
        title=made.title, line="=" * len(made.title), key=made.key, revision=release.revision, summary=made.summary,
        data=", ".join(table.name for table in release.tables if table.name in DATA),
        counted=", ".join(table.name for table in release.tables if table.name not in DATA),
    )  # fmt: skip
    return "\n".join([about, *(_described(table) for table in release.tables)])


def _described(table: Table) -> str:
    what, *columns = dictionary()[table.name].items()
    lines = [f"{table.name}.csv", f"  {what[1]}", *(f"  - {name}: {says}" for name, says in columns)]
    return "\n".join(lines) + "\n"
