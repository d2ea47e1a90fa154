"""That somebody is writing an answer, for colleagues who have the same chat open. Nothing of what is written is told."""

from functools import partial

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from civic.access import Permission
from handlers.desk import chat
from handlers.desk.door import Door, NotSignedIn
from handlers.desk.errand import NotHere
from handlers.desk.hub import Hub
from handlers.desk.page import HEADERS
from storage import chats
from storage.chat_events import note_writing
from storage.store import Connection, StoreUnavailable


def writing_route(door: Door, hub: Hub) -> Route:
    """`POST /desk/chats/{chat}/escribo`, by a page that is written in, every ten seconds at most."""

    async def note(request: Request) -> Response:
        try:
            door.demand_own_origin(request)
            fields, _ = await door.form(request)
            if not door.is_own_form(request, fields):
                raise NotHere
            if await door.store.write(partial(_note, door, request)):
                hub.poke()
        except (NotSignedIn, NotHere, HTTPException):
            return Response(status_code=404, headers=HEADERS)
        except StoreUnavailable:
            return Response(status_code=503, headers=HEADERS)
        return Response(status_code=204, headers=HEADERS)

    return Route("/desk/chats/{chat:int}/escribo", note, methods=["POST"])


def _note(door: Door, request: Request, connection: Connection) -> bool:
    """Whether that is news. Raises NotSignedIn, NotHere."""
    errand = door.errand(request, connection)
    one = chat.access_chat(errand)
    if one.is_closed or not errand.me.may(Permission.ANSWER_CHATS):
        raise NotHere
    is_news = note_writing(connection, one.id, errand.me.account.id, errand.now)
    if is_news:
        chats.note_change(connection, errand.world.ids, [one.id])
    return is_news
