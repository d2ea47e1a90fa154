"""Lists as files for a spreadsheet: with what whoever asks may see, and it is written down that they took it."""

import csv
import io
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from civic.access import Permission
from civic.table import Table, as_words
from handlers.desk.door import Door, NotSignedIn
from handlers.desk.errand import Errand, NotHere
from handlers.desk.page import HEADERS
from storage import reads
from storage.store import Connection, StoreUnavailable

_BOM = "\ufeff"
"""By which spreadsheets know that it is UTF-8."""


Note = Callable[[Errand, Connection, Table], None]


def _note_read(errand: Errand, connection: Connection, table: Table) -> None:
    reads.note_read(connection, errand.world.ids, errand.me.name, f"csv:{table.name}"[:12], 0, errand.now)


def sheet_route(
    door: Door, path: str, permission: Permission, sheet: Callable[[Errand], Table], note: Note = _note_read
) -> Route:
    """`GET path`: what `sheet` makes, as CSV. `note` writes down who took it."""

    def make(request: Request, connection: Connection) -> tuple[Errand, Table]:
        errand = door.errand(request, connection)
        if not errand.me.may(permission):
            raise NotHere
        return errand, sheet(errand)

    async def give(request: Request) -> Response:
        try:
            errand, table = await door.store.read(lambda connection: make(request, connection))
            await door.store.write(lambda connection: note(errand, connection, table))
        except NotSignedIn as e:
            return RedirectResponse(e.where, 303, headers=HEADERS)
        except NotHere:
            return door.plain(404, "Aquí no hay nada, o no está a su alcance.")
        except StoreUnavailable:
            return door.plain(503, "La base de datos no responde. Espere un momento e intente otra vez.")
        day = errand.now.astimezone(errand.zone).date().isoformat()
        headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{table.name}-{day}.csv"'}
        return Response(as_csv(table), media_type="text/csv; charset=utf-8", headers=headers)

    return Route(path, give)


def as_csv(table: Table) -> str:
    """With a cell that a spreadsheet would take for a formula marked as words."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(table.columns)
    writer.writerows([as_words(cell) for cell in row] for row in table.rows)
    return _BOM + file.getvalue()
