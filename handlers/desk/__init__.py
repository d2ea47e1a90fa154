"""The desk: where staff answer residents and run the programme, in a browser."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from civic.access import Permission
from handlers.desk import complaints, own, papers, proposals, reports, trail, transcript
from handlers.desk.door import Door as Door
from handlers.desk.entrance import Entrance
from handlers.desk.errand import Kept as Kept
from handlers.desk.errand import Upload as Upload
from handlers.desk.files import files_route
from handlers.desk.hub import Hub as Hub
from handlers.desk.identity import Identities
from handlers.desk.identity import Provider as Provider
from handlers.desk.links import Links
from handlers.desk.live import Live
from handlers.desk.page import STATIC
from handlers.desk.running import ChannelState as ChannelState
from handlers.desk.running import Running as Running
from handlers.desk.screens import SCREENS as SCREENS
from handlers.desk.sheet import sheet_route
from handlers.desk.sign_in import SignIn
from handlers.desk.writing import writing_route


def desk_routes(
    door: Door, hub: Hub, media: Path, printer: papers.Printer | None = None, provider: Provider | None = None
) -> list[Route]:
    """`media`: the folder of residents' files. `printer`: draws papers; None: there are none to be had. `provider`: the
    municipality's own sign-in."""
    entrance = Entrance(door)
    return [
        Route("/desk/static/{name}", _static),
        *SignIn(entrance).routes(),
        *Links(entrance).routes(),
        *(Identities(entrance, provider).routes() if provider else []),
        own.OwnPassword(entrance).route(),
        trail.trail_file_route(door),
        *Live(door, hub).routes(),
        writing_route(door, hub),
        files_route(door, media),
        sheet_route(door, "/desk/quejas.csv", Permission.READ_COMPLAINTS, complaints.sheet),
        sheet_route(door, "/desk/propuestas.csv", Permission.READ_PROPOSALS, proposals.sheet),
        sheet_route(door, f"{reports.PATH}.csv", Permission.READ_REPORTS, reports.sheet),
        sheet_route(
            door,
            "/desk/chats/{chat:int}/transcripcion.csv",
            Permission.READ_CHATS,
            transcript.sheet,
            transcript.note_taken,
        ),
        *([papers.papers_route(door, printer)] if printer else []),
        *(door.routes(screen) for screen in SCREENS),
    ]


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in {file.name for file in STATIC.iterdir()}:
        return Response(status_code=404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
    return FileResponse(STATIC / name, headers=headers)
