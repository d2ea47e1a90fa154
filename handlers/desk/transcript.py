"""All that was said in a chat, to print or keep, or as a file for a spreadsheet. Notes only when they are asked for."""

from civic.table import Table
from handlers.desk import words
from handlers.desk.chat import ShownLine, access_chat, head, shown, within
from handlers.desk.errand import Errand, Page
from handlers.desk.masking import resident_name
from storage.chat_lines import list_lines
from storage.chats import Chat
from storage.history import append
from storage.ledger import Ledger
from storage.store import Connection

_MOST_PRINTED, _MOST_IN_A_FILE = 2000, 20_000
_COLUMNS = ("fecha", "quién", "canal", "texto", "archivos", "estado")


def show(errand: Errand) -> Page:
    chat = access_chat(errand)
    lines = _lines(errand, chat, _MOST_PRINTED + 1)
    values = {
        **head(errand, chat),
        "title": f"Conversación con {resident_name(errand, chat.resident)}",
        "lines": lines[-_MOST_PRINTED:],
        "is_cut": len(lines) > _MOST_PRINTED,
        "with_notes": _with_notes(errand),
        "printed": words.moment(errand.now, errand.zone),
        "opened": words.moment(chat.opened_at, errand.zone),
    }
    return Page("transcript.html", values, read=("chat", chat.id))


def sheet(errand: Errand) -> Table:
    """Raises NotHere."""
    chat = access_chat(errand)
    rows = [_row(errand, one) for one in _lines(errand, chat, _MOST_IN_A_FILE)]
    return Table(f"conversacion-{chat.id}", _COLUMNS, rows)


def note_taken(errand: Errand, connection: Connection, _: Table) -> None:
    chat_id, ledger = int(errand.path["chat"]), Ledger(errand.world.ids)
    append(ledger, "chat", chat_id, "exported", by=f"staff:{errand.me.name}", now=errand.now)
    ledger.save(connection)


def _lines(errand: Errand, chat: Chat, most: int) -> list[ShownLine]:
    found = list_lines(errand.connection, chat.person_id, within(errand), most=most)
    wanted = [line for line in found if _with_notes(errand) or line.by != "note"]
    return [shown(errand, line, dated=True) for line in wanted]


def _with_notes(errand: Errand) -> bool:
    return errand.query.get("notas") == "1"


def _row(errand: Errand, one: ShownLine) -> tuple[str, ...]:
    by = f"Nota interna de {one.by}" if one.line.by == "note" else one.by
    at = one.line.at.astimezone(errand.zone)
    files = [file.name or file.kind for file in one.line.files]
    files += ["foto"] * bool(one.line.photo) + ["PDF"] * bool(one.line.document)
    channel = words.channel(one.line.account) if one.line.account else ""
    return f"{at:%Y-%m-%d %H:%M:%S}", by, channel, one.text, ", ".join(files), one.state
