"""`voz consultation preview`: a document as a real talk in this terminal, on a database of its own that is thrown away."""

import argparse
import asyncio
import json
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from bot.build import utc_now
from bot.commands import settings_of
from bot.commands.exporting import read_store, write_store
from bot.commands.talk import talk
from bot.commands.world import with_world
from bot.log import set_up
from bot.settings import Database, Settings
from civic.consultation import ALLOWS, Consultation
from civic.document import read_document
from handlers.consultations import consultation_from
from handlers.staff.consultations import Planner
from handlers.world import World
from storage.migrate import migrate
from storage.places import import_neighbourhoods
from storage.store import Connection


def preview(options: argparse.Namespace, document: str) -> None:
    """As if today were the first day of a phase: the one asked for, else the first in which something can be done. Raises
    Unreadable, Refused, NotPossible."""
    set_up("ERROR")

    def read(_: Connection, world: World) -> tuple[Consultation, World]:
        return consultation_from(document, world), world

    made, world = with_world(options, read_store, read)
    with tempfile.TemporaryDirectory(prefix="voz-preview-") as folder:
        settings = _apart(settings_of(options), Path(folder))
        migrate(settings.database.url)
        today = _moved(document, made, options.phase)

        def write(connection: Connection) -> None:
            import_neighbourhoods(connection, list(world.directory), "preview", utc_now())
            Planner(connection, world, "preview", utc_now()).publish(today, "")

        write_store(settings, write)
        print(
            f"«{made.title}», vista previa. Escriba «consulta». Nada de esto se guarda. Para salir: Ctrl+D\n",
            flush=True,
        )
        asyncio.run(talk(settings, "vista-previa"))


def _apart(settings: Settings, folder: Path) -> Settings:
    database = Database(url=f"sqlite:///{folder / 'voz.db'}", media=str(folder / "media"))
    return msgspec.structs.replace(settings, database=database)


def _moved(document: str, made: Consultation, phase: str | None) -> str:
    """The same document with its dates moved by whole days, so that a phase began within the last one."""
    wanted = [span for span in made.spans if (span.phase == phase if phase else ALLOWS[span.phase])]
    first = min((span.opens_at for span in wanted), default=made.opens_at)
    by = timedelta(days=(utc_now() - first).days)
    values = dict(read_document(document).values)
    spans = [{**span, "desde": opens, "hasta": closes} for span, (opens, closes) in zip(
        values["fase"], ((span.opens_at + by, span.closes_at + by) for span in made.spans), strict=True
    )]  # fmt: skip
    return json.dumps({**values, "fase": spans}, default=_written, ensure_ascii=False)


def _written(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
