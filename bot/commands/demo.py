"""`voz demo`: the whole program on this machine, with the simulated phone in place of the providers."""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import msgspec

from bot.build import build, documents_of, load_world, pictures_of, utc_now
from bot.channels.phone.channel import phone_channels
from bot.commands import Failed
from bot.commands.exporting import write_store
from bot.commands.importing import import_neighbourhoods_file, import_works_file, shipped
from bot.commands.run import serve
from bot.log import set_up
from bot.program import Program
from bot.settings import Server, Settings, load_settings
from civic.access import Grant, Role
from civic.message import Place
from flows.book import load_book
from handlers.staff.accounts import Office
from storage.ids import Ids
from storage.migrate import migrate
from storage.staff import find_account
from storage.store import Connection

_PLACES = (
    Place(24.0243, -104.6702, "Plaza de Armas"),
    Place(24.0217, -104.6836, "Parque Guadiana"),
    Place(24.0419, -104.6570, "Central de autobuses"),
    Place(24.0060, -104.6630, "Colonia al sur"),
)


@dataclass(slots=True)
class _Banner:
    port: int
    desk: str
    """Where the desk is entered."""

    def show(self, program: Program) -> None:
        print(
            "\n  Voz Vecinal, demostración.\n"
            f"  Abra en su navegador:  http://127.0.0.1:{program.bound_port}/phone\n"
            f"  La mesa de atención:   http://127.0.0.1:{program.bound_port}{self.desk}\n"
            "  Para terminar: Ctrl+C\n",
            flush=True,
        )


def demo_settings(folder: Path, port: int) -> Settings:
    """Those of a file in the folder, which staff's commands take too. Whoever tries it at night is not kept waiting."""
    path, url, media = folder / "config.toml", f"sqlite:///{folder / 'voz.db'}", str(folder / "media")
    path.write_text(
        f"[database]\nurl = {json.dumps(url)}\nmedia = {json.dumps(media)}\n"
        '\n[clock]\nquiet_from = "00:00"\nquiet_until = "00:00"\n',
        encoding="utf-8",
    )
    return msgspec.structs.replace(load_settings(path, {}), server=Server(host="127.0.0.1", port=port))


def prepare(settings: Settings) -> None:
    """An empty folder becomes a municipality: schema, Durango's catalogue and a few sample works."""
    migrate(settings.database.url)
    import_neighbourhoods_file(settings, shipped("asentamientos_durango.csv"))
    import_works_file(settings, shipped("obras_de_muestra.csv"))


def _enter_desk(connection: Connection, settings: Settings) -> str:
    """Its first page; at first the invitation of an administrator called `demo`, who chooses a password there."""
    world, now = load_world(connection, settings, load_book(), Ids()), utc_now()
    account = find_account(connection, "demo")
    if account and account.password:
        return "/desk/"
    office = Office(connection, world, "demo", now)
    token = office.invite_again("demo") if account else office.add("demo", "Demostración", [Grant(Role.ADMINISTRATOR)])
    return f"/desk/invitacion/{token}"


def run(options: argparse.Namespace) -> int:
    set_up("WARNING")
    try:
        options.data.mkdir(parents=True, exist_ok=True)
        settings = demo_settings(options.data.absolute(), options.port)
    except OSError as e:
        raise Failed(f"{options.data}: cannot be made ({e.strerror}). Name another folder with --data.") from None
    prepare(settings)
    banner = _Banner(options.port, write_store(settings, lambda connection: _enter_desk(connection, settings)))

    async def made() -> Program:
        phones = phone_channels(
            settings.municipality.name, _PLACES, pictures=pictures_of(settings), documents=documents_of(settings)
        )
        program = await build(settings, phones, demo=True)
        program.on_ready = banner.show
        return program

    return serve(made())
